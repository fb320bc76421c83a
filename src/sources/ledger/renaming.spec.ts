import { describe, expect, it } from '@jest/globals';
import { LedgerRun, type Counters } from '../../../test/support/ledger-pages.js';

const OLD: Counters = { 'x|200|v1': 40_000, 'x|502|v1': 9_000, 'y|200|v1': 700 };

describe('Rule 4: series under new names', () => {
  it.each<[string, Counters, [number, number]]>([
    ['add nothing', { 'x|200|v2': 40_000, 'x|502|v2': 9_000, 'y|200|v2': 700 }, [0, 0]],
    ['go on from the old values', { 'x|200|v2': 40_020, 'x|502|v2': 9_003, 'y|200|v2': 700 }, [23, 3]],
    [
      'may be more than the old ones',
      { 'x|200|v2': 30_000, 'x|200|v3': 10_020, 'x|502|v2': 9_003, 'y|200|v2': 700 },
      [23, 3],
    ],
    [
      'may bring a new outcome',
      { ...OLD, 'x|200|v1': 0, 'x|200|v2': 40_000, 'x|502|v2': 9_000, 'x|503|v2': 4 },
      [4, 4],
    ],
  ])('%s', (name, after, gained) => {
    const { 'x|200|v1': _, 'x|502|v1': __, ...rest } = after;
    const page = name.includes('outcome') ? rest : after;
    const run = new LedgerRun().page(0, OLD).page(15, OLD).page(30, page);
    expect([run.certain(), run.maybe(30, 'ambiguous'), run.noticed('series-renamed')]).toEqual([gained, [0, 0], 1]);
  });

  it('are watched from then on', () => {
    const renamed = { 'x|200|v2': 40_020, 'x|502|v2': 9_003, 'y|200|v2': 700 };
    const run = new LedgerRun()
      .page(0, OLD)
      .page(15, OLD)
      .page(30, renamed)
      .page(45, { ...renamed, 'x|502|v2': 9_010 });
    expect(run.certain()).toEqual([30, 10]);
  });

  it('tell by each base path and outcome: one that does not match is no renaming', () => {
    const run = new LedgerRun().page(0, OLD).page(15, OLD);
    run.page(30, { 'x|200|v2': 40_020, 'x|502|v2': 5, 'y|200|v1': 700 });
    expect(run.noticed('series-renamed')).toBe(0);
  });

  it.each([
    [41_000, 1],
    [41_001, 0],
  ])('may not have grown beyond what is plausible: %i', (value, renamed) => {
    const run = new LedgerRun().page(0, OLD).page(15, OLD);
    run.page(30, { 'x|200|v2': value, 'x|502|v2': 9_000, 'y|200|v2': 700 });
    expect(run.noticed('series-renamed')).toBe(renamed);
  });

  it('are none where nothing vanished', () => {
    const run = new LedgerRun()
      .page(0, OLD)
      .page(15, OLD)
      .page(30, { ...OLD, 'x|200|v2': 90 });
    expect([run.certain(), run.noticed('series-renamed')]).toEqual([[90, 0], 0]);
  });

  it('go on from the first of lines that stand twice', () => {
    const run = new LedgerRun().page(0, { 'x|200|v1': 40_000 }).page(15, { 'x|200|v1': 40_000 });
    run.lines(30, [
      ['x|200|v2', 40_003],
      ['x|200|v2', 40_003],
    ]);
    expect([run.certain(), run.noticed('series-renamed')]).toEqual([[3, 0], 1]);
  });
});

describe('Rule 4: an instance under a new name', () => {
  const LIFE: Counters = { 'x|200': 40_000, 'x|502': 9_000 };
  const known = (): LedgerRun => new LedgerRun().pages(0, 3, () => LIFE, { address: 'pod:1' });

  it('goes on at the same address', () => {
    const run = known()
      .gone(40)
      .page(45, { ...LIFE, 'x|502': 9_004 }, { instance: 'b', address: 'pod:1' });
    expect([run.certain(), run.noticed('instance-renamed'), [...run.ledger.instances()].length]).toEqual([
      [4, 4],
      1,
      1,
    ]);
  });

  it('leaves no hole behind', () => {
    const run = new LedgerRun().pages(0, 11, (page) => ({ 'x|200': 40_000 + 30 * page }), { address: 'pod:1' });
    run.gone(160).page(165, { 'x|200': 40_330 }, { instance: 'b', address: 'pod:1' });
    expect(run.maybe(165, 'unobserved')).toEqual([0, 0]);
  });

  it('leaves none behind after a silence either', () => {
    const run = new LedgerRun().pages(0, 11, (page) => ({ 'x|200': 40_000 + 30 * page }), { address: 'pod:1' });
    run.silent(165).gone(170).page(180, { 'x|200': 40_360 }, { instance: 'b', address: 'pod:1' });
    expect([run.certain(), run.maybe(180, 'unobserved')]).toEqual([
      [360, 0],
      [0, 0],
    ]);
  });

  it('takes the time that was not watched along', () => {
    const run = new LedgerRun().pages(0, 11, (page) => ({ 'x|200': 40_000 + 30 * page }), { address: 'pod:1' });
    const before = run.maybe(165, 'unwatched');
    run.gone(160).page(165, { 'x|200': 40_330 }, { instance: 'b', address: 'pod:1' });
    expect(Math.abs(run.maybe(165, 'unwatched')[0] - before[0])).toBeLessThan(0.05 * before[0]);
  });

  it.each<[string, (run: LedgerRun) => LedgerRun]>([
    ['at another address', (run) => run.gone(40).page(45, LIFE, { instance: 'b', address: 'pod:2' })],
    ['that never left', (run) => run.page(45, LIFE, { instance: 'b', address: 'pod:1' })],
    [
      'whose counters are lower',
      (run) => run.gone(40).page(45, { ...LIFE, 'x|502': 8_999 }, { instance: 'b', address: 'pod:1' }),
    ],
    [
      'whose counters are far higher',
      (run) => run.gone(40).page(45, { ...LIFE, 'x|502': 10_901 }, { instance: 'b', address: 'pod:1' }),
    ],
    ['that comes much later', (run) => run.gone(40).page(90, LIFE, { instance: 'b', address: 'pod:1' })],
  ])('is another one %s', (_, next) => {
    const run = next(known());
    expect([run.certain(), run.noticed('instance-renamed')]).toEqual([[0, 0], 0]);
  });

  it('is another one where it says that it began at another time', () => {
    const run = new LedgerRun().pages(0, 3, () => LIFE, { address: 'pod:1', startedAtS: -9_000 });
    run.gone(40).page(45, LIFE, { instance: 'b', address: 'pod:1', startedAtS: -8_000 });
    expect(run.noticed('instance-renamed')).toBe(0);
  });
});
