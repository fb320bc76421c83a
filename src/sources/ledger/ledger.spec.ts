import { describe, expect, it } from '@jest/globals';
import { LedgerRun, at, pageOfLines } from '../../../test/support/ledger-pages.js';

const instances = (run: LedgerRun): string[] => [...run.ledger.instances()].map(({ name }) => name);

describe('Ledger', () => {
  it('is complete up to the mean of the newest pages, by what each instance serves', () => {
    const run = new LedgerRun();
    for (let page = 0; page < 5; page++) {
      run.page(15 * page, { 'x|200': 30 * page }, { instance: 'busy' });
      run.page(15 * page + 8, { 'x|200': 10 * page }, { instance: 'slow' });
    }
    expect([run.ledger.newestMs, run.ledger.completeMs]).toEqual([at(68), expect.closeTo(at(62), -1)]);
  });

  it('does not wait for an instance that is silent or gone', () => {
    const run = new LedgerRun()
      .page(0, { 'x|200': 5 })
      .page(0, { 'x|200': 5 }, { instance: 'b' })
      .page(0, {}, { instance: 'c' });
    run.page(60, { 'x|200': 6 }, { instance: 'b' });
    expect(run.ledger.completeMs).toBe(at(60));
    run.page(70, {}, { instance: 'c' }).gone(71, 'b');
    expect(run.ledger.completeMs).toBe(at(70));
  });

  it('knows no time before the first page', () => {
    expect(new LedgerRun().ledger.newestMs).toBe(-Infinity);
  });

  it.each([
    ['gone', 1_300, 1_330],
    ['silent', 1_200, 1_220],
  ])('forgets an instance that is %s after a window and the time that it may be away', (how, keptS, forgottenS) => {
    const run = new LedgerRun().page(0, { 'x|200': 5 });
    if (how === 'gone') run.gone(120);
    run.maybe(keptS);
    expect(instances(run)).toEqual(['a']);
    run.maybe(forgottenS);
    expect(instances(run)).toEqual([]);
  });

  it('does not remember one that never answered', () => {
    const run = new LedgerRun().silent(0).silent(15).gone(30);
    expect(instances(run)).toEqual([]);
  });

  it('takes a page of an instance that only was silent before for its first', () => {
    const run = new LedgerRun().silent(0).page(15, { 'x|200': 5_000 }).page(30, { 'x|200': 5_004 });
    expect(run.certain()).toEqual([4, 0]);
  });

  it('goes on from the old name also where the new one was silent first', () => {
    const run = new LedgerRun().pages(0, 3, () => ({ 'x|200': 40_000 }), { address: 'pod:1' });
    run.gone(40).silent(45, 'b').page(60, { 'x|200': 40_004 }, { instance: 'b', address: 'pod:1' });
    expect(run.certain()).toEqual([4, 0]);
  });

  it.each([
    ['a first page', [1]],
    ['growth', [1, 2]],
    ['a restart', [90_000, 5]],
  ])('reads a page in steps: %s', (_, values) => {
    const run = new LedgerRun();
    const page = (value: number, atS: number) => {
      const lines = Array.from({ length: 20_000 }, (_, line): [string, number] => [`x|200|${line}`, value]);
      return pageOfLines(lines, atS, { groups: run.groups });
    };
    for (const [before, value] of values.slice(0, -1).entries()) run.ledger.read(page(value, 15 * before));
    const steps = [...run.ledger.reading(page(values.at(-1)!, 60))].length;
    expect(steps).toBeGreaterThanOrEqual(values.length === 1 ? 8 : 12);
  });
});
