import type { CounterPage } from '../ledger/counter-page.js';
import { FACT_TOLERANCE_MS } from '../ledger/restart.js';

/** Of the counters that change between the pages, so many must fall and come back. */
const MOST_COME_BACK = 0.5;

/**
 * Whether pages of one address, read within seconds, are those of several processes: they began at several times that are
 * all before the first page, or most of the counters that change fall and are then back at their old values.
 */
export function areOfSeveralProcesses(pages: readonly CounterPage[]): boolean {
  if (pages.length < 2) return false;
  const starts = pages.flatMap(({ startedAtMs }) => startedAtMs ?? []);
  const oldest = Math.min(...starts);
  if (starts.some((each) => each - oldest > FACT_TOLERANCE_MS && each < pages[0]!.atMs - FACT_TOLERANCE_MS))
    return true;
  const series = new Map<string, number[]>();
  for (const [index, page] of pages.entries())
    for (let line = 0; line < page.count; line++) {
      const values = series.get(page.series[line]!) ?? pages.map(() => 0);
      series.set(page.series[line]!, values);
      values[index] = page.values[line]!;
    }
  const changing = [...series.values()].filter((values) => values.some((each) => each !== values[0]));
  return changing.length > 0 && changing.filter(comesBack).length >= MOST_COME_BACK * changing.length;
}

/** Whether a counter falls and is back at or above a value that it had before. */
function comesBack(values: readonly number[]): boolean {
  let [highest, hasFallen] = [0, false];
  for (const value of values) {
    if (hasFallen && value >= highest) return true;
    hasFallen ||= value < highest;
    highest = Math.max(highest, value);
  }
  return false;
}
