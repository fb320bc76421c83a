import { describe, expect, it } from '@jest/globals';
import { BucketWindow } from './bucket-window.js';

/** The beginning of a bucket. */
const T0 = 1_700_000_000_000;
const FIVE_MINUTES = 300_000;

function windowWith(clientErrors: number | undefined, atMs = T0): BucketWindow {
  const window = new BucketWindow(FIVE_MINUTES, 10_000);
  const sample = { atMs, requests: 10, failures: 2, ...(clientErrors !== undefined && { clientErrors }) };
  window.add(0, sample, T0);
  return window;
}

describe('The client errors of a BucketWindow', () => {
  it('are added up over buckets, and leave with them', () => {
    const window = windowWith(3);
    window.add(0, { atMs: T0 + 60_000, requests: 5, failures: 0, clientErrors: 5 }, T0 + 60_000);
    expect([window.clientErrors(0), window.clientErrors(1), window.requests(0)]).toEqual([8, 0, 15]);
    window.advance(T0 + FIVE_MINUTES);
    expect(window.clientErrors(0)).toBe(5);
    window.advance(T0 + FIVE_MINUTES + 60_000);
    expect([window.clientErrors(0), window.requests(0)]).toEqual([0, 0]);
  });

  it.each([
    [undefined, 0],
    [0, 0],
    [8, 8],
    [9, 8],
    [Infinity, 8],
    [2.5, 2],
    [-1, 0],
    [NaN, 0],
  ])('are whole and no more than the successes: of %p, %d', (clientErrors, expected) => {
    const window = windowWith(clientErrors);
    expect(window.clientErrors(0)).toBe(expected);
    window.advance(T0 + FIVE_MINUTES);
    expect(window.clientErrors(0)).toBe(0);
  });

  it('count by the part that is inside, of the bucket in which a window begins that is told in arrears', () => {
    const window = windowWith(7, T0 - FIVE_MINUTES + 10_000);
    window.endWith(T0 + 15_000);
    window.advance(T0 + 15_000);
    expect([window.requests(0), window.failures(0), window.clientErrors(0)]).toEqual([5, 1, 3]);
  });

  it('are kept when the window grows, and forgotten with an id', () => {
    const window = windowWith(3);
    window.add(5_000, { atMs: T0, requests: 4, failures: 0, clientErrors: 1 }, T0);
    window.add(2, { atMs: T0, requests: 4, failures: 0 }, T0);
    expect([0, 2, 5_000].map((id) => window.clientErrors(id))).toEqual([3, 0, 1]);
    window.clear(0);
    window.advance(T0 + FIVE_MINUTES);
    expect([0, 2, 5_000].map((id) => window.clientErrors(id))).toEqual([0, 0, 0]);
  });

  it('begin anew where the clock was set back by more than a window', () => {
    const window = windowWith(3);
    const back = T0 - 3_600_000;
    window.add(0, { atMs: back, requests: 4, failures: 0, clientErrors: 1 }, back);
    expect(window.clientErrors(0)).toBe(1);
  });
});
