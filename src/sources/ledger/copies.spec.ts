import { describe, expect, it } from '@jest/globals';
import { LedgerRun } from '../../../test/support/ledger-pages.js';

const twice = { instance: 'b', address: 'pod:1' };
const original = { instance: 'a', address: 'pod:1' };

describe('A gateway that two jobs scrape', () => {
  it('is counted once', () => {
    const run = new LedgerRun();
    for (let page = 0; page <= 4; page++) {
      run.page(15 * page, { 'x|200': 5_000 + 30 * page, 'y|200': 700 + page }, original);
      run.page(15 * page + 4, { 'x|200': 5_008 + 30 * page, 'y|200': 700 + page }, twice);
    }
    expect([...run.ledger.instances()].map(({ name }) => name)).toEqual(['a']);
    expect(run.ledger.takeFindings().get('copied')).toBe(1);
    expect(run.ledger.takeGains().reduce((sum, { gained }) => sum + gained, 0)).toBe(124);
  });

  it.each<[string, Record<string, number>, string]>([
    ['other counters', { 'x|200': 9_000, 'y|200': 700 }, 'pod:1'],
    ['another address', { 'x|200': 5_008, 'y|200': 700 }, 'pod:2'],
    ['one counter that is alike', { 'x|200': 5_008 }, 'pod:1'],
    ['small counters', { 'x|200': 90, 'y|200': 80 }, 'pod:1'],
  ])('is not one with %s', (_, counters, address) => {
    const small = Object.fromEntries(Object.entries(counters).map(([series, value]) => [series, value - 5]));
    const first = counters['x|200'] === 90 ? small : { 'x|200': 5_000, 'y|200': 700 };
    const run = new LedgerRun().page(0, counters['y|200'] === undefined ? { 'x|200': 5_000 } : first, original);
    run.page(4, counters, { instance: 'b', address });
    expect([...run.ledger.instances()].map(({ name }) => name)).toEqual(['a', 'b']);
  });

  it.each<[string, number, number, string[]]>([
    ['is counted once from its first request on, when it says when it began', -7.136, -7.136, ['a']],
    ['is not one with a process that began at another time', -7.136, -7.135, ['a', 'b']],
    ['is not one by a start of whole seconds, which others may share', -7, -7, ['a', 'b']],
  ])('%s', (_, one, other, instances) => {
    const run = new LedgerRun().page(0, { 'x|200': 3 }, { ...original, startedAtS: one });
    run.page(4, { 'x|200': 5, 'x|503': 1 }, { ...twice, startedAtS: other });
    expect([...run.ledger.instances()].map(({ name }) => name)).toEqual(instances);
  });

  it('goes on under the other name when the first one falls silent', () => {
    const run = new LedgerRun();
    for (let page = 0; page <= 4; page++) {
      if (page < 2) run.page(15 * page, { 'x|200': 5_000 + 30 * page, 'y|200': 700 }, original);
      run.page(15 * page + 4, { 'x|200': 5_008 + 30 * page, 'y|200': 700 }, twice);
    }
    expect([...run.ledger.instances()].map(({ name }) => name)).toContain('b');
  });
});
