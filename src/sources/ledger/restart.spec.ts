import { describe, expect, it } from '@jest/globals';
import { at, LedgerRun, type Counters } from '../../../test/support/ledger-pages.js';

/** An instance with a page at 0 s and one at 15 s. */
function watched(counters: Counters, startedAtS?: number): LedgerRun {
  const about = startedAtS === undefined ? {} : { startedAtS };
  return new LedgerRun().page(0, counters, about).page(15, counters, about);
}

describe('Rule 2: a restart', () => {
  it.each<[string, Counters, Counters, [number, number]]>([
    [
      'most counters fell',
      { 'x|200': 900, 'x|502': 30, 'y|200': 50 },
      { 'x|200': 40, 'x|502': 2, 'y|200': 60 },
      [42, 2],
    ],
    [
      'one is above its old value already',
      { 'x|200': 900, 'x|502': 10, 'y|200': 900 },
      { 'x|200': 90, 'x|502': 410, 'y|200': 5 },
      [500, 410],
    ],
    ['the only counter fell by more than a tenth', { 'x|502': 100 }, { 'x|502': 89 }, [89, 89]],
    ['a new series came with it', { 'x|200': 900, 'y|200': 50 }, { 'x|200': 4, 'y|200': 1, 'x|503': 7 }, [11, 7]],
    [
      'most series vanished and those that are left fell',
      { 'x|200': 40_000, 'x|502': 9_000, 'y|200': 30_000 },
      { 'x|200': 84 },
      [84, 0],
    ],
    ['everything vanished that was soon reached again', { 'x|200': 300, 'y|200': 50 }, { 'y|200': 0 }, [0, 0]],
  ])('counts every series from zero: %s', (_, before, after, gained) => {
    const run = watched(before).page(30, after);
    expect([run.noticed('restart'), run.certain()]).toEqual([1, gained]);
  });

  it.each<[string, Counters, Counters, [number, number]]>([
    [
      'one of three fell',
      { 'x|200': 900, 'x|502': 30, 'y|200': 50 },
      { 'x|200': 910, 'x|502': 31, 'y|200': 2 },
      [11, 1],
    ],
    ['just half of them fell', { 'x|200': 900, 'y|200': 50 }, { 'x|200': 920, 'y|200': 2 }, [20, 0]],
    ['all fell by a tenth', { 'x|200': 900, 'y|200': 500 }, { 'x|200': 810, 'y|200': 450 }, [0, 0]],
    ['counters that never counted', { 'x|200': 900, 'y|200': 0, 'z|200': 0 }, { 'x|200': 901 }, [1, 0]],
  ])('sees none: %s', (_, before, after, gained) => {
    const run = watched(before).page(30, after);
    expect([run.noticed('restart'), run.certain()]).toEqual([0, gained]);
  });

  it.each<[string, Counters, number, number]>([
    ['a later start, and one counter fell', { 'x|200': 910, 'y|200': 49 }, 20, 1],
    ['a later start, and one counter vanished', { 'x|200': 910 }, 20, 1],
    ['a later start, but nothing was lost', { 'x|200': 910, 'y|200': 50 }, 20, 0],
    ['a start within the tolerance of clocks', { 'x|200': 910, 'y|200': 49 }, -98, 0],
    ['a start before the last page', { 'x|200': 910, 'y|200': 49 }, -50, 0],
  ])('heeds the start fact: %s', (_, after, startedAtS, restarts) => {
    const run = watched({ 'x|200': 900, 'y|200': 50 }, -100).page(30, after, { startedAtS });
    expect(run.noticed('restart')).toBe(restarts);
  });

  it.each<[string, Counters, number]>([
    ['three quarters are left: counters of the sums have ended', { 'x|200': 675, 'x|502': 300, 'y|200': 150 }, 0],
    ['less than half is left', { 'x|200': 440, 'x|502': 190, 'y|200': 260 }, 1],
  ])('takes sums of counters for fallen at half: %s', (_, after, restarts) => {
    const before = { 'x|200': 900, 'x|502': 400, 'y|200': 200 };
    const run = new LedgerRun().page(0, before, { summed: true }).page(15, before, { summed: true });
    run.page(30, after, { summed: true });
    expect(run.noticed('restart')).toBe(restarts);
  });

  it('keeps what was counted before it', () => {
    const run = watched({ 'x|502': 100, 'y|200': 20 }).page(30, { 'x|502': 220, 'y|200': 20 });
    run.page(45, { 'x|502': 1, 'y|200': 2 });
    expect(run.certain()).toEqual([121, 121]);
  });

  it('doubts values that nobody can have served since the page before', () => {
    const run = watched({ 'x|200': 90_000, 'y|200': 90_000 }).page(30, { 'x|200': 5_000, 'y|200': 6_000 });
    expect([run.certain(), run.maybe(30, 'ambiguous')]).toEqual([
      [0, 0],
      [5_000, 0],
    ]);
  });

  it('believes them if the process says that it began since', () => {
    const run = watched({ 'x|200': 90_000, 'y|200': 90_000 }, -1_000);
    run.page(30, { 'x|200': 5_000, 'y|200': 6_000 }, { startedAtS: 16 });
    expect(run.certain()).toEqual([5_000, 0]);
  });

  it('says what may have been served between the last page and the end', () => {
    const run = new LedgerRun().pages(0, 11, (page) => ({ 'x|200': 900 + page * 30, 'y|200': 900 }));
    run.page(165, { 'x|200': 10, 'y|200': 1 });
    expect(run.maybe(165, 'unobserved')[0]).toBe(15);
    expect(run.page(180, { 'x|200': 40, 'y|200': 1 }).maybe(180, 'unobserved')[0]).toBe(15);
  });

  it('ends a silence: what the instance served unseen may still have been', () => {
    const run = new LedgerRun().pages(0, 11, (page) => ({ 'x|200': 900 + page * 30, 'y|200': 900 }));
    run.silent(165).page(180, { 'x|200': 10, 'y|200': 1 });
    expect(run.maybe(180, 'unobserved')[0]).toBe(30);
  });

  it('counts from the start where the process says when that was', () => {
    const run = watched({ 'x|200': 900, 'y|200': 50 }, -1_000);
    run.ledger.takeGains();
    run.page(30, { 'x|200': 4, 'y|200': 0 }, { startedAtS: 22 });
    expect(run.ledger.takeGains()).toMatchObject([{ gained: 4, fromMs: at(22), toMs: at(30) }]);
  });

  it('leaves one hole where the instance had left the discovery before', () => {
    const run = new LedgerRun().pages(0, 11, (page) => ({ 'x|200': 900 + page * 30, 'y|200': 900 }));
    run.gone(160).page(165, { 'x|200': 10, 'y|200': 1 });
    expect(run.maybe(165, 'unobserved')[0]).toBe(15);
  });
});
