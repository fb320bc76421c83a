import type { BasePath } from '../catalogue/base-path.js';
import type { Heartbeat, Reason, Status } from '../evaluation/heartbeat.js';

/** Which heartbeats are wanted; without any base path and subtree, all are. */
export interface Selection {
  /** Exact base paths. */
  readonly basePaths: readonly BasePath[];
  /** Base paths whose subtree is wanted, themselves included; `''` is everything. */
  readonly subtrees: readonly (BasePath | '')[];
  /** Empty for any. */
  readonly statuses: readonly Status[];
  /** Empty or absent for any. */
  readonly reasons?: readonly Reason[];
}

type Range = readonly [from: number, to: number];

/**
 * Those of `list`, which is ordered by base path, that are wanted: in its order, each once. Costs a binary search for
 * each base path and subtree, so that 500 of them over 100 000 heartbeats are cheap.
 */
export function select(list: readonly Heartbeat[], selection: Selection): readonly Heartbeat[] {
  const { basePaths, subtrees, statuses, reasons = [] } = selection;
  const all = (basePaths.length === 0 && subtrees.length === 0) || subtrees.includes('');
  const ranges = all
    ? []
    : [...basePaths.map((each) => exact(list, each)), ...subtrees.flatMap((each) => below(list, each))];
  const found = all ? list : merged(ranges).flatMap(([from, to]) => list.slice(from, to));
  if (statuses.length === 0 && reasons.length === 0) return found;
  const isWanted = ({ status, reason }: Heartbeat): boolean =>
    (statuses.length === 0 || statuses.includes(status)) && (reasons.length === 0 || reasons.includes(reason));
  return found.filter(isWanted);
}

function exact(list: readonly Heartbeat[], basePath: string): Range {
  const at = firstAtOrAfter(list, basePath);
  return [at, list[at]?.basePath === basePath ? at + 1 : at];
}

/** The subtree of a base path. `0` is the character after `/`; `/a-b` stands between `/a` and `/a/b`. */
function below(list: readonly Heartbeat[], basePath: string): Range[] {
  return [exact(list, basePath), [firstAtOrAfter(list, `${basePath}/`), firstAtOrAfter(list, `${basePath}0`)]];
}

function firstAtOrAfter(list: readonly Heartbeat[], basePath: string): number {
  let [low, high] = [0, list.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (list[middle]!.basePath < basePath) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** The same positions as ranges in order that do not overlap. */
function merged(ranges: readonly Range[]): Range[] {
  const result: [number, number][] = [];
  for (const [from, to] of ranges.filter(([from, to]) => from < to).toSorted((a, b) => a[0] - b[0])) {
    const last = result.at(-1);
    if (last && from <= last[1]) last[1] = Math.max(last[1], to);
    else result.push([from, to]);
  }
  return result;
}
