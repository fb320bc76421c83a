import { describe, expect, it } from '@jest/globals';
import { Random } from '../../../test/support/random.js';
import { LedgerRun, at, type AboutPage, type Counters } from '../../../test/support/ledger-pages.js';

/** Two processes behind one address. */
const older = (page: number): Counters => ({ 'x|200': 40_000 + 10 * page, 'x|502': 900, 'y|200': 30_000 + 10 * page });
const younger = (page: number): Counters => ({ 'x|200': 400 + 10 * page, 'x|502': 20, 'y|200': 300 + 10 * page });

function isMixed(run: LedgerRun, nowS: number): boolean {
  return [...run.ledger.instances()].some(({ mixedUntilMs }) => mixedUntilMs > at(nowS));
}

/** Which process answers each page. */
function answers(turns: string, about: (turn: string) => AboutPage = () => ({})): LedgerRun {
  const run = new LedgerRun();
  for (const [page, turn] of [...turns].entries())
    run.page(15 * page, turn === 'o' ? older(page) : younger(page), about(turn));
  return run;
}

const facts = (turn: string): AboutPage => ({ startedAtS: turn === 'o' ? -90_000 : -600 });

describe('Rule 8: two processes answer in turn', () => {
  it.each<[string, string, typeof facts | undefined, boolean]>([
    ['the older one is back after the younger', 'ooooyo', undefined, true],
    ['it is back within a window', `oooo${'y'.repeat(19)}o`, undefined, true],
    ['a start fact goes back', 'ooooyo', facts, true],
    ['a start fact lies before the last page', 'ooooy', facts, true],
    ['one process answers all the time', 'ooooooooo', undefined, false],
    ['one process says the same start all the time', 'ooooooooo', facts, false],
    ['one restarted, and no other came back', 'ooooyyyyy', undefined, false],
  ])('is told, or not: %s', (_, turns, about, mixed) => {
    expect(isMixed(answers(turns, about), 15 * turns.length)).toBe(mixed);
  });

  it('is told for a window and a scrape after it was seen last', () => {
    const run = answers('ooooyo');
    expect([isMixed(run, 75 + 314), isMixed(run, 75 + 315)]).toEqual([true, false]);
  });

  it('is not told of a restart that says when it was', () => {
    const run = new LedgerRun().pages(0, 5, older, { startedAtS: -90_000 });
    run.pages(75, 4, younger, { startedAtS: 66 });
    expect([run.noticed('restart'), run.noticed('instances-mixed')]).toEqual([1, 0]);
  });

  it('is not told of a busy process that soon passes its old values', () => {
    const busy = (page: number): Counters => ({ 'x|200': 300 * page, 'y|200': 200 * page });
    const run = new LedgerRun().pages(0, 4, busy).pages(60, 8, (page) => busy(page + 1));
    expect([run.noticed('restart'), run.noticed('instances-mixed')]).toEqual([1, 0]);
  });

  it.each([
    ['', 1],
    [', busy', 20],
  ])('is not told of a process%s that crashes again and again, each time at about the same values', (_, times) => {
    const lived = (pages: number): Counters => ({ 'x|200': 300 * times * pages, 'y|200': 100 * times * pages });
    const run = new LedgerRun().pages(0, 8, lived).pages(120, 2, () => ({}));
    for (let crash = 0; crash < 3; crash++)
      run
        .page(150 + 60 * crash, {})
        .page(165 + 60 * crash, lived(1))
        .pages(180 + 60 * crash, 2, () => ({}));
    expect([run.noticed('restart') > 1, run.noticed('instances-mixed')]).toEqual([true, 0]);
  });

  it('counts nothing that one process has and the other has not', () => {
    const run = answers('ooooyoyoyo');
    expect(run.certain()[1]).toBeLessThanOrEqual(20);
  });

  it.each(Array.from({ length: 30 }, (_, seed) => seed + 1))(
    'is told while four workers answer at random: seed %i',
    (seed) => {
      const random = new Random(seed);
      const run = new LedgerRun();
      let seen = 0;
      for (let page = 0; page < 200; page++) {
        const life = random.pick([0.4, 1, 1.7, 2.2]);
        run.page(15 * page, {
          'x|200': Math.round(50_000 * life) + 20 * page,
          'x|502': Math.round(3_000 * life),
          'y|200': Math.round(7_000 * life) + 15 * page,
        });
        if (page > 20 && !isMixed(run, 15 * page)) seen++;
      }
      expect(seen).toBe(0);
    },
  );

  it.each([1, 2, 3])('is told of four workers of one age, whose counters differ by little: seed %i', (seed) => {
    const random = new Random(seed);
    const workers = Array.from({ length: 4 }, () => ({ 'x|200': 25_000, 'x|502': 250, 'y|200': 7_500 }));
    const run = new LedgerRun();
    let told = 0;
    for (let page = 0; page < 200; page++) {
      for (let request = 0; request < 150; request++) {
        const worker = random.pick(workers);
        worker[random.pick(['x|200', 'x|200', 'y|200', 'x|502'] as const)]++;
      }
      run.page(15 * page, random.pick(workers));
      if (isMixed(run, 15 * page)) told++;
    }
    expect(told).toBeGreaterThan(100);
  });

  it('is told when counters dipped in concert and were back three times in a window', () => {
    const near = (page: number): Counters => ({
      'x|200': 39_000 + 10 * page,
      'x|502': 880,
      'y|200': 29_500 + 10 * page,
    });
    const inTurn = (returns: number): LedgerRun =>
      new LedgerRun()
        .pages(0, 4, older)
        .pages(60, 2 * returns, (page) => (page % 2 === 0 ? near(page + 4) : older(page + 4)));
    expect([isMixed(inTurn(2), 200), isMixed(inTurn(3), 200)]).toEqual([false, true]);
  });
});
