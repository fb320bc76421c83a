import { describe, expect, it } from '@jest/globals';
import { isOfAnother, likenessOf, type Likeness } from './likeness.js';
import type { PagePrint } from './page-print.js';

const print = (atS: number, sums: readonly number[], startedAtS?: number): PagePrint => ({
  atMs: atS * 1_000,
  startedAtMs: startedAtS === undefined ? undefined : startedAtS * 1_000,
  sums: Float64Array.from(sums),
});
const COURSE = [print(0, [5_000, 40]), print(15, [5_100, 40]), print(30, [5_200, 40])];
const contrary = { form: 'contrary' } as const;
const alike = (telling: number, total: number | undefined): Likeness => ({ form: 'alike', telling, total });

describe('The page of one source beside those of another', () => {
  it.each<[string, readonly PagePrint[], PagePrint, Likeness | undefined]>([
    ['lies between two of them', COURSE, print(10, [5_060, 40]), alike(1, 5_100)],
    ['is at the end of what the counters may have been', COURSE, print(7, [5_000, 40]), alike(1, 5_040)],
    ['is higher than the page after', COURSE, print(10, [5_101, 40]), contrary],
    ['is lower than the page before', COURSE, print(10, [5_050, 39]), contrary],
    ['has what the other has not', COURSE, print(10, [5_050, 41]), contrary],
    ['may be of the time of a page: one more on both sides counts', COURSE, print(16, [5_200, 40]), alike(1, 5_240)],
    ['is newer than all of them', COURSE, print(29, [9_999, 40]), undefined],
    ['is older than all of them', COURSE, print(2, [1, 40]), undefined],
    ['is beside none', [], print(10, [5_050, 40]), undefined],
    [
      'grew so much meanwhile that anything would do',
      [print(0, [100]), print(30, [900])],
      print(15, [500]),
      alike(0, undefined),
    ],
    ['is small, and as small', [print(0, [9]), print(30, [9])], print(15, [9]), alike(0, 9)],
    ['is small, and one more', [print(0, [9]), print(30, [9])], print(15, [10]), contrary],
    ['says another start', [print(0, [500], -9), print(30, [500], -9)], print(15, [500], -60), contrary],
    [
      'says the start with another clock',
      [print(0, [500], -9), print(30, [500], -9)],
      print(15, [500], -8),
      alike(1, 500),
    ],
    ['says no start', [print(0, [500], -9), print(30, [500], -9)], print(15, [500]), alike(1, 500)],
  ])('%s', (_, course, page, expected) => {
    expect(likenessOf(course, page)).toEqual(expected);
  });

  it.each<[string, PagePrint, boolean]>([
    ['goes on', print(15, [5_001, 40], -9), false],
    ['has a counter that fell', print(15, [6_000, 39], -9), true],
    ['says another start', print(15, [6_000, 90], 10), true],
  ])('is of another process than the one before or not: it %s', (_, page, expected) => {
    expect(isOfAnother(print(0, [5_000, 40], -9), page)).toBe(expected);
  });
});
