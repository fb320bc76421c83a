import { describe, expect, it } from '@jest/globals';
import { Random } from '../../../test/support/random.js';
import { LedgerRun, at, type Counters } from '../../../test/support/ledger-pages.js';

/** A process with these values, that serves so many requests a page. */
const process =
  (base: number, perPage: number) =>
  (page: number): Counters => ({
    'x|200': base + perPage * page,
    'x|404': Math.floor(base / 3),
    'y|200': Math.floor(base / 4) + perPage * page,
  });

function isMixed(run: LedgerRun, nowS: number): boolean {
  return [...run.ledger.instances()].some(({ mixedUntilMs }) => mixedUntilMs > at(nowS));
}

describe('Rule 8: two processes that answer strictly in turn from the first page on', () => {
  it.each([
    [250, 90_000, 0],
    [250, 90_000, 3],
    [250, 900, 0],
    [250, 900, 5],
    [90_000, 250, 0],
    [900, 250, 2],
    [4_000, 5_000, 1],
    [5_000, 4_000, 1],
    [60, 300, 0],
  ])('are told after seven pages: %i and %i, %i a page', (first, second, perPage) => {
    const run = new LedgerRun();
    const untold: number[] = [];
    for (let page = 0; page < 40; page++) {
      run.page(15 * page, process(page % 2 === 0 ? first : second, perPage)(page));
      if (page >= 7 && !isMixed(run, 15 * page)) untold.push(page);
    }
    expect(untold).toEqual([]);
  });

  it.each(Array.from({ length: 20 }, (_, seed) => seed + 1))(
    'are not a process that crashes again and again: seed %i',
    (seed) => {
      const random = new Random(seed);
      const some = (): number => random.between(260, 340);
      const run = new LedgerRun();
      for (let life = 0; life < 20; life++) {
        const [x, y, z] = [some(), some(), some()];
        run.page(30 * life, { 'x|200': x, 'y|200': y, 'z|200': z });
        run.page(30 * life + 15, { 'x|200': x + some(), 'y|200': y + some(), 'z|200': z + some() });
      }
      expect([run.noticed('restart') > 10, run.noticed('instances-mixed')]).toEqual([true, 0]);
    },
  );
});
