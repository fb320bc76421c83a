import { describe, expect, it } from '@jest/globals';
import { slicesOf } from './poll-slices.js';

const MINUTE = 60_000;

describe('slicesOf', () => {
  it.each<[string, Parameters<typeof slicesOf>[0], [atMs: number, rangeMs: number][]]>([
    ['nothing new', { sinceMs: 90_000, atMs: 90_000, reachMs: 30_000 }, [[90_000, 30_000]]],
    ['nothing at all', { sinceMs: 90_000, atMs: 90_000, reachMs: 0 }, [[90_000, 1_000]]],
    ['a turn', { sinceMs: 75_000, atMs: 90_000, reachMs: 30_000 }, [[90_000, 45_000]]],
    ['a minute', { sinceMs: 30_000, atMs: 90_000, reachMs: 30_000 }, [[90_000, 90_000]]],
    [
      'more than a minute',
      { sinceMs: 0, atMs: 90_000, reachMs: 10_000 },
      [
        [30_000, 40_000],
        [90_000, MINUTE],
      ],
    ],
    [
      'whole minutes',
      { sinceMs: 0, atMs: 3 * MINUTE, reachMs: 0 },
      [
        [MINUTE, MINUTE],
        [2 * MINUTE, MINUTE],
        [3 * MINUTE, MINUTE],
      ],
    ],
    ['a moment before the last', { sinceMs: 90_000, atMs: 75_000, reachMs: 30_000 }, [[75_000, 15_000]]],
  ])('of %s', (_, time, slices) => {
    expect(slicesOf(time)).toEqual(slices.map(([atMs, rangeMs]) => ({ atMs, rangeMs })));
  });

  it('leaves no gap and asks for nothing twice', () => {
    for (const windowMs of [1_000, 61_000, 315_000, 3_600_000]) {
      const slices = slicesOf({ sinceMs: 7_000, atMs: 7_000 + windowMs, reachMs: 0 });
      let endMs = 7_000;
      for (const { atMs, rangeMs } of slices) {
        expect(atMs - rangeMs).toBe(endMs);
        expect(rangeMs).toBeLessThanOrEqual(MINUTE);
        endMs = atMs;
      }
      expect(endMs).toBe(7_000 + windowMs);
    }
  });
});
