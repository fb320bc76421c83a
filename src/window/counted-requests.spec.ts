import { describe, expect, it } from '@jest/globals';
import { CountedRequests } from './counted-requests.js';

const at = (ms: number, steppedByMs = 0) => ({ wallMs: 1_000_000 + ms + steppedByMs, monotonicMs: 500 + ms });
const sample = (ms: number, requests: number, failures: number) => ({ atMs: 1_000_000 + ms, requests, failures });

describe('the counters of traffic', () => {
  it('are 0 for a minute after they were first shown, then say all that was counted', () => {
    const counted = new CountedRequests(at(0));
    counted.add(3, sample(5_000, 100, 7), at(6_000));
    expect(counted.shown(3, at(10_000))).toEqual({ successes: 0, failures: 0 });
    counted.add(3, sample(20_000, 10, 1), at(21_000));
    expect(counted.shown(3, at(69_999))).toEqual({ successes: 0, failures: 0 });
    expect(counted.shown(3, at(70_000))).toEqual({ successes: 102, failures: 8 });
    counted.add(3, sample(70_000, 5, 5), at(71_000));
    expect(counted.shown(3, at(71_000))).toEqual({ successes: 102, failures: 13 });
  });

  it('leave out what happened before the process began, and only that', () => {
    const counted = new CountedRequests(at(0));
    counted.shown(0, at(0));
    counted.add(0, sample(-1, 100, 100), at(2_000));
    counted.add(0, sample(0, 3, 1), at(2_000));
    expect(counted.shown(0, at(60_000))).toEqual({ successes: 2, failures: 1 });
  });

  it.each([3_600_000, -3_600_000])('go on when the wall clock is stepped by %i ms', (stepMs) => {
    const counted = new CountedRequests(at(0));
    counted.shown(0, at(0));
    counted.add(0, sample(30_000 + stepMs, 4, 1), at(31_000, stepMs));
    expect(counted.shown(0, at(60_000, stepMs))).toEqual({ successes: 3, failures: 1 });
  });

  it('begin again with 0 for another base path of the same id', () => {
    const counted = new CountedRequests(at(0));
    counted.shown(0, at(0));
    counted.add(0, sample(1_000, 4, 1), at(2_000));
    counted.clear(0);
    counted.add(0, sample(61_000, 2, 0), at(62_000));
    expect(counted.shown(0, at(62_000))).toEqual({ successes: 0, failures: 0 });
    expect(counted.shown(0, at(122_000))).toEqual({ successes: 2, failures: 0 });
  });

  it('are there for any id, however high', () => {
    const counted = new CountedRequests(at(0));
    counted.add(1, sample(1, 1, 0), at(1));
    expect(counted.shown(99_999, at(2))).toEqual({ successes: 0, failures: 0 });
    counted.shown(1, at(2));
    counted.clear(2_000_000);
    expect(counted.shown(1, at(60_002))).toEqual({ successes: 1, failures: 0 });
  });
});
