import { describe, expect, it } from '@jest/globals';
import { basePath } from '../../test/support/evidence-window.js';
import type { Estimate } from '../sources/evidence.js';
import { EstimateTable, type UncertainTotals } from './estimate-table.js';

const ECHO = basePath('/eni/echo/v1');
const OTHER = basePath('/eni/other/v1');
const IDS = new Map([
  [ECHO, 0],
  [OTHER, 7],
]);
const T0 = 1_700_000_000_000;

function estimate(over: Partial<Estimate> = {}): Estimate {
  return { basePath: ECHO, fromMs: T0, toMs: T0 + 40_000, successes: 8, failures: 2, missing: 'unobserved', ...over };
}

function holding(...estimates: readonly Estimate[]): EstimateTable {
  const table = new EstimateTable();
  table.replace(estimates, (each) => IDS.get(each));
  return table;
}

function totalsOf(table: EstimateTable, sinceMs: number, id = 0): UncertainTotals {
  const totals = { maybeSuccesses: 0, maybeFailures: 0, unwatched: 0, unobserved: 0, ambiguous: 0 };
  table.addTo(id, sinceMs, totals);
  return totals;
}

function shown({ maybeSuccesses, maybeFailures }: UncertainTotals): number[] {
  return [maybeSuccesses, maybeFailures];
}

describe('EstimateTable', () => {
  it.each([
    ['all of it while the window begins before it', -1, [8, 2]],
    ['all of it where the window begins with it', 0, [8, 2]],
    ['three quarters of it', 10_000, [6, 1.5]],
    ['a quarter of it', 30_000, [2, 0.5]],
    ['nothing once the window begins where it ends', 40_000, [0, 0]],
    ['nothing after it has left the window', 40_001, [0, 0]],
  ])('counts %s', (_, offsetMs, expected) => {
    expect(shown(totalsOf(holding(estimate()), T0 + offsetMs))).toEqual(expected);
  });

  it('counts all of what may have happened in one moment until that has left the window', () => {
    const table = holding(estimate({ toMs: T0 }));
    expect([T0 - 1, T0, T0 + 1].map((sinceMs) => shown(totalsOf(table, sinceMs)))).toEqual([
      [8, 2],
      [8, 2],
      [0, 0],
    ]);
  });

  it('counts as soon as the window begins later than it says', () => {
    const table = holding(estimate({ fromMs: T0 - 40_000, toMs: T0 + 40_000, afterMs: T0 }));
    expect([T0 - 1, T0, T0 + 20_000].map((sinceMs) => shown(totalsOf(table, sinceMs)))).toEqual([
      [0, 0],
      [0, 0],
      [2, 0.5],
    ]);
  });

  it('adds up all estimates of a base path, fractions included, and tells what is missing by the larger count', () => {
    const table = holding(
      estimate({ successes: 0.25, failures: 0.75, missing: 'unwatched' }),
      estimate({ successes: 3, failures: 1, missing: 'unwatched' }),
      estimate({ successes: 1, failures: 5, missing: 'ambiguous' }),
      estimate({ basePath: OTHER, successes: 100, failures: 100 }),
    );
    const totals = { maybeSuccesses: 4.25, maybeFailures: 6.75, unwatched: 3.75, unobserved: 0, ambiguous: 5 };
    expect(totalsOf(table, T0)).toEqual(totals);
    expect(shown(totalsOf(table, T0, 7))).toEqual([100, 100]);
    expect(shown(totalsOf(table, T0 + 20_000))).toEqual([2.125, 3.375]);
  });

  it('holds what was said last, and nothing of base paths without an id', () => {
    const table = holding(estimate(), estimate({ basePath: basePath('/nobody/v1') }));
    table.replace([estimate({ basePath: OTHER })], (each) => IDS.get(each));
    expect([0, 7, 3].map((id) => shown(totalsOf(table, T0, id)))).toEqual([
      [0, 0],
      [8, 2],
      [0, 0],
    ]);
  });

  it.each<Partial<Estimate>>([
    { successes: NaN },
    { failures: -0.5 },
    { successes: Infinity },
    { failures: 2 ** 53 },
    { toMs: T0 - 1 },
    { fromMs: NaN },
    { toMs: Infinity },
    { fromMs: -Infinity },
  ])('leaves out %j', (over) => {
    expect(shown(totalsOf(holding(estimate(over), estimate({ successes: 1, failures: 1 })), T0))).toEqual([1, 1]);
  });

  it('forgets an id, which may then stand for another base path', () => {
    const table = holding(estimate(), estimate({ basePath: OTHER }));
    table.clear(0);
    table.clear(99);
    expect([0, 7].map((id) => shown(totalsOf(table, T0, id)))).toEqual([
      [0, 0],
      [8, 2],
    ]);
  });
});
