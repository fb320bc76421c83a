import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { basePath } from '../../../test/support/evidence-window.js';
import { OUTCOMES } from './dialect.js';
import { OutcomeTally } from './outcome-tally.js';

const ECHO = basePath('/eni/echo/v1');

describe('OutcomeTally', () => {
  it('rounds once, after adding', () => {
    const tally = new OutcomeTally();
    for (let series = 0; series < 10; series++) tally.add(ECHO, 'failure', 0.4);
    tally.add(ECHO, 'success', 5.5);
    expect([...tally.counts()]).toEqual([
      { basePath: ECHO, requests: 10, failures: 4, excluded: 0, unclassified: 0, spoiled: false },
    ]);
  });

  it.each([NaN, Infinity, -Infinity, -0.001, 2 ** 53])('spoils the base path by %d, and only that one', (value) => {
    const tally = new OutcomeTally();
    tally.add(ECHO, 'success', value);
    tally.add(basePath('/b'), 'success', 1);
    expect([...tally.counts()].map((each) => each.spoiled)).toEqual([true, false]);
  });

  it('spoils a base path whose sum can no longer be exact', () => {
    const tally = new OutcomeTally();
    tally.add(ECHO, 'success', 2 ** 53 - 1);
    tally.add(ECHO, 'failure', 2 ** 53 - 1);
    expect([...tally.counts()][0]!.spoiled).toBe(true);
  });

  it('keeps whole numbers exact and every outcome apart', () => {
    const parts = fc.array(fc.tuple(fc.constantFrom(...OUTCOMES), fc.nat(1_000_000)), { maxLength: 50 });
    fc.assert(
      fc.property(parts, (list) => {
        const tally = new OutcomeTally();
        for (const [outcome, count] of list) tally.add(ECHO, outcome, count);
        const sum = (wanted: string): number =>
          list.reduce((total, [outcome, count]) => total + (outcome === wanted ? count : 0), 0);
        const [counts] = [...tally.counts()];
        if (!counts) return list.length === 0;
        return (
          counts.requests === sum('success') + sum('failure') &&
          counts.failures === sum('failure') &&
          counts.excluded === sum('excluded')
        );
      }),
    );
  });

  it('takes the sums of a group at once, and adds to them', () => {
    const tally = new OutcomeTally();
    tally.addAll(ECHO, Float64Array.of(9, 9, 9, 9, 1.25, 2, 3, 4.5), 4);
    tally.add(ECHO, 'success', 0.25);
    expect([...tally.counts()]).toEqual([
      { basePath: ECHO, requests: 4, failures: 2, excluded: 3, unclassified: 5, spoiled: false },
    ]);
  });

  it('knows a base path of which nothing was counted', () => {
    const tally = new OutcomeTally();
    tally.add(ECHO, 'success', 0);
    expect([tally.size, [...tally.counts()][0]]).toMatchObject([1, { requests: 0, failures: 0, spoiled: false }]);
  });

  it('stays spoiled, whatever is added later', () => {
    const tally = new OutcomeTally();
    tally.spoil(ECHO);
    tally.add(ECHO, 'success', 100);
    expect([...tally.counts()][0]).toMatchObject({ requests: 100, spoiled: true });
  });

  it('gives whole numbers that the rule can take, or says that they are spoiled', () => {
    const count = fc.oneof(fc.double(), fc.double({ min: 0, max: 1e6 }), fc.constantFrom(2 ** 53, 2 ** 53 - 1, -0));
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.constantFrom(...OUTCOMES), count), { minLength: 1, maxLength: 20 }), (list) => {
        const tally = new OutcomeTally();
        for (const [outcome, value] of list) tally.add(ECHO, outcome, value);
        const { requests, failures, spoiled } = [...tally.counts()][0]!;
        const bad = list.some(([, value]) => !(value >= 0 && value <= Number.MAX_SAFE_INTEGER));
        const usable = Number.isSafeInteger(requests) && failures >= 0 && failures <= requests;
        return bad ? spoiled : spoiled || usable;
      }),
      { numRuns: 2_000 },
    );
  });

  it('is never off by more than the half that each outcome is rounded by', () => {
    const parts = fc.array(fc.tuple(fc.constantFrom(...OUTCOMES), fc.double({ min: 0, max: 1_000, noNaN: true })));
    fc.assert(
      fc.property(parts, (list) => {
        const tally = new OutcomeTally();
        let exact = 0;
        for (const [outcome, value] of list) {
          tally.add(ECHO, outcome, value);
          if (outcome === 'success' || outcome === 'failure') exact += value;
        }
        const requests = [...tally.counts()][0]?.requests ?? 0;
        return Math.abs(requests - exact) <= 1 + 1e-6;
      }),
    );
  });
});
