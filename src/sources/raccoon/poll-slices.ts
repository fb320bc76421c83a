/** Longest time that is asked for at once, unless the server refuses it: an answer grows with it. */
export const SLICE_MS = 60_000;

/** The samples of the `rangeMs` before a moment, Unix ms. */
export interface Slice {
  readonly atMs: number;
  readonly rangeMs: number;
}

/** A time to be cut into slices, Unix ms. */
export interface TimeToSlice {
  readonly sinceMs: number;
  readonly atMs: number;
  readonly reachMs: number;
  readonly sliceMs?: number;
}

/**
 * The time from `sinceMs` to `atMs` in slices of at most `sliceMs`, the oldest first; the first reaches back further by
 * `reachMs`, so that what came late is not missed.
 */
export function slicesOf({ sinceMs, atMs, reachMs, sliceMs = SLICE_MS }: TimeToSlice): Slice[] {
  const count = Math.max(1, Math.ceil((atMs - sinceMs) / sliceMs));
  return Array.from({ length: count }, (_, index) => {
    const endMs = atMs - (count - 1 - index) * sliceMs;
    const beginMs = index === 0 ? sinceMs - reachMs : endMs - sliceMs;
    return { atMs: endMs, rangeMs: Math.max(1_000, endMs - beginMs) };
  });
}

/** All slices as one. */
export function wholeOf(slices: readonly Slice[]): Slice {
  const [first, last] = [slices[0]!, slices.at(-1)!];
  return { atMs: last.atMs, rangeMs: last.atMs - first.atMs + first.rangeMs };
}
