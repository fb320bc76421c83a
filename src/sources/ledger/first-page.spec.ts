import { describe, expect, it } from '@jest/globals';
import { LedgerRun } from '../../../test/support/ledger-pages.js';

/** A ledger that has watched the instance `a` for a while. */
function watching(): LedgerRun {
  return new LedgerRun().pages(0, 11, (page) => ({ 'x|200': 40_000 + 15 * page }));
}

describe('Rule 4: the first page of an instance', () => {
  it('is a baseline, whatever it shows, when the ledger begins', () => {
    const run = new LedgerRun().page(0, { 'x|200': 5, 'x|502': 700_000 }).page(20, { 'x|502': 9 }, { instance: 'b' });
    expect([run.certain(), run.maybe(20)]).toEqual([
      [0, 0],
      [0, 0],
    ]);
  });

  it.each<[string, number, number]>([
    ['within the window: counts from its start', 30, 60],
    ['a scrape before the window', -150, 60],
    ['longer ago: a baseline', -200, 0],
    ['ahead of the page by a clock that differs', 151, 60],
    ['ahead of it by more: a baseline', 160, 0],
  ])('heeds a start %s', (_, startedAtS, failures) => {
    const run = watching().page(150, { 'x|200': 300, 'x|502': 60 }, { instance: 'b', startedAtS });
    expect(run.certain()[1]).toBe(failures);
  });

  it('is doubted once the window begins after the start', () => {
    const run = watching().page(150, { 'x|502': 60 }, { instance: 'b', startedAtS: 30 });
    expect([run.maybe(329, 'ambiguous'), run.maybe(331, 'ambiguous')]).toEqual([
      [0, 0],
      [0, 60],
    ]);
  });

  it('may be all that it ever served, where it is small and nothing says when it began', () => {
    const run = watching().page(160, { 'x|200': 30, 'x|502': 9 }, { instance: 'b' });
    expect([run.certain(), run.maybe(160, 'ambiguous')]).toEqual([
      [150, 0],
      [30, 9],
    ]);
    expect(run.page(175, { 'x|200': 30, 'x|502': 10 }, { instance: 'b' }).certain()).toEqual([151, 1]);
  });

  it('is a baseline also where it is small, if the instance says that it began long ago', () => {
    const run = watching().page(160, { 'x|502': 9 }, { instance: 'b', startedAtS: -9_000 });
    expect([run.certain()[1], run.maybe(160, 'ambiguous')]).toEqual([0, [0, 0]]);
  });

  it('is a baseline where it is large', () => {
    const run = watching().page(160, { 'x|200': 1_000, 'x|502': 9 }, { instance: 'b' });
    expect([run.certain(), run.maybe(160, 'ambiguous'), run.noticed('new-instance')]).toEqual([[150, 0], [0, 0], 1]);
  });

  it('counts a repeated line once', () => {
    const run = watching().lines(
      150,
      [
        ['x|502', 60],
        ['x|502', 70],
      ],
      { instance: 'b', startedAtS: 140 },
    );
    expect(run.certain()[1]).toBe(60);
  });
});
