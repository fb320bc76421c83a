import type { PagePrint } from './page-print.js';
import { FACT_TOLERANCE_MS } from './restart.js';

/** Times of pages by two sources differ by less than this, whatever their clocks and scrapes. */
const CLOCKS_MS = 3_000;
/** Counters below this are alike by chance. */
const LEAST_VALUE = 100;
/** A counter that grew by more than this share between two pages could have any value between them. */
const MOST_GROWN = 0.25;

/** That the two are not of one process, or that they may be. */
export type Likeness =
  | { readonly form: 'contrary' }
  | {
      readonly form: 'alike';
      /** Counters that are not alike by chance. */
      readonly telling: number;
      /** What all have counted, where that can be told almost exactly. */
      readonly total: number | undefined;
    };

/**
 * Holds a page of one source against those of another, oldest first, all of one process: counters only grow, so that of one
 * process they lie between those of the page before and the page after. Undefined where there are not both.
 */
export function likenessOf(course: readonly PagePrint[], print: PagePrint): Likeness | undefined {
  const before = course.findLast(({ atMs }) => atMs <= print.atMs - CLOCKS_MS);
  const after = course.find(({ atMs }) => atMs >= print.atMs + CLOCKS_MS);
  if (!before || !after) return undefined;
  if (isAnotherStart(before.startedAtMs, print.startedAtMs)) return { form: 'contrary' };
  let [telling, total, grown] = [0, 0, 0];
  for (const [bin, value] of print.sums.entries()) {
    const [least, most] = [before.sums[bin]!, after.sums[bin]!];
    if (value < least || value > most) return { form: 'contrary' };
    if (value >= LEAST_VALUE && most - least <= MOST_GROWN * value) telling++;
    total += value;
    grown += most - least;
  }
  return { form: 'alike', telling, total: grown <= Math.max(1, MOST_GROWN * total) ? total : undefined };
}

/** Whether a page cannot be of the process of the page before it: another start, or a counter that fell. */
export function isOfAnother(before: PagePrint, print: PagePrint): boolean {
  return (
    isAnotherStart(before.startedAtMs, print.startedAtMs) || print.sums.some((value, bin) => value < before.sums[bin]!)
  );
}

function isAnotherStart(one: number | undefined, other: number | undefined): boolean {
  return one !== undefined && other !== undefined && Math.abs(one - other) > FACT_TOLERANCE_MS;
}
