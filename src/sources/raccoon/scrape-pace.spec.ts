import { describe, expect, it } from '@jest/globals';
import { scrapeOf } from './scrape-pace.js';

const columns = (...series: number[][]) => {
  let end = 0;
  return {
    ends: Int32Array.from(series, ({ length }) => (end += length)),
    timesMs: Float64Array.from(series.flat(), (second) => second * 1_000),
  };
};

describe('scrapeOf', () => {
  it.each<[string, number[][], number]>([
    ['regular scrapes', [[10, 25, 40, 55]], 15_000],
    ['scrapes that come late now and then', [[10, 25.3, 39.9, 55.1, 70]], 15_000],
    ['one that was left out', [[10, 25, 55, 70, 85]], 15_000],
    [
      'several targets',
      [
        [1, 31],
        [2, 62],
        [3, 33],
        [4, 34],
      ],
      30_000,
    ],
    ['whole seconds only', [[0, 1.4, 2.8]], 1_000],
    ['less than half a second', [[0, 0.2, 0.4]], 7_000],
    ['no series with two samples', [[1], [9]], 7_000],
    ['no series', [], 7_000],
  ])('%s', (_, series, expected) => {
    expect(scrapeOf(columns(...series), 7_000)).toBe(expected);
  });

  it('looks at the first thousand series', () => {
    const many = Array.from({ length: 5_000 }, (_, index) => (index < 1_000 ? [0, 15] : [0, 60]));
    expect(scrapeOf(columns(...many), 7_000)).toBe(15_000);
  });
});
