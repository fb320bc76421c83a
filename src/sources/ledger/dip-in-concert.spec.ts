import { describe, expect, it } from '@jest/globals';
import { LedgerRun, type Counters } from '../../../test/support/ledger-pages.js';

/** Thirty requests a page, three of them failures. */
const values = (page: number): Counters => ({ 'x|200': 100_000 + 27 * page, 'x|502': 20_000 + 3 * page, 'y|200': 500 });

function watched(): LedgerRun {
  return new LedgerRun().pages(0, 13, values);
}

describe('Rule 3: a dip in concert', () => {
  it.each<[string, Counters, number]>([
    ['more series fell than grew', values(11), 1],
    ['one of one fell', { 'x|200': 99_900 }, 1],
    ['one fell and one grew', { ...values(12), 'x|200': 99_900, 'x|502': 20_040 }, 0],
    ['one of three fell', { ...values(12), 'x|200': 100_300 }, 0],
    ['most fell by more than a tenth', { 'x|200': 80_000, 'x|502': 17_000, 'y|200': 500 }, 0],
  ])('is seen where it is one: %s', (name, page, dips) => {
    const run = name === 'one of one fell' ? new LedgerRun().page(180, { 'x|200': 100_000 }) : watched();
    expect(run.page(195, page).noticed('dip-in-concert')).toBe(dips);
  });

  it('gains nothing, and the page is a hole', () => {
    const run = watched();
    const before = run.certain();
    run.page(195, values(11));
    expect([run.certain(), run.maybe(195, 'ambiguous')]).toEqual([before, [0, 0]]);
    expect(run.maybe(195, 'unobserved')[0]).toBeGreaterThan(20);
  });

  it('is a copy that lags behind: growth up to the old values is doubtful, beyond them certain', () => {
    const run = watched().page(195, values(11)).page(210, values(11.5)).page(225, values(13));
    expect(run.certain()).toEqual([13 * 30, 13 * 3]);
    expect(run.maybe(225, 'ambiguous')[0]).toBeGreaterThan(0);
  });

  it('is a view of other values where it is deep: growth is certain from there on', () => {
    const deep = (page: number): Counters => ({
      ...values(page),
      'x|200': 95_000 + 27 * page,
      'x|502': 19_000 + 3 * page,
    });
    const run = watched().page(195, deep(13)).page(210, deep(14)).page(225, deep(15));
    expect(run.certain()).toEqual([12 * 30 + 60, 12 * 3 + 6]);
  });

  it('is undone when most are back at once: what was not counted meanwhile is', () => {
    const deep = (page: number): Counters => ({
      ...values(page),
      'x|200': 95_000 + 27 * page,
      'x|502': 19_000 + 3 * page,
    });
    const run = watched().page(195, deep(13)).page(210, deep(14)).page(225, values(15));
    expect([run.noticed('dip-undone'), run.certain(), run.maybe(225, 'unobserved')]).toEqual([
      1,
      [15 * 30, 15 * 3],
      [0, 0],
    ]);
  });

  it('is not undone by usual growth', () => {
    const run = watched().pages(195, 6, (page) => values(8 + page));
    expect([run.noticed('dip-undone'), run.certain()]).toEqual([0, [17 * 30, 17 * 3]]);
  });

  it('is over once every counter has passed its old value', () => {
    const run = watched()
      .page(195, values(11))
      .pages(210, 6, (page) => values(12 + page));
    expect(run.certain()).toEqual([17 * 30, 17 * 3]);
  });
});
