import type { CounterPage } from './counter-page.js';
import { shutHole } from './hole.js';
import type { InstanceAccount } from './instance-account.js';
import { openHole, type LedgerState } from './ledger-state.js';
import { LINES_AT_A_STEP, REPEATED, type PageComparison } from './page-comparison.js';
import { mostPlausible } from './plausible.js';

/** Clocks and rounding: facts that differ by less are the same. */
export const FACT_TOLERANCE_MS = 2_000;
/** So many restarts are remembered: where processes answer at random, the one that is back need not be the last. */
const MOST_REMEMBERED = 3;
/** Values below this come back by chance. */
const LEAST_REMEMBERED = 10;

/** Rule 2, what counters and facts say: most of them fell (all that are left, where most vanished), or the start lies after the last page and something was lost. */
export function isRestart(account: InstanceAccount, comparison: PageComparison): boolean {
  const { page, fromMs, present, vanished, fell, anyFell } = comparison;
  const isWhole = vanished * 2 <= present + vanished;
  const mostFell = present > 0 && (isWhole ? fell * 2 > present : fell === present);
  return mostFell || (startedAnew(account, page, fromMs) && (anyFell || vanished > 0));
}

function startedAnew({ startedAtMs }: InstanceAccount, page: CounterPage, fromMs: number): boolean {
  if (startedAtMs === undefined || page.startedAtMs === undefined) return false;
  return page.startedAtMs > startedAtMs + FACT_TOLERANCE_MS && page.startedAtMs >= fromMs - FACT_TOLERANCE_MS;
}

/** Counts every series of a restarted instance from zero, also one that is already above its old value. */
export function* countFromZero(
  state: LedgerState,
  account: InstanceAccount,
  comparison: PageComparison,
): Generator<void> {
  const { page, fromMs, numbers } = comparison;
  const { atMs } = page;
  state.findings.note('restart');
  account.restartedMs = atMs;
  account.view = undefined;
  rememberBefore(account, fromMs);
  const startMs = startWithin(page, fromMs);
  const limit = mostPlausible(state, account, atMs - fromMs);
  closeHoles(state, account, { fromMs, toMs: startMs ?? atMs });
  state.sightings.leave(account, atMs);
  account.series.clear();
  const isDoubtful = startMs === undefined && sumOf(comparison) > limit;
  if (isDoubtful) state.findings.note('implausible');
  const isMixed = atMs < account.mixedUntilMs;
  for (let line = 0; line < page.count; line++) {
    if (line % LINES_AT_A_STEP === LINES_AT_A_STEP - 1) yield;
    if (numbers[line] === REPEATED) continue;
    const [group, counted] = [page.groups[line]!, page.counted[line]!];
    const gained = Math.floor(page.values[line]!);
    account.series.add(page.series[line]!, { group, counted, value: gained, atMs, page: account.page });
    const gain = { group, counted, gained, fromMs: startMs ?? fromMs, toMs: atMs };
    if (isMixed) continue;
    if (isDoubtful) state.gains.doubtful(gain, account.flow);
    else state.gains.certain(gain, account.flow);
  }
}

/** When the process began, where it says so and it was after the last page. */
function startWithin({ startedAtMs, atMs }: CounterPage, fromMs: number): number | undefined {
  if (startedAtMs === undefined || startedAtMs <= fromMs - FACT_TOLERANCE_MS || startedAtMs > atMs) return undefined;
  return Math.max(fromMs, startedAtMs);
}

function closeHoles(state: LedgerState, account: InstanceAccount, span: { fromMs: number; toMs: number }): void {
  state.holes.remove(account.endHole);
  if (account.openHole) shutHole(account.openHole, span.toMs, state.options.scrapeMs);
  else openHole(state, account, { kind: 'end', ...span });
  account.openHole = undefined;
  account.endHole = undefined;
}

/** Keeps the values as they were, for the watch on processes that answer in turn. */
function rememberBefore(account: InstanceAccount, atMs: number): void {
  const { series, flow } = account;
  const values = [];
  for (const [name, number] of series.entries()) {
    const value = series.value[number]!;
    if (value < LEAST_REMEMBERED) continue;
    values.push({ series: name, value, rate: flow.rate(series.group[number]!, atMs) });
  }
  account.beforeRestarts = [{ atMs, usual: flow.usual, values }, ...account.beforeRestarts].slice(0, MOST_REMEMBERED);
}

/** The sum of all series of the page. */
function sumOf({ page, numbers }: PageComparison): number {
  let sum = 0;
  for (let line = 0; line < page.count; line++) if (numbers[line] !== REPEATED) sum += Math.floor(page.values[line]!);
  return sum;
}
