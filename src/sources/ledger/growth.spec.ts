import { describe, expect, it } from '@jest/globals';
import { LedgerRun, type Counters } from '../../../test/support/ledger-pages.js';

/** Four series of two base paths that grow slowly, for three minutes. */
const slow = (page: number): Counters => ({
  'x|200': 40_000 + 10 * page,
  'x|502': 900 + page,
  'y|200': 40_000 + 10 * page,
  'y|404': 700 + page,
});

function watched(pages = 13): LedgerRun {
  return new LedgerRun().pages(0, pages, slow);
}

describe('Rule 1: growth', () => {
  it.each<[string, Counters, Counters, [number, number]]>([
    ['is new less old', { 'x|200': 100, 'x|502': 7 }, { 'x|200': 130, 'x|502': 8 }, [31, 1]],
    ['is none where nothing changed', { 'x|200': 100, 'x|502': 7 }, { 'x|200': 100, 'x|502': 7 }, [0, 0]],
    ['counts a 404 as a success', { 'x|200': 100, 'x|404': 7 }, { 'x|200': 100, 'x|404': 9 }, [2, 0]],
    ['leaves out clients that went away', { 'x|200': 100, 'x|499': 7 }, { 'x|200': 100, 'x|499': 50 }, [0, 0]],
    ['counts whole requests', { 'x|200': 100.9, 'x|502': 7 }, { 'x|200': 101.8, 'x|502': 7.9 }, [1, 0]],
    ['adds up the series of a base path', { 'x|200|a': 5, 'x|200|b': 6 }, { 'x|200|a': 7, 'x|200|b': 9 }, [5, 0]],
  ])('%s', (_, before, after, gained) => {
    expect(new LedgerRun().page(0, before).page(15, after).certain()).toEqual(gained);
  });

  it('took place between the two pages', () => {
    const run = new LedgerRun().page(0, { 'x|200': 5 }).page(15, { 'x|200': 9 });
    const [gain] = run.ledger.takeGains();
    expect(gain!.toMs - gain!.fromMs).toBe(15_000);
  });

  it.each([0, 15, 10])('comes from no page that is as old as the newest, or older: %i s', (atS) => {
    const run = new LedgerRun().page(0, { 'x|200': 5 }).page(15, { 'x|200': 9 });
    expect(run.page(atS, { 'x|200': 500 }).page(30, { 'x|200': 10 }).certain()).toEqual([5, 0]);
  });
});

describe('Rule 4: births on an instance that was watched', () => {
  it.each<[string, Counters, [number, number]]>([
    ['counts a new series from zero', { 'x|200': 100, 'x|502': 60 }, [60, 60]],
    ['counts a new base path from zero', { 'x|200': 100, 'y|502': 60 }, [0, 0]],
  ])('%s', (_, after, gained) => {
    const run = new LedgerRun().page(0, { 'x|200': 100 }).page(15, after);
    expect(run.certain()).toEqual(gained);
    expect(run.certain('y')[1] + run.certain()[1]).toBe(60);
  });

  it('counts a new series once that stands twice on the page', () => {
    const run = new LedgerRun().page(0, { 'x|200': 100 });
    run.lines(15, [
      ['x|502', 60],
      ['x|200', 100],
      ['x|502', 61],
    ]);
    expect(run.page(30, { 'x|200': 100, 'x|502': 62 }).certain()).toEqual([62, 62]);
  });

  it('doubts all births and growth of a base path that are beyond what is plausible', () => {
    const run = watched().page(195, { ...slow(12), 'x|502': 1_883, 'x|503': 30, 'y|200': 40_130 });
    expect([run.noticed('implausible'), run.certain(), run.maybe(195, 'ambiguous')]).toEqual([
      1,
      [12 * 11, 12],
      [0, 971 + 30],
    ]);
  });

  it('goes on from the doubted values, and believes the other base paths', () => {
    const run = watched()
      .page(195, { ...slow(12), 'x|502': 9_000, 'y|200': 40_130 })
      .page(210, { ...slow(14), 'x|502': 9_002 });
    expect([run.certain(), run.certain('y')]).toEqual([
      [12 * 11 + 22, 12 + 2],
      [14 * 11, 0],
    ]);
  });
});

describe('Rule 4: a leap', () => {
  const leapt = (page: number, by: number): Counters => {
    const { 'x|200': good, 'x|502': bad, 'y|200': other, ...rest } = slow(page);
    return { ...rest, 'x|200': good! + by, 'x|502': bad! + by, 'y|200': other! + by };
  };

  it('is doubted as a whole, and leaves a hole', () => {
    const run = watched().page(195, leapt(13, 200));
    expect([run.noticed('leap'), run.certain()]).toEqual([1, [12 * 11, 12]]);
    expect(run.maybe(195, 'ambiguous')).toEqual([210, 201]);
    expect(run.maybe(195, 'unobserved')[0]).toBeGreaterThan(0);
  });

  it('is believed once a second page shows the same rate', () => {
    const run = watched().page(195, leapt(13, 200)).page(210, leapt(14, 400));
    expect([run.noticed('leap'), run.certain()]).toEqual([1, [12 * 11 + 210 + 201, 12 + 201]]);
  });

  it('goes on from its values where it was none', () => {
    const run = watched().page(195, leapt(13, 200)).page(210, leapt(14, 200));
    expect(run.certain()).toEqual([13 * 11, 13]);
  });

  it.each<[string, () => LedgerRun]>([
    ['only two series grow', () => watched().page(195, { ...slow(12), 'x|200': 40_700, 'x|502': 1_100 })],
    ['it is less than twenty times the usual', () => watched().page(195, leapt(13, 130))],
    ['the instance is known for less than two minutes', () => watched(8).page(120, leapt(8, 200))],
  ])('is none where %s', (_, run) => {
    expect(run().noticed('leap')).toBe(0);
  });
});

describe('Rule 5: back after a gap', () => {
  it('spreads the growth of a missed page over the gap', () => {
    const run = new LedgerRun().page(0, { 'x|200': 5, 'y|200': 5 }).page(15, { 'y|200': 5 });
    const [gain] = run.page(30, { 'x|200': 9, 'y|200': 5 }).ledger.takeGains();
    expect([gain!.gained, gain!.toMs - gain!.fromMs]).toEqual([4, 30_000]);
  });

  it('doubts the growth over more than two scrapes once the window begins within it', () => {
    const run = new LedgerRun().page(0, { 'x|502': 5 }).page(120, { 'x|502': 45 });
    expect([run.certain(), run.maybe(299, 'ambiguous'), run.maybe(301, 'ambiguous')]).toEqual([
      [40, 40],
      [0, 0],
      [0, 40],
    ]);
  });

  const left = (): LedgerRun =>
    new LedgerRun().page(0, { 'x|200': 50, 'y|200': 5 }).pages(15, 2, () => ({ 'y|200': 5 }));

  it.each<[string, number, number, number]>([
    ['above its old value: the difference is certain, the rest may be', 80, 30, 50],
    ['below it: it began anew', 20, 20, 0],
    ['at it: nothing', 50, 0, 0],
  ])('of a series that good pages left out, %s', (_, value, certain, maybe) => {
    const run = left().page(45, { 'x|200': value, 'y|200': 5 });
    expect([run.certain()[0], run.maybe(45, 'ambiguous')[0]]).toEqual([certain, maybe]);
  });

  it('is no beginning anew where one page only left it out', () => {
    const run = new LedgerRun().page(0, { 'x|200': 50, 'y|200': 5 }).page(15, { 'y|200': 5 });
    run.page(30, { 'x|200': 80, 'y|200': 5 });
    expect([run.certain()[0], run.maybe(45, 'ambiguous')[0]]).toEqual([30, 0]);
  });

  it('doubts large new series where idle ones are left out', () => {
    const run = left().page(45, { 'y|200': 5, 'x|502': 4, 'y|502': 3 });
    expect([run.certain(), run.maybe(45, 'ambiguous'), run.certain('y')]).toEqual([
      [0, 0],
      [0, 4],
      [3, 3],
    ]);
  });

  it('doubts them on all instances of the source', () => {
    const run = left().page(30, { 'x|200': 5 }, { instance: 'b' });
    run.page(45, { 'x|200': 5, 'x|502': 4 }, { instance: 'b' });
    expect([run.certain()[1], run.maybe(45, 'ambiguous')[1]]).toEqual([0, 4]);
  });

  it('believes them of a process that began while it was watched', () => {
    const run = left().page(30, { 'x|200': 5 }, { instance: 'b', startedAtS: 20 });
    run.page(45, { 'x|200': 5, 'x|502': 40 }, { instance: 'b', startedAtS: 20 });
    expect([run.certain(), run.maybe(45, 'ambiguous')[1]]).toEqual([[45, 40], 0]);
  });

  it.each([
    ['a new series that is very large, soon after the first page', 15, 101, [0, 0]],
    ['no new series of a usual size', 15, 100, [100, 100]],
    ['none after a window', 300, 101, [101, 101]],
  ] as const)('doubts %s', (_, atS, value, certain) => {
    const run = new LedgerRun().pages(0, atS / 15, () => ({ 'x|200': 50 }));
    expect(run.page(atS, { 'x|200': 50, 'x|502': value }).certain()).toEqual(certain);
  });

  describe('where one came back with a value that cannot be new', () => {
    const back: Counters = { 'x|200': 90_050, 'y|200': 5 };
    const leftAgain = (before = {}): LedgerRun =>
      new LedgerRun()
        .page(0, { 'x|200': 90_000, 'y|200': 5, 'z|200': 50, ...before })
        .pages(15, 2, () => ({ 'y|200': 5 }))
        .page(45, back);

    it('believes the next that it has gone on', () => {
      const run = leftAgain().page(60, { ...back, 'z|200': 57 });
      expect([run.certain('z'), run.maybe(60, 'ambiguous', 'z')]).toEqual([
        [7, 0],
        [0, 0],
      ]);
    });

    it('does not, once one has begun anew', () => {
      const run = leftAgain({ 'y|404': 20 }).page(60, { ...back, 'y|404': 3 });
      run.page(75, { ...back, 'y|404': 3, 'z|200': 57 });
      expect(run.maybe(75, 'ambiguous', 'z')).toEqual([50, 0]);
    });
  });

  it('notices that a series is left out also where others stand twice on the page', () => {
    const twice: [string, number][] = [
      ['y|200', 5],
      ['y|200', 5],
    ];
    const run = new LedgerRun().page(0, { 'x|200': 50, 'y|200': 5 }).lines(15, twice).lines(30, twice);
    run.page(45, { 'x|200': 20, 'y|200': 5 });
    expect([run.certain(), run.noticed('back-after-gap')]).toEqual([[20, 0], 1]);
  });

  it('forgets a series that was on no page for a day', () => {
    const day = 86_400;
    const run = new LedgerRun().page(0, { 'x|200': 50, 'y|200': 5 }).page(15, { 'y|200': 5 }).page(day, { 'y|200': 5 });
    const known = (): number[] => Array.from(run.ledger.instances(), ({ series }) => series.size);
    expect(known()).toEqual([2]);
    run.page(day + 15, { 'y|200': 5 });
    expect(known()).toEqual([1]);
  });
});
