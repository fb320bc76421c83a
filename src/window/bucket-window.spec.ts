import { describe, expect, it } from '@jest/globals';
import { BucketWindow } from './bucket-window.js';

const T0 = 1_700_000_000_000;
const FIVE_MINUTES = 300_000;

function filled(): BucketWindow {
  const window = new BucketWindow(FIVE_MINUTES, 10_000);
  window.add(0, { atMs: T0, requests: 10, failures: 1 }, T0);
  return window;
}

describe('BucketWindow', () => {
  it('adds up samples of one base path over buckets', () => {
    const window = filled();
    window.add(0, { atMs: T0 + 60_000, requests: 5, failures: 5 }, T0 + 60_000);
    expect([window.requests(0), window.failures(0)]).toEqual([15, 6]);
  });

  it('keeps base paths apart', () => {
    const window = filled();
    window.add(7, { atMs: T0, requests: 3, failures: 0 }, T0);
    expect([window.requests(0), window.requests(7), window.requests(3)]).toEqual([10, 3, 0]);
  });

  it.each([
    ['still counts a bucket of the window', FIVE_MINUTES - 10_000, 10],
    ['forgets a bucket once it is older than the window', FIVE_MINUTES, 0],
    ['forgets everything after a long pause', 10 * FIVE_MINUTES, 0],
  ])('%s', (_, laterMs, requests) => {
    const window = filled();
    window.advance(T0 + laterMs);
    expect(window.requests(0)).toBe(requests);
  });

  it.each([
    ['from-the-future', 10_001],
    ['too-old', -FIVE_MINUTES],
    [undefined, 10_000],
    [undefined, -FIVE_MINUTES + 10_000],
  ])('answers %s to a sample %i ms from now', (refusal, offsetMs) => {
    const window = new BucketWindow(FIVE_MINUTES, 10_000);
    expect(window.add(0, { atMs: T0 + offsetMs, requests: 1, failures: 0 }, T0)).toBe(refusal);
  });

  it('puts a late sample into its own bucket, so that it leaves in time', () => {
    const window = new BucketWindow(FIVE_MINUTES, 10_000);
    window.add(0, { atMs: T0 - 200_000, requests: 4, failures: 0 }, T0);
    window.advance(T0 + 90_000);
    expect(window.requests(0)).toBe(4);
    window.advance(T0 + 100_000);
    expect(window.requests(0)).toBe(0);
  });

  it('refuses what would overflow a bucket, and keeps the sums right', () => {
    const window = new BucketWindow(FIVE_MINUTES, 10_000);
    window.add(0, { atMs: T0, requests: 0xffff_ffff, failures: 0 }, T0);
    expect(window.add(0, { atMs: T0, requests: 1, failures: 0 }, T0)).toBe('too-large');
    expect(window.requests(0)).toBe(0xffff_ffff);
  });

  it('gives the newest minute apart', () => {
    const window = filled();
    window.add(0, { atMs: T0 + 120_000, requests: 6, failures: 2 }, T0 + 120_000);
    window.add(0, { atMs: T0 + 170_000, requests: 1, failures: 0 }, T0 + 170_000);
    expect(window.newest(0, 60_000)).toEqual({ requests: 7, failures: 2 });
  });

  it('does not go back when the wall clock does', () => {
    const window = filled();
    window.advance(T0 - 3_600_000);
    expect(window.requests(0)).toBe(10);
  });

  it('begins anew with what is seen after the wall clock was set back by more than a window', () => {
    const window = filled();
    const back = T0 - 3_600_000;
    expect(window.add(0, { atMs: back, requests: 3, failures: 1 }, back)).toBeUndefined();
    expect([window.requests(0), window.failures(0), window.newest(0, 60_000).requests]).toEqual([3, 1, 3]);
    window.advance(back + FIVE_MINUTES);
    expect(window.requests(0)).toBe(0);
  });

  it('ages what it has by the time that passes after the wall clock was set back within the window', () => {
    const window = filled();
    const back = T0 - 200_000;
    window.add(0, { atMs: back, requests: 5, failures: 5 }, back);
    expect([window.requests(0), window.newest(0, 60_000)]).toEqual([15, { requests: 15, failures: 6 }]);
    window.advance(back + 60_000);
    expect([window.requests(0), window.newest(0, 60_000).requests]).toEqual([15, 0]);
    window.advance(back + FIVE_MINUTES - 10_000);
    expect(window.requests(0)).toBe(15);
    window.advance(back + FIVE_MINUTES);
    expect([window.requests(0), window.failures(0)]).toEqual([0, 0]);
  });

  it('is not moved by a wall clock that wavers about the edge of a bucket', () => {
    const window = new BucketWindow(FIVE_MINUTES, 10_000);
    for (let time = 0; time < 100; time++) {
      window.add(0, { atMs: T0, requests: 1, failures: 0 }, T0);
      window.add(0, { atMs: T0 - 1, requests: 1, failures: 0 }, T0 - 1);
    }
    window.advance(T0 + FIVE_MINUTES - 10_000);
    expect(window.requests(0)).toBe(100);
  });

  it('keeps what it has when it grows', () => {
    const window = filled();
    window.add(5_000, { atMs: T0, requests: 1, failures: 1 }, T0);
    expect([window.requests(0), window.requests(5_000), window.failures(5_000)]).toEqual([10, 1, 1]);
  });

  it('starts an id anew once it was cleared', () => {
    const window = filled();
    window.clear(0);
    expect(window.requests(0)).toBe(0);
    window.add(0, { atMs: T0, requests: 2, failures: 0 }, T0);
    window.advance(T0 + FIVE_MINUTES);
    expect(window.requests(0)).toBe(0);
  });
});
