import { describe, expect, it } from '@jest/globals';
import { BucketWindow } from './bucket-window.js';

/** The beginning of a bucket. */
const T0 = 1_700_000_000_000;
const FIVE_MINUTES = 300_000;
const BUCKET = 10_000;

function windowUpTo(completeMs: number, nowMs: number): BucketWindow {
  const window = new BucketWindow(FIVE_MINUTES, BUCKET);
  window.endWith(completeMs);
  window.advance(nowMs);
  return window;
}

describe('BucketWindow.endWith', () => {
  it.each([
    ['as it is told', T0, T0],
    ['some seconds ago', T0 - 23_456, T0 - 23_456],
    ['a minute ago', T0 - 60_000, T0 - 60_000],
    ['longer ago, for which nothing waits', T0 - 600_000, T0 - 60_000],
    ['never', -Infinity, T0 - 60_000],
    ['in the future, as it says', T0 + 5_000, T0],
  ])('begins the window five minutes before its evidence ends: %s', (_, completeMs, endMs) => {
    expect(windowUpTo(completeMs, T0).startMs).toBe(endMs - FIVE_MINUTES);
  });

  it('keeps the whole window while the evidence is late, and lets what left it go when more has come', () => {
    const window = windowUpTo(T0, T0);
    for (let ageMs = BUCKET; ageMs <= FIVE_MINUTES; ageMs += BUCKET)
      expect(window.add(0, { atMs: T0 - ageMs, requests: 10, failures: 1 }, T0)).toBeUndefined();
    window.advance(T0 + 55_000);
    expect([window.requests(0), window.failures(0)]).toEqual([300, 30]);
    window.add(0, { atMs: T0 + 45_000, requests: 7, failures: 0 }, T0 + 55_000);
    window.endWith(T0 + 50_000);
    window.advance(T0 + 55_000);
    expect([window.requests(0), window.failures(0)]).toEqual([257, 25]);
  });

  it('does not wait longer than a minute', () => {
    const window = windowUpTo(T0, T0);
    window.add(0, { atMs: T0 - 290_000, requests: 10, failures: 0 }, T0);
    window.add(0, { atMs: T0 - 10_000, requests: 1, failures: 0 }, T0);
    const seen = [60_000, 70_000, 75_000, 80_000, 359_999, 360_000].map((laterMs) => {
      window.advance(T0 + laterMs);
      return window.requests(0);
    });
    expect(seen).toEqual([11, 11, 6, 1, 0, 0]);
  });

  it.each([
    [0, 100, 10],
    [1, 99, 9],
    [2_500, 75, 7],
    [5_000, 50, 5],
    [9_999, 0, 0],
    [10_000, 0, 0],
  ])('counts of the bucket in which the window begins the part that is inside, rounded down: %d ms', (...numbers) => {
    const [outsideMs, requests, failures] = numbers;
    const window = windowUpTo(T0, T0);
    window.add(0, { atMs: T0 - FIVE_MINUTES + 9_000, requests: 100, failures: 10 }, T0);
    window.add(3, { atMs: T0 - FIVE_MINUTES + BUCKET, requests: 50, failures: 50 }, T0);
    window.endWith(T0 + outsideMs);
    window.advance(T0 + outsideMs);
    expect([window.requests(0), window.failures(0)]).toEqual([requests, failures]);
    expect([window.requests(3), window.requests(8)]).toEqual([50, 0]);
  });

  it.each([
    [undefined, -FIVE_MINUTES - 30_000],
    ['too-old', -FIVE_MINUTES - 30_001],
    [undefined, 10_000],
    ['from-the-future', 10_001],
  ])('answers %s to a sample %i ms from now, where the evidence ends half a minute ago', (refusal, offsetMs) => {
    const window = windowUpTo(T0 - 30_000, T0);
    expect(window.add(0, { atMs: T0 + offsetMs, requests: 1, failures: 0 }, T0)).toBe(refusal);
  });

  it('keeps what a window had that ended with the clock, and takes no bucket back that had left it', () => {
    const window = new BucketWindow(FIVE_MINUTES, BUCKET);
    for (let ageMs = 0; ageMs < FIVE_MINUTES; ageMs += BUCKET)
      window.add(0, { atMs: T0 - ageMs, requests: 10, failures: 1 }, T0);
    window.endWith(T0 - 40_000);
    window.advance(T0);
    expect([window.requests(0), window.failures(0)]).toEqual([300, 30]);
    expect(window.add(0, { atMs: T0 - FIVE_MINUTES, requests: 1, failures: 0 }, T0)).toBe('too-old');
    window.endWith(T0 + 30_000);
    window.advance(T0 + 30_000);
    expect(window.requests(0)).toBe(280);
    window.endWith(T0 + 10 * FIVE_MINUTES);
    window.advance(T0 + 10 * FIVE_MINUTES);
    expect([window.requests(0), window.failures(0)]).toEqual([0, 0]);
  });

  it('does not begin earlier than before where the evidence ends earlier than before', () => {
    const window = windowUpTo(T0 - 10_000, T0);
    window.add(0, { atMs: T0 - 310_000, requests: 8, failures: 0 }, T0);
    window.endWith(T0);
    window.advance(T0);
    expect(window.requests(0)).toBe(0);
    window.endWith(T0 - 10_000);
    window.advance(T0);
    expect(window.requests(0)).toBe(0);
  });

  it('counts the last minute back from where the evidence ends, and what came after it', () => {
    const window = windowUpTo(T0, T0);
    for (const [atMs, requests] of [
      [T0 - 70_000, 1],
      [T0 - 50_000, 2],
      [T0 - 5_000, 4],
    ] as const)
      window.add(0, { atMs, requests, failures: 0 }, T0);
    window.add(0, { atMs: T0 + 35_000, requests: 8, failures: 8 }, T0 + 40_000);
    expect(window.newest(0, 60_000)).toEqual({ requests: 14, failures: 8 });
    window.advance(T0 + 140_000);
    expect(window.newest(0, 60_000)).toEqual({ requests: 8, failures: 8 });
    window.advance(T0 + 150_000);
    expect(window.newest(0, 60_000)).toEqual({ requests: 0, failures: 0 });
  });

  it('ages by the time that passes after the clock was set back within the window', () => {
    const window = windowUpTo(T0, T0);
    window.add(0, { atMs: T0, requests: 10, failures: 1 }, T0);
    const back = T0 - 200_000;
    window.add(0, { atMs: back, requests: 5, failures: 5 }, back);
    expect([window.startMs, window.requests(0)]).toEqual([back - FIVE_MINUTES, 15]);
    window.endWith(back + FIVE_MINUTES);
    window.advance(back + FIVE_MINUTES);
    expect(window.requests(0)).toBe(15);
    window.endWith(back + FIVE_MINUTES + BUCKET);
    window.advance(back + FIVE_MINUTES + BUCKET);
    expect([window.requests(0), window.failures(0)]).toEqual([0, 0]);
  });

  it('begins anew after the clock was set back by more than a window', () => {
    const window = windowUpTo(T0, T0);
    window.add(0, { atMs: T0, requests: 10, failures: 1 }, T0);
    const back = T0 - 3_600_000;
    expect(window.add(0, { atMs: back, requests: 3, failures: 1 }, back)).toBeUndefined();
    expect([window.requests(0), window.failures(0)]).toEqual([3, 1]);
    window.endWith(back);
    window.advance(back);
    expect([window.startMs, window.requests(0)]).toEqual([back - FIVE_MINUTES, 3]);
  });

  it('starts an id anew once it was cleared, and keeps what it has when it grows', () => {
    const window = windowUpTo(T0, T0);
    window.add(0, { atMs: T0 - FIVE_MINUTES, requests: 10, failures: 1 }, T0);
    window.add(5_000, { atMs: T0, requests: 1, failures: 1 }, T0);
    expect([window.requests(0), window.requests(5_000)]).toEqual([10, 1]);
    window.clear(0);
    expect([window.requests(0), window.failures(0)]).toEqual([0, 0]);
  });
});
