import { describe, expect, it } from '@jest/globals';
import { jobsOf, scrapeOf } from './scrape-pace.js';

/** One series after the other, each with the seconds of its samples; its number is its place. */
const columns = (...series: number[][]) => {
  let end = 0;
  return {
    numbers: Int32Array.from(series.keys()),
    ends: Int32Array.from(series, ({ length }) => (end += length)),
    timesMs: Float64Array.from(series.flat(), (second) => second * 1_000),
  };
};

describe('scrapeOf', () => {
  it.each<[string, number[][], number | undefined]>([
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
    ['less than half a second', [[0, 0.2, 0.4]], undefined],
    ['no series with two samples', [[1], [9]], undefined],
    ['no series', [], undefined],
  ])('%s', (_, series, expected) => {
    expect(scrapeOf(columns(...series), new Set(['kong']), () => 'kong')).toBe(expected);
  });

  it.each([
    [
      'the two samples of two servers, which Thanos joins',
      [
        [0, 1.6],
        [0, 1.6],
      ],
      15_000,
    ],
    ['three samples', [[0, 1.6, 15]], 15_000],
    ['few samples of slow scrapes', [[0, 60]], 60_000],
    ['many samples', [[0, 2, 4, 6]], 2_000],
  ])('never falls below the least by %s', (_, series, expected) => {
    expect(scrapeOf(columns(...series), new Set(['kong']), () => 'kong', 15_000)).toBe(expected);
  });

  it('looks at the first thousand series of a job', () => {
    const many = Array.from({ length: 5_000 }, (_, index) => (index < 1_000 ? [0, 15] : [0, 60]));
    expect(scrapeOf(columns(...many), new Set(['kong']), () => 'kong')).toBe(15_000);
  });

  it('takes the slowest of the jobs that are asked about, however many series the others have', () => {
    const series = [
      [0, 15, 30],
      [0, 15, 30],
      [0, 15, 30],
      [7, 67],
      [0, 300],
    ];
    const jobs = ['kong', 'kong', 'kong', 'kong-eu', 'backup'];
    const scrape = (...asked: string[]) => scrapeOf(columns(...series), new Set(asked), (number) => jobs[number]!);
    expect(scrape('kong')).toBe(15_000);
    expect(scrape('kong', 'kong-eu')).toBe(60_000);
    expect(scrape('envoy')).toBeUndefined();
  });
});

describe('jobsOf', () => {
  it('finds the jobs of all series', () => {
    expect(jobsOf(Int32Array.of(4, 5, 6), (number) => (number < 6 ? 'kong' : ''))).toEqual(new Set(['kong', '']));
    expect(jobsOf(new Int32Array(), () => 'kong')).toEqual(new Set());
  });

  it('looks at about a thousand series, spread over all', () => {
    let looked = 0;
    const numbers = Int32Array.from({ length: 100_000 }, (_, index) => index);
    const jobs = jobsOf(numbers, (number) => {
      looked++;
      return `job-${Math.floor(number / 10_000)}`;
    });
    expect(jobs.size).toBe(10);
    expect(looked).toBeLessThan(2_000);
  });
});
