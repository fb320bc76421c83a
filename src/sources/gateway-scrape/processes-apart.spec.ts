import { expect, it } from '@jest/globals';
import type { CounterPage } from '../ledger/counter-page.js';
import { areOfSeveralProcesses } from './processes-apart.js';

const BEGAN_MS = 1_800_000_000_000;
const page = (index: number, counts: Record<string, number>, startedAtMs?: number): CounterPage => ({
  instance: 'edge',
  address: 'edge',
  atMs: BEGAN_MS + 400 * index,
  count: Object.keys(counts).length,
  series: Object.keys(counts),
  groups: Object.keys(counts).map(() => 0),
  counted: Object.keys(counts).map(() => 0),
  values: Object.values(counts),
  ...(startedAtMs !== undefined && { startedAtMs }),
});
const areSeveral = (...counts: Record<string, number>[]): boolean =>
  areOfSeveralProcesses(counts.map((each, index) => page(index, each)));

it.each<[string, boolean, Record<string, number>[]]>([
  [
    'counters that stand still or grow are of one',
    false,
    [
      { a: 1, b: 2 },
      { a: 1, b: 3 },
      { a: 2, b: 3, c: 1 },
    ],
  ],
  [
    'counters that fall and come back are of two',
    true,
    [
      { a: 9, b: 7 },
      { a: 3, b: 4 },
      { a: 9, b: 7 },
    ],
  ],
  ['series that only one has come and go', true, [{ a: 9 }, { b: 4 }, { a: 10 }]],
  ['a restart comes back to no old value', false, [{ a: 900 }, { a: 0 }, { a: 2 }]],
  [
    'one counter of many that dips is of one',
    false,
    [
      { a: 9, b: 1, c: 1 },
      { a: 8, b: 2, c: 2 },
      { a: 9, b: 3, c: 3 },
    ],
  ],
  ['one page says nothing', false, [{ a: 1 }]],
  ['no series say nothing', false, [{}, {}]],
])('%s', (_, several, counts) => {
  expect(areSeveral(...counts)).toBe(several);
});

it('pages that began at two times before are of two processes, and one that began just now is a restart', () => {
  const at = (...starts: number[]): boolean =>
    areOfSeveralProcesses(starts.map((start, index) => page(index, { a: 1 }, start)));
  expect(at(BEGAN_MS - 900_000, BEGAN_MS - 60_000)).toBe(true);
  expect(at(BEGAN_MS - 900_000, BEGAN_MS - 900_500)).toBe(false);
  expect(at(BEGAN_MS - 900_000, BEGAN_MS + 300)).toBe(false);
});
