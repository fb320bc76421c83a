import { describe, expect, it } from '@jest/globals';
import { LedgerRun, type Counters } from '../../../test/support/ledger-pages.js';

/** Each of `count` instances serves 15 requests a page, up to 300 s. */
function fleet(count: number, options = {}): LedgerRun {
  const run = new LedgerRun(options);
  for (let page = 0; page <= 20; page++)
    for (const instance of names(count)) run.page(15 * page, served(15 * page), { instance });
  return run;
}

const names = (count: number): string[] => ['a', 'b', 'c', 'd'].slice(0, count);
const served = (counted: number): Counters => ({ 'x|200': 40_000 + counted, 'y|200': 7 });

/** The instance `a` is silent from 315 s on; the others gain so many requests a page. */
function without(run: LedgerRun, others: string[], { pages, gained }: { pages: number; gained: number }): LedgerRun {
  for (let page = 1; page <= pages; page++) {
    run.silent(300 + 15 * page);
    for (const instance of others) run.page(300 + 15 * page, served(300 + gained * page), { instance });
  }
  return run;
}

describe('Rule 6: an instance that is not observed', () => {
  it('is missing at once, at the rate and with the outcomes of before', () => {
    const run = without(fleet(3), ['b', 'c'], { pages: 1, gained: 15 });
    const [successes, failures] = run.maybe(315, 'unobserved');
    expect(successes).toBe(15);
    expect(failures).toBeLessThanOrEqual(3);
  });

  it('served half a scrape more where the others took over', () => {
    const run = without(fleet(3), ['b', 'c'], { pages: 12, gained: 22.5 });
    expect([run.maybe(480, 'unobserved')[0], run.noticed('taken-over')]).toEqual([7.5 + 0.5, 1]);
  });

  it('serves on at its full rate, with outcomes that nobody knows, where they gained nothing', () => {
    const run = without(fleet(3), ['b', 'c'], { pages: 12, gained: 15 });
    expect([run.maybe(480, 'unobserved'), run.noticed('serves-unobserved')]).toEqual([[180, 180], 1]);
  });

  it('serves on for as long as it may be away', () => {
    const run = without(fleet(3, { goneAfterMs: 120_000 }), ['b', 'c'], { pages: 12, gained: 15 });
    expect(run.maybe(480, 'unobserved')).toEqual([120, 120]);
  });

  it('is missing in full where nobody else is observed', () => {
    const run = without(fleet(1), [], { pages: 12, gained: 15 });
    const other = run.page(480, { 'z|200': 5 }, { instance: 'e' });
    expect(other.maybe(480, 'unobserved')).toEqual([180, 180]);
  });

  it.each([
    ['its part of what the others serve more since', 'x', [12 * 15 * 3, 12 * 15 * 3]],
    ['its part of what nobody served before', 'n', [12 * 20, 12 * 20]],
    ['no more of what the others serve less', 'w', [12 * 15, 12 * 15]],
  ])('serves on %s', (_, base, missing) => {
    const counters = (at: number, since: number): Counters => ({
      'x|200': 40_000 + at + 3 * since,
      'n|200': 40_000 + (since * 4) / 3,
      'w|200': 40_000 + at,
      'v|200': 40_000 + at + since,
      'u|200': 40_000 + at + since,
    });
    const run = new LedgerRun();
    for (let page = 0; page <= 20; page++)
      for (const instance of names(2)) run.page(15 * page, counters(15 * page, 0), { instance });
    for (let page = 1; page <= 12; page++) {
      run.silent(300 + 15 * page);
      const since = 15 * page;
      run.page(300 + since, { ...counters(300, since), 'w|200': 40_300 + since / 2 }, { instance: 'b' });
    }
    expect([run.maybe(480, 'unobserved', base), run.noticed('serves-unobserved')]).toEqual([missing, 1]);
  });

  it('may serve its part of what others begin to serve, before it is decided', () => {
    const run = fleet(2).silent(315);
    run.page(315, { ...served(315), 'n|200': 30 }, { instance: 'b' });
    expect([run.maybe(315, 'unobserved', 'n'), run.certain('n')]).toEqual([
      [30, 30],
      [30, 0],
    ]);
    expect(run.gone(320).maybe(330, 'unobserved', 'n')).toEqual([0, 0]);
  });

  it('served half a scrape at least, also where a storm on the others leaves nothing to miss', () => {
    const run = without(fleet(2), ['b'], { pages: 4, gained: 75 });
    expect([run.maybe(360, 'unobserved'), run.noticed('taken-over'), run.noticed('serves-unobserved')]).toEqual([
      [8, 8],
      0,
      0,
    ]);
  });

  it.each([
    ['as before', 15, 8],
    ['its part of a storm', 45, 15],
  ])('serves %s until it ends', (_, gained, missing) => {
    const run = fleet(3);
    for (const instance of ['b', 'c']) run.page(315, served(300 + gained), { instance });
    run.page(315, { 'x|200': 0 });
    expect([run.maybe(315, 'unobserved')[0], run.noticed('restart')]).toEqual([missing, 1]);
  });

  it.each([
    ['nothing, soon after a restart, as it crashes again', 300, 8],
    ['on, long after a restart', 1_500, 180],
  ])('serves %s', (_, aliveS, missing) => {
    const run = new LedgerRun().page(-15, served(0)).page(-15, served(0), { instance: 'b' });
    for (let atS = 0; atS <= aliveS; atS += 15)
      run.page(atS, { 'x|200': 15 + atS }).page(atS, served(15 + atS), { instance: 'b' });
    for (let atS = aliveS + 15; atS <= aliveS + 180; atS += 15)
      run.silent(atS).page(atS, served(15 + atS), { instance: 'b' });
    expect([run.maybe(aliveS + 180, 'unobserved')[0], run.noticed('restart')]).toEqual([missing, 1]);
  });

  it('is decided over all base paths together', () => {
    const run = without(fleet(2), ['b'], { pages: 12, gained: 15 });
    expect([run.maybe(480, 'unobserved')[0], run.maybe(480, 'unobserved', 'y')]).toEqual([180, [0, 0]]);
  });

  it('is dead where it restarted shortly before', () => {
    const run = fleet(3).page(315, { 'x|200': 3, 'y|200': 1 }).silent(330);
    for (let page = 1; page <= 12; page++)
      for (const instance of ['b', 'c']) run.page(300 + 15 * page, served(300 + 15 * page), { instance });
    expect(run.maybe(480, 'unobserved')[0]).toBeLessThan(30);
  });

  it('is noticed without a word of the discovery, when others are two pages ahead', () => {
    const run = fleet(2);
    run.page(315, served(315), { instance: 'b' });
    expect(run.maybe(315, 'unobserved')).toEqual([0, 0]);
    run.page(330, served(330), { instance: 'b' });
    expect(run.maybe(330, 'unobserved')[0]).toBeGreaterThan(20);
  });

  it('is missing no more once it is back, and what it counted is spread over the gap', () => {
    const run = without(fleet(3), ['b', 'c'], { pages: 12, gained: 15 }).page(495, served(495));
    expect(run.maybe(495, 'unobserved')).toEqual([0, 0]);
    expect(run.certain()[0]).toBe(300 * 3 + 180 * 2 + 195);
  });

  it('lets the hole end where it left the discovery', () => {
    const run = without(fleet(3), ['b', 'c'], { pages: 8, gained: 15 }).gone(420);
    for (const instance of ['b', 'c']) run.pages(435, 8, (page) => served(435 + 15 * page), { instance });
    expect(run.maybe(540, 'unobserved')).toEqual([120, 120]);
  });

  it('was its end where it leaves the discovery soon after, though nobody took over', () => {
    const run = without(fleet(3), ['b', 'c'], { pages: 4, gained: 15 });
    expect(run.maybe(360, 'unobserved')).toEqual([60, 60]);
    expect(run.gone(375).maybe(375, 'unobserved')).toEqual([15, 1]);
  });

  it('is missing once where it is in the discovery again and does not answer', () => {
    const run = without(fleet(3).gone(310), ['b', 'c'], { pages: 12, gained: 15 });
    expect(run.maybe(480, 'unobserved')).toEqual([180, 180]);
  });

  it('counts nothing twice where it comes back after that', () => {
    const run = without(fleet(3), ['b', 'c'], { pages: 8, gained: 15 }).gone(420);
    for (const instance of ['b', 'c']) run.page(435, served(435), { instance });
    expect(run.page(436, served(436)).maybe(436, 'unobserved')).toEqual([0, 0]);
  });
});

describe('Rule 7: the end of a process', () => {
  it('is half of the time since its last page', () => {
    const run = fleet(2).gone(310);
    run.page(315, served(315), { instance: 'b' }).page(330, served(330), { instance: 'b' });
    expect(run.maybe(330, 'unobserved')[0]).toBe(5);
  });

  it('leaves its counts, and leaves the window with time', () => {
    const run = fleet(2).gone(310);
    const before = run.certain();
    run.pages(315, 30, (page) => served(315 + 15 * page), { instance: 'b' });
    expect([run.certain()[0], run.maybe(750, 'unobserved')]).toEqual([before[0] + 450, [0, 0]]);
  });

  it('is told of one that left a second time only once', () => {
    const run = fleet(2).gone(310).gone(340);
    run.page(345, served(345), { instance: 'b' });
    expect(run.maybe(345, 'unobserved')[0]).toBe(5);
  });
});
