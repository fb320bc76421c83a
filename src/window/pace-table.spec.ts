import { expect, it } from '@jest/globals';
import { minimumAt, PaceTable } from './pace-table.js';

const WINDOW_MS = 300_000;

it.each([
  [5, 36],
  [15, 12],
  [30, 6],
  [60, 3],
  [90, 1],
  [300, 1],
  [600, 1],
])('probes every %i s decide from %i on', (seconds, minimum) => {
  expect(minimumAt({ intervalMs: seconds * 1_000, timeoutMs: 5_000 }, WINDOW_MS)).toBe(minimum);
});

it('knows the pace of each id alone, and forgets it', () => {
  const paces = new PaceTable(WINDOW_MS);
  paces.set(5_000, { intervalMs: 60_000, timeoutMs: 5_000 });
  expect([paces.minimum(5_000), paces.freshForMs(5_000)]).toEqual([3, 125_000]);
  expect([paces.minimum(4_999), paces.freshForMs(4_999), paces.minimum(9_999), paces.freshForMs(9_999)]).toEqual([
    Infinity,
    0,
    Infinity,
    0,
  ]);
  paces.clear(5_000);
  expect([paces.minimum(5_000), paces.freshForMs(5_000)]).toEqual([Infinity, 0]);
});
