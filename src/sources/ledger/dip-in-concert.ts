import type { ConcertView } from './concert-view.js';
import type { InstanceAccount } from './instance-account.js';
import { openHole, type LedgerState } from './ledger-state.js';
import { LINES_AT_A_STEP, type PageComparison } from './page-comparison.js';

/** A fall of so many scrapes' usual growth, and a few, is a view that lags behind. */
const LAGGING_SCRAPES = 3;
const LAGGING_FLOOR = 3;

/** Rule 3: more series dipped than grew, and it is no restart: another copy answers. */
export function isDipInConcert({ dipped, grew, present }: PageComparison): boolean {
  return dipped > grew && (dipped >= 2 || present === 1);
}

/** Keeps the old values; the time of the fall is a hole. */
export function* noteDip(
  state: LedgerState,
  account: InstanceAccount,
  { page, numbers, fromMs }: PageComparison,
): Generator<void> {
  state.findings.note('dip-in-concert');
  const fresh: ConcertView = { peaks: new Map(), since: new Map(), holes: [], lagging: false };
  const view = (account.view ??= fresh);
  const table = account.series;
  let depth = 0;
  for (let line = 0; line < page.count; line++) {
    if (line % LINES_AT_A_STEP === LINES_AT_A_STEP - 1) yield;
    const number = numbers[line]!;
    if (number < 0) continue;
    const fallen = table.value[number]! - Math.floor(page.values[line]!);
    if (fallen <= 0) continue;
    view.peaks.set(number, Math.max(table.value[number]!, view.peaks.get(number) ?? 0));
    depth += fallen;
  }
  const { scrapeMs } = state.options;
  view.lagging = depth <= LAGGING_SCRAPES * account.flow.usual * scrapeMs + LAGGING_FLOOR;
  const hole = openHole(state, account, { kind: 'dip', fromMs, toMs: page.atMs });
  if (hole) view.holes.push(hole);
}

/** Whether most of the fallen series are back at or above their old values at once. Ends a view that nothing is left of. */
export function* isDipUndone(account: InstanceAccount, comparison: PageComparison): Generator<void, boolean> {
  const { view } = account;
  if (!view) return false;
  const { deep, back, depth, jump } = yield* comeback(account, view, comparison);
  if (deep === 0) {
    account.view = undefined;
    return false;
  }
  const usual = account.flow.usual * (comparison.page.atMs - comparison.fromMs);
  return back * 2 > deep && jump >= depth / 2 && (view.lagging || jump > 2 * usual);
}

/** How many of the fallen series are still below their old values and by how much, and how far this page brings them. */
function* comeback(
  { series: table }: InstanceAccount,
  view: ConcertView,
  { page, numbers }: PageComparison,
): Generator<void, { deep: number; back: number; depth: number; jump: number }> {
  const sums = { deep: 0, back: 0, depth: 0, jump: 0 };
  for (let line = 0; line < page.count; line++) {
    if (line % LINES_AT_A_STEP === LINES_AT_A_STEP - 1) yield;
    const number = numbers[line]!;
    const peak = number < 0 ? undefined : view.peaks.get(number);
    if (peak === undefined || peak - table.value[number]! < 1) continue;
    const value = Math.floor(page.values[line]!);
    sums.deep++;
    sums.depth += peak - table.value[number]!;
    sums.jump += Math.max(0, value - table.value[number]!);
    if (value >= peak) sums.back++;
  }
  return sums;
}
