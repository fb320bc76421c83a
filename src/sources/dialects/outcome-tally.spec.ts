import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { basePath } from '../../../test/support/evidence-window.js';
import { OUTCOMES } from './dialect.js';
import { OutcomeTally } from './outcome-tally.js';
import { shownName } from './shown-name.js';

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
});

describe('shownName', () => {
  it.each([
    ['plain', 'plain'],
    ['a\nb', 'a\\u000ab'],
    ['\u202egnp', '\\u202egnp'],
    ['x'.repeat(10_000), `${'x'.repeat(119)}…`],
  ])('shows %j harmlessly', (value, shown) => {
    expect(shownName(value)).toBe(shown);
  });
});
