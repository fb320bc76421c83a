import { describe, expect, it } from '@jest/globals';
import { GroupFlow } from './group-flow.js';

const [SUCCESS, FAILURE, EXCLUDED] = [0, 1, 3];

/** A flow with a page of so many requests every 15 s. */
function flowOf(requests: readonly number[]): GroupFlow {
  const flow = new GroupFlow(300_000);
  flow.begin(0);
  for (const [page, count] of requests.entries()) {
    flow.beginPage();
    flow.add(0, SUCCESS, count, true);
    flow.endPage(page * 15_000, (page + 1) * 15_000);
  }
  return flow;
}

describe('GroupFlow', () => {
  it('knows no rate before a time has passed', () => {
    const flow = flowOf([]);
    expect([flow.total(0), flow.rate(0, 0), [...flow.rates(0)], flow.pages]).toEqual([undefined, 0, [], 0]);
  });

  it('gives the rate since it began', () => {
    const flow = flowOf([15, 15, 30]);
    expect([flow.total(45_000), flow.rate(0, 45_000), flow.rate(7, 45_000)]).toEqual([60 / 45_000, 60 / 45_000, 0]);
  });

  it('forgets what is older than a window', () => {
    const flow = flowOf([9_000, ...Array.from({ length: 20 }, () => 15)]);
    expect(flow.rate(0, 315_000)).toBeCloseTo(0.001, 6);
  });

  it('lets go of a group that has been idle for a window', () => {
    const flow = flowOf([100, ...Array.from({ length: 25 }, () => 0)]);
    expect([...flow.rates(390_000)]).toEqual([]);
  });

  it.each([
    ['a failure for sure', FAILURE, true, { groups: 1, requests: 6, failures: 6 }],
    ['a failure in doubt: for the mix of outcomes only', FAILURE, false, { groups: 0, requests: 0, failures: 6 }],
    ['a request that takes no part', EXCLUDED, true, { groups: 0, requests: 0, failures: 0 }],
  ])('counts %s', (_, counted, isCertain, { groups, requests, failures }) => {
    const flow = new GroupFlow(300_000);
    flow.begin(0);
    flow.add(4, counted, 6, isCertain);
    const rates = [...flow.rates(60_000)];
    expect(rates.length).toBe(groups);
    flow.add(4, SUCCESS, 1, true);
    const { flow: own } = [...flow.rates(60_000)][0]!;
    expect([own.requests, own.failures]).toEqual([requests + 1, failures]);
  });

  it('keeps the two newest pages apart', () => {
    const flow = flowOf([10, 20, 30]);
    const { flow: own } = [...flow.rates(45_000)][0]!;
    expect([own.requests, own.requestsBefore]).toEqual([30, 20]);
  });

  it('takes the first page for usual, and each later one for three tenths', () => {
    expect(flowOf([15]).usual).toBeCloseTo(0.001, 9);
    expect(flowOf([15, 150]).usual).toBeCloseTo(0.7 * 0.001 + 0.3 * 0.01, 9);
  });
});
