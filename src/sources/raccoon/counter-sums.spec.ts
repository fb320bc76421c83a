import { describe, expect, it } from '@jest/globals';
import { stepOf } from './counter-sums.js';

describe('The time between two steps', () => {
  it.each([
    [15, 15, 15],
    [15, 60, 15],
    [15, 10, 7.5],
    [15, 5, 5],
    [15, 1, 3.75],
    [60, 30, 30],
    [60, 1, 15],
    [7, 3, 1.75],
    [1, 1, 1],
    [10.001, 5, 10.001],
  ])('polled every %d s and scraped every %d s is %d s', (pollS, scrapeS, stepS) => {
    expect(stepOf(pollS * 1_000, scrapeS * 1_000)).toBe(stepS * 1_000);
  });
});
