import { describe, expect, it } from '@jest/globals';
import { LedgerRun } from '../../../test/support/ledger-pages.js';

/** An instance that serves so many requests a scrape, up to 150 s. */
function busy(perScrape: number): LedgerRun {
  return new LedgerRun().pages(0, 11, (page) => ({ 'x|200': page * perScrape, 'y|200': 7 }));
}

describe('What is plausible', () => {
  it.each([
    ['a thousand requests always are', 1, 1_000, 0],
    ['more are not where little is usual', 1, 1_001, 1],
    ['twenty times the usual is', 100, 2_000, 0],
    ['more is not', 100, 2_001, 1],
  ])('%s', (_, perScrape, growth, doubted) => {
    const run = busy(perScrape).page(165, { 'x|200': 10 * perScrape + growth, 'y|200': 7 });
    expect(run.noticed('implausible')).toBe(doubted);
  });

  it.each([
    [2_000, 0],
    [2_001, 1],
  ])('judges an instance without a past by the busiest of the others: %i', (growth, doubted) => {
    const run = busy(100).page(150, { 'x|200': 9 }, { instance: 'b' });
    run.page(165, { 'x|200': 9, 'y|200': growth }, { instance: 'b' });
    expect(run.noticed('implausible')).toBe(doubted);
  });
});
