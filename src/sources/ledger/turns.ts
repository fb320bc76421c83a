import type { InstanceAccount } from './instance-account.js';
import { REPEATED, type PageComparison } from './page-comparison.js';

/** Values below this go on by chance. */
const LEAST_VALUE = 10;
/** So many counters must go on, each time; more than some hundred need not be looked at. */
const LEAST_ALIKE = 2;
const MOST_ALIKE = 256;
/** That both go on from their own values, so often in a row, is not chance. */
const IN_A_ROW = 2;

/**
 * Whether restart after restart leads to values that go on from those after the last one, as do those before it: then no
 * process began, and two answer in turn. The lives of a process that crashes again and again are now longer, now shorter.
 */
export function isTurn(account: InstanceAccount, { page, numbers }: PageComparison, windowMs: number): boolean {
  const last = account.turn;
  const before = new Map<string, number>();
  for (const [name, number] of account.series.entries()) keep(before, name, account.series.value[number]!);
  const after = new Map<string, number>();
  for (let line = 0; line < page.count; line++)
    if (numbers[line] !== REPEATED) keep(after, page.series[line]!, Math.floor(page.values[line]!));
  const isRecent = last !== undefined && page.atMs - last.atMs <= windowMs;
  const isAlike = isRecent && goesOn(last.before, before) && goesOn(last.after, after);
  const inARow = isAlike ? last.inARow + 1 : 0;
  account.turn = { atMs: page.atMs, before, after, inARow };
  return inARow >= IN_A_ROW && page.startedAtMs === undefined;
}

function keep(values: Map<string, number>, series: string, value: number): void {
  if (value >= LEAST_VALUE && values.size < MOST_ALIKE) values.set(series, value);
}

function goesOn(old: ReadonlyMap<string, number>, now: ReadonlyMap<string, number>): boolean {
  let alike = 0;
  for (const [series, value] of old) {
    const next = now.get(series);
    if (next === undefined) continue;
    if (next < value) return false;
    alike++;
  }
  return alike >= LEAST_ALIKE;
}
