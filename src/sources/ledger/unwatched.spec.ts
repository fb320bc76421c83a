import { describe, expect, it } from '@jest/globals';
import { LedgerRun } from '../../../test/support/ledger-pages.js';

const served = (page: number) => ({ 'x|200': 40_000 + 15 * page });

describe('Rule 11: the time before an instance was watched', () => {
  it('says nothing from one page', () => {
    expect(new LedgerRun().pages(0, 1, served).maybe(0, 'unwatched')).toEqual([0, 0]);
  });

  it('is taken at twice the rate since, and some more for its noise', () => {
    const [successes, failures] = new LedgerRun().pages(0, 11, served).maybe(150, 'unwatched');
    // 150 s at one request a second; twice that, and 1.64 deviations of what so few pages can tell.
    expect(successes).toBeGreaterThan(300);
    expect(successes).toBeLessThan(350);
    expect(failures).toBe(successes);
  });

  it('leaves the window as time goes by', () => {
    const run = new LedgerRun().pages(0, 20, served);
    const [soon, later] = [run.maybe(150, 'unwatched')[0], run.maybe(285, 'unwatched')[0]];
    expect(later).toBeLessThan(soon / 5);
    expect(run.maybe(301, 'unwatched')).toEqual([0, 0]);
  });

  it('stays when the instance is gone', () => {
    const run = new LedgerRun().pages(0, 11, served);
    const before = run.maybe(165, 'unwatched');
    expect(run.gone(165).maybe(165, 'unwatched')).toEqual(before);
  });

  it('is none where the instance says that it began within the window', () => {
    const run = new LedgerRun().pages(0, 11, (page) => ({ 'x|200': 15 * page }), { startedAtS: 0 });
    expect(run.maybe(150, 'unwatched')).toEqual([0, 0]);
  });

  it('is taken for each base path by its own rate', () => {
    const run = new LedgerRun().pages(0, 11, (page) => ({ 'x|200': 900, 'y|200': 15 * page }));
    expect([run.maybe(150, 'unwatched'), run.maybe(150, 'unwatched', 'y')[0] > 0]).toEqual([[0, 0], true]);
  });

  it('makes a ledger blind while it has seen its instances but once', () => {
    const run = new LedgerRun().page(0, served(0)).page(5, served(0), { instance: 'b' });
    expect(run.ledger.isBlind(run.ledger.newestMs)).toBe(true);
    run.page(15, served(1));
    expect(run.ledger.isBlind(run.ledger.newestMs)).toBe(true);
    run.page(20, served(1), { instance: 'b' });
    expect(run.ledger.isBlind(run.ledger.newestMs)).toBe(false);
  });

  it('does not make it blind for an instance that came later', () => {
    const run = new LedgerRun().pages(0, 11, served).page(160, served(0), { instance: 'b' });
    expect(run.ledger.isBlind(run.ledger.newestMs)).toBe(false);
  });
});
