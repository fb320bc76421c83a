import { describe, expect, it } from '@jest/globals';
import { at, LedgerRun } from '../../../test/support/ledger-pages.js';

/** Two instances that serve a request a second each; the newest pages are of 285 s. */
function fleet(options: { lagMs?: number } = {}): LedgerRun {
  const run = new LedgerRun(options);
  for (const instance of ['a', 'b']) run.pages(0, 20, (page) => ({ 'x|200': 500 + 15 * page }), { instance });
  run.maybe(285 + (options.lagMs ?? 0) / 1_000);
  return run;
}

describe('Where nobody answers', () => {
  it.each([
    ['nothing is missing two scrapes later', 315, {}, [0, 285]],
    ['all that they served is missing a little later', 320, {}, [70, 320]],
    ['all of it is missing minutes later', 425, {}, [280, 425]],
    ['pages that are told late are waited for', 335, { lagMs: 20_000 }, [0, 285]],
    ['they are not waited for longer than that', 340, { lagMs: 20_000 }, [70, 320]],
  ] as const)('%s', (_, nowS, options, [missing, completeS]) => {
    const run = fleet(options);
    expect(run.maybe(nowS, 'unobserved')).toEqual([missing, missing]);
    expect(run.ledger.completeMs).toBe(at(completeS));
  });

  it('an instance that was behind is not waited for, also while the newest page is not old', () => {
    const run = fleet().page(300, { 'x|200': 800 });
    run.maybe(300);
    const waitsS = [319, 321].map((nowS) => [nowS, run.maybe(nowS), run.ledger.completeMs]);
    expect(waitsS).toEqual([
      [319, [0, 0], at(300) - 7_500],
      [321, [15, 1], at(300)],
    ]);
  });

  it('nothing is missing of those who left the discovery', () => {
    const run = fleet().gone(300).gone(300, 'b');
    expect(run.maybe(420, 'unobserved')).toEqual([15, 1]);
    expect(run.ledger.completeMs).toBe(at(420));
  });

  it('the time is that between two pages again when they are back', () => {
    const run = fleet();
    run.maybe(420);
    for (const instance of ['a', 'b']) run.page(430, { 'x|200': 930 }, { instance });
    expect([run.maybe(430, 'unobserved'), run.certain()[0], run.ledger.completeMs]).toEqual([[0, 0], 860, at(430)]);
  });
});
