import type { BeforeRestart, InstanceAccount } from './instance-account.js';
import type { LedgerState } from './ledger-state.js';
import { REPEATED, type PageComparison } from './page-comparison.js';
import { FACT_TOLERANCE_MS } from './restart.js';
import { isTurn } from './turns.js';

/** So often must counters that fell in concert come back within a window. */
const RETURNS = 3;
/** Growth beyond so many times the usual, and so many requests, is a jump to the values of another process. */
const JUMP_TIMES = 5;
const JUMP_FLOOR = 20;
/** The same of the quietest page: where several processes answer at random, their jumps are what is usual. */
const LEAP_TIMES = 10;
const LEAP_FLOOR = 1_000;

/** Rule 8: says that two processes answer in turn at one address; for a window no verdict rests on the instance. */
export function watchForMixing(
  state: LedgerState,
  account: InstanceAccount,
  comparison: PageComparison,
  looksRestarted: boolean,
): void {
  const { page, fromMs } = comparison;
  const isOther = anotherProcess(account, page.startedAtMs, fromMs) || isBackFromRestart(state, account, comparison);
  const takesTurns = looksRestarted && isTurn(account, comparison, state.options.windowMs);
  if (isOther || takesTurns) markMixed(state, account, page.atMs);
}

/** Notes that counters which fell in concert are back; often within a window, they are those of two processes. */
export function noteReturn(state: LedgerState, account: InstanceAccount, page: PageComparison['page']): void {
  const { windowMs } = state.options;
  account.dipReturns = [...account.dipReturns.filter((each) => page.atMs - each <= windowMs), page.atMs];
  if (account.dipReturns.length >= RETURNS && page.startedAtMs === undefined) markMixed(state, account, page.atMs);
}

function markMixed(state: LedgerState, account: InstanceAccount, atMs: number): void {
  state.findings.note('instances-mixed');
  account.mixedUntilMs = atMs + state.options.windowMs + state.options.scrapeMs;
}

/** A start fact of another process that began before the last page. */
function anotherProcess({ startedAtMs }: InstanceAccount, said: number | undefined, fromMs: number): boolean {
  if (startedAtMs === undefined || said === undefined) return false;
  return Math.abs(said - startedAtMs) > FACT_TOLERANCE_MS && said < fromMs - FACT_TOLERANCE_MS;
}

/** Without facts: most counters of before a restart are back at or above their old values, by a jump. */
function isBackFromRestart(state: LedgerState, account: InstanceAccount, comparison: PageComparison): boolean {
  if (account.beforeRestarts.length === 0) return false;
  const { windowMs, scrapeMs } = state.options;
  const { atMs, startedAtMs } = comparison.page;
  account.beforeRestarts = account.beforeRestarts.filter((before) => atMs - before.atMs <= windowMs + scrapeMs);
  if (startedAtMs !== undefined) return false;
  const values = valuesOf(comparison);
  return account.beforeRestarts.some((before) => isBack(account, comparison, { before, values }));
}

function isBack(
  { series: table, flow }: InstanceAccount,
  { page, fromMs }: PageComparison,
  { before, values }: { before: BeforeRestart; values: ReadonlyMap<string, number> },
): boolean {
  let [back, jump] = [0, 0];
  for (const { series, value, rate } of before.values) {
    const now = values.get(series) ?? 0;
    const most = 3 * rate * (page.atMs - before.atMs) + 5 * Math.sqrt(value) + 5;
    if (now < value || now - value > most) continue;
    back++;
    const number = table.find(series);
    jump += Math.max(0, now - (number < 0 ? 0 : table.value[number]!));
  }
  const usual = Math.max(flow.usual, before.usual);
  return back * 2 > before.values.length && jump > mostOf(usual, flow.least, page.atMs - fromMs);
}

/** How much an instance grows at most in a time by itself. */
function mostOf(usual: number, least: number, spanMs: number): number {
  return Math.min(JUMP_TIMES * usual * spanMs + JUMP_FLOOR, LEAP_TIMES * least * spanMs + LEAP_FLOOR);
}

function valuesOf({ page, numbers }: PageComparison): Map<string, number> {
  const values = new Map<string, number>();
  for (let line = 0; line < page.count; line++)
    if (numbers[line] !== REPEATED) values.set(page.series[line]!, Math.floor(page.values[line]!));
  return values;
}
