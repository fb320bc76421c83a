import { describe, expect, it } from '@jest/globals';
import { LedgerRun, type Counters } from '../../../test/support/ledger-pages.js';

const START: Counters = { 'x|200': 1_000, 'x|502': 100, 'y|200': 800, 'y|502': 300, 'z|200': 50 };

function then(...pages: Counters[]): LedgerRun {
  const all = [START, START, ...pages.map((page) => ({ ...START, ...page }))];
  return new LedgerRun().pages(0, all.length, (page) => all[page]!);
}

describe('Rule 3: a lone dip', () => {
  it.each<[string, Counters[], [number, number], [number, number]]>([
    ['adds nothing', [{ 'x|200': 990 }], [0, 0], [0, 0]],
    ['adds nothing down to half', [{ 'x|200': 500 }], [0, 0], [0, 0]],
    ['may have been a reset below half', [{ 'x|502': 49 }], [0, 0], [0, 49]],
    ['may be made good up to the old value', [{ 'x|200': 990 }, { 'x|200': 997 }], [0, 0], [7, 0]],
    ['gains for sure what lies above it', [{ 'x|200': 990 }, { 'x|200': 1_004 }], [4, 0], [10, 0]],
    ['holds the highest value of several', [{ 'x|200': 990 }, { 'x|200': 980 }, { 'x|200': 995 }], [0, 0], [15, 0]],
    ['leaves the other series alone', [{ 'x|200': 990, 'x|502': 104 }], [4, 4], [0, 0]],
  ])('%s', (_, pages, certain, maybe) => {
    const run = then(...pages);
    const nowS = 15 + 15 * pages.length;
    expect([run.certain(), run.maybe(nowS, 'ambiguous'), run.noticed('restart')]).toEqual([certain, maybe, 0]);
  });

  it('is forgotten after a window', () => {
    const run = then({ 'x|200': 900 });
    run.pages(45, 20, () => ({ ...START, 'x|200': 900 })).page(345, { ...START, 'x|200': 950 });
    expect(run.certain()).toEqual([50, 0]);
  });
});

describe('Rule 3: a route that was reset', () => {
  it.each<[string, Counters, [number, number]]>([
    ['all its series fell below half', { 'x|200': 40, 'x|502': 9 }, [49, 9]],
    ['it is far above what is left of one', { 'x|200': 499, 'x|502': 1 }, [500, 1]],
  ])('counts from zero: %s', (_, page, certain) => {
    const run = then(page);
    expect([run.certain(), run.noticed('route-reset')]).toEqual([certain, 2]);
  });

  it('counts from zero where the others of the base path vanished', () => {
    const { 'x|502': _, ...rest } = START;
    const run = new LedgerRun()
      .page(0, START)
      .page(15, START)
      .page(30, { ...rest, 'x|200': 40 });
    expect([run.certain(), run.noticed('route-reset')]).toEqual([[40, 0], 1]);
  });

  it.each<[string, Counters]>([
    ['one of its series kept half', { 'x|200': 500, 'x|502': 9 }],
    ['one of its series grew', { 'x|200': 1_010, 'x|502': 9 }],
    ['it has one series only', { 'z|200': 9 }],
  ])('is none where %s', (_, page) => {
    expect(then(page).noticed('route-reset')).toBe(0);
  });

  it('leaves the other base paths alone', () => {
    const run = then({ 'x|200': 40, 'x|502': 9, 'y|200': 830 });
    expect([run.certain('y'), run.noticed('restart')]).toEqual([[30, 0], 0]);
  });

  it('may have served half of the time since the page before, as before; other base paths not', () => {
    const others = { 'y|200': 9_000, 'y|404': 90, 'z|200': 50 };
    const before = (page: number): Counters => ({ ...others, 'x|200': 1_000 + 20 * page, 'x|502': 1_000 + 10 * page });
    const run = new LedgerRun().pages(0, 11, before).page(165, { ...others, 'x|200': 8, 'x|502': 4 });
    const [successes, failures] = run.maybe(165, 'unobserved');
    expect([run.noticed('route-reset'), run.noticed('restart')]).toEqual([2, 0]);
    expect(successes).toBeGreaterThanOrEqual(10);
    expect(failures).toBeGreaterThanOrEqual(5);
    expect([successes <= 15, failures <= 15, run.maybe(165, 'unobserved', 'y')]).toEqual([true, true, [0, 0]]);
  });

  it('doubts more than anybody can have served since', () => {
    const before = { ...START, 'x|200': 90_000, 'x|502': 90_000 };
    const run = new LedgerRun().page(0, before).page(15, before);
    run.page(30, { ...before, 'x|200': 5_000, 'x|502': 20 });
    expect([run.certain(), run.maybe(30, 'ambiguous')]).toEqual([
      [20, 20],
      [5_000, 0],
    ]);
  });
});

describe('Sums of counters, of which one has ended', () => {
  /** All of them stand still for a window after they fell. */
  const fallen = (fall: Counters, summed = true): LedgerRun => {
    const after = { ...START, ...fall };
    const run = new LedgerRun().pages(0, 2, () => START, { summed }).pages(30, 22, () => after, { summed });
    expect(run.certain()).toEqual([0, 0]);
    return run.page(360, { ...after, 'x|502': 140 }, { summed }).page(375, { ...after, 'x|502': 148 }, { summed });
  };

  it.each<[string, Counters]>([
    ['one sum fell', { 'y|200': 700 }],
    ['several fell together', { 'y|200': 700, 'x|200': 850, 'y|502': 250 }],
  ])('may grow by what it had counted when it comes back: %s', (_, fall) => {
    const run = fallen(fall);
    expect([run.certain(), run.maybe(375, 'ambiguous')]).toEqual([
      [8, 8],
      [0, 40],
    ]);
  });

  it('may do so, too, where the process began while it was watched', () => {
    const young = { summed: true, startedAtS: 20 };
    const run = new LedgerRun().pages(0, 2, () => START, { summed: true }).page(30, START, young);
    run.pages(45, 22, () => ({ ...START, 'y|200': 700 }), young);
    const before = run.certain();
    run.page(375, { ...START, 'y|200': 700, 'x|502': 140 }, young);
    expect(run.certain()).toEqual(before);
  });

  it('grow for sure where none has ended', () => {
    expect(fallen({}).certain()).toEqual([48, 48]);
  });

  it('grow for sure where another copy only lagged behind', () => {
    const run = fallen({ 'y|200': 799, 'x|200': 999 });
    expect([run.noticed('dip-in-concert'), run.certain()]).toEqual([1, [48, 48]]);
  });

  it('are not what single counters are, of which each is seen by itself', () => {
    expect(fallen({ 'y|200': 700 }, false).certain()).toEqual([48, 48]);
  });
});
