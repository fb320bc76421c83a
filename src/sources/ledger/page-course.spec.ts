import { describe, expect, it } from '@jest/globals';
import { LedgerRun, type Counters } from '../../../test/support/ledger-pages.js';

const LIFETIME: Counters = { 'x|200': 40_000, 'x|502': 9_000, 'y|200': 5 };

function watched(counters = LIFETIME): LedgerRun {
  return new LedgerRun().page(0, counters).page(15, counters);
}

describe('Rule 2: a page from which most series are missing', () => {
  it.each([1, 2])('waits for the next pages: %i blank', (blank) => {
    const run = watched().pages(30, blank, () => ({ 'y|200': 5 }));
    run.page(30 + 15 * blank, { ...LIFETIME, 'x|502': 9_007 });
    expect([run.certain(), run.noticed('restart'), run.noticed('left-out-page')]).toEqual([[7, 7], 0, blank]);
  });

  it('is a restart when the third is blank too', () => {
    const run = watched().pages(30, 3, () => ({ 'y|200': 5 }));
    expect(run.noticed('restart')).toBe(1);
    expect(run.page(75, { 'y|200': 5, 'x|502': 9 }).certain()).toEqual([9, 9]);
  });

  it('is nothing to wait for where idle series are left out anyway', () => {
    const run = new LedgerRun().pages(0, 2, () => ({ ...LIFETIME, 'z|200': 7, 'z|404': 9 }));
    run.pages(30, 2, () => LIFETIME).pages(60, 4, () => ({ 'y|200': 5 }));
    run.page(120, { ...LIFETIME, 'x|502': 9_007 });
    expect([run.certain(), run.noticed('restart'), run.noticed('left-out-page')]).toEqual([[7, 7], 0, 0]);
  });

  it('is a restart at once where its values are soon reached again', () => {
    const run = watched({ 'x|200': 900, 'x|502': 90, 'y|200': 5 }).page(30, { 'y|200': 5 });
    expect(run.noticed('restart')).toBe(1);
  });

  it('is no restart where a counter stays that cannot have come so far anew', () => {
    const run = watched({ 'x|200': 40_000, 'x|502': 90, 'y|200': 5 }).page(30, { 'x|200': 40_007 });
    expect([run.certain(), run.maybe(30, 'ambiguous'), run.noticed('restart')]).toEqual([[7, 0], [0, 0], 0]);
  });

  it('goes on where only a few are missing', () => {
    const run = watched().page(30, { 'x|200': 40_000, 'x|502': 9_000 });
    expect([run.noticed('restart'), run.noticed('left-out-page')]).toEqual([0, 0]);
  });

  it('is a restart where new series stand in their place that do not go on from them', () => {
    const run = watched().page(30, { 'x|200|new': 7, 'x|502|new': 2 });
    expect([run.certain(), run.noticed('restart')]).toEqual([[9, 2], 1]);
  });

  it('adds nothing when one page without the series is past, a window later', () => {
    const run = watched()
      .page(30, {})
      .pages(45, 25, () => LIFETIME);
    expect([run.certain(), run.maybe(405)]).toEqual([
      [0, 0],
      [0, 0],
    ]);
  });
});
