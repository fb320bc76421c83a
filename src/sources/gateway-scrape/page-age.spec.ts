import { describe, expect, it } from '@jest/globals';
import { PageAge, type PageDates } from './page-age.js';

/** Asked each 15 s, what the dates of the pages say, in seconds: `Date` and `Age`. */
type Asked = readonly (readonly [dateS?: number | undefined, ageS?: number])[];

const made = (asked: Asked) => {
  const age = new PageAge();
  return asked.map(([dateS, ageS], index) => {
    const dates: PageDates = { dateMs: dateS && dateS * 1_000, ageMs: ageS && ageS * 1_000 };
    const { atMs, gatewayMs } = age.madeAt(1_000_000 + index * 15_000, dates);
    return [atMs / 1_000 - 1_000, gatewayMs / 1_000 - 1_000];
  });
};

describe('PageAge', () => {
  it.each<[string, Asked, [atS: number, gatewayS: number][]]>([
    [
      'says nothing',
      [[], []],
      [
        [0, 0],
        [15, 15],
      ],
    ],
    ['has an Age alone', [[undefined, 7]], [[-7, -7]]],
    [
      'is fresh',
      [[1_000], [1_015]],
      [
        [0, 0],
        [15, 15],
      ],
    ],
    [
      'is of the second before',
      [[999], [1_014]],
      [
        [0, 0],
        [15, 15],
      ],
    ],
    [
      'A14: is of a cache that tells its age',
      [
        [995, 5],
        [1_005, 10],
      ],
      [
        [-5, -5],
        [5, 5],
      ],
    ],
    [
      'A14: is of a cache that tells no age',
      [[1_000], [1_000], [1_000]],
      [
        [0, 0],
        [0, 0],
        [0, 0],
      ],
    ],
    [
      'is of a gateway whose clock is behind',
      [[940], [955]],
      [
        [0, -60],
        [15, -45],
      ],
    ],
    [
      'is of a gateway whose clock is ahead',
      [[1_060], [1_075]],
      [
        [0, 60],
        [15, 75],
      ],
    ],
    [
      'is cached, of a gateway whose clock is ahead',
      [[1_060], [1_060]],
      [
        [0, 60],
        [0, 60],
      ],
    ],
    [
      'is fresh again after a cached one',
      [[1_000], [1_000], [1_030]],
      [
        [0, 0],
        [0, 0],
        [30, 30],
      ],
    ],
    [
      'was cached when it was asked for first',
      [[960], [1_015], [1_020]],
      [
        [0, -40],
        [15, 15],
        [20, 20],
      ],
    ],
    [
      'A14: is of a gateway whose clock is set back by an hour',
      [[4_600], [4_615], [1_030], [1_045], [1_060], [1_075], [1_090]],
      [
        [0, 3_600],
        [15, 3_615],
        [-3_570, 30],
        [-3_555, 45],
        [-3_540, 60],
        [75, 75],
        [90, 90],
      ],
    ],
    [
      'A14: is cached for minutes',
      [[1_000], [1_000], [1_000], [1_000], [1_000], [1_000], [1_000], [1_000]],
      [
        [0, 0],
        [0, 0],
        [0, 0],
        [0, 0],
        [0, 0],
        [0, 0],
        [0, 0],
        [0, 0],
      ],
    ],
  ])('of a page that %s', (_, asked, expected) => {
    expect(made(asked)).toEqual(expected);
  });
});
