import { describe, expect, it } from '@jest/globals';
import { LedgerRun, at, type Counters } from '../../../test/support/ledger-pages.js';

function ages(run: LedgerRun): Record<string, number> {
  const all = [...run.ledger.sightings()].map(({ group, asOfMs }) => [
    run.groups.names[group]!,
    (asOfMs - at(0)) / 1_000,
  ]);
  return Object.fromEntries(all) as Record<string, number>;
}

const both: Counters = { 'x|200': 1, 'y|200': 1 };

describe('GroupSightings', () => {
  it('takes the newest page of any instance', () => {
    const run = new LedgerRun().page(0, both).page(5, { 'x|200': 1 }, { instance: 'b' });
    expect(ages(run)).toEqual({ x: 5, y: 0 });
  });

  it('lets an instance speak for what it left out as idle', () => {
    const run = new LedgerRun().page(0, both).page(15, { 'x|200': 1 });
    expect(ages(run)).toEqual({ x: 15, y: 15 });
  });

  it('lets a group age that only a silent instance knows', () => {
    const run = new LedgerRun().page(0, both).page(0, { 'x|200': 1 }, { instance: 'b' });
    run.silent(15).page(15, { 'x|200': 1 }, { instance: 'b' }).page(60, { 'x|200': 1 }, { instance: 'b' });
    expect(ages(run)).toEqual({ x: 60, y: 0 });
  });

  it('lets the others speak for the groups of an instance that is gone', () => {
    const run = new LedgerRun().page(0, both).page(0, { 'x|200': 1 }, { instance: 'b' });
    run.gone(10).page(60, { 'x|200': 1 }, { instance: 'b' });
    expect(ages(run)).toEqual({ x: 60, y: 60 });
  });

  it('does not, while a silent instance has them too', () => {
    const run = new LedgerRun()
      .page(0, both)
      .page(0, both, { instance: 'b' })
      .page(0, { 'x|200': 1 }, { instance: 'c' });
    run.gone(10).silent(15, 'b').page(60, { 'x|200': 1 }, { instance: 'c' });
    expect(ages(run)).toEqual({ x: 60, y: 0 });
  });

  it('forgets the groups of the gone after a window and the time that an instance may be away', () => {
    const run = new LedgerRun().page(0, both).page(0, { 'x|200': 1 }, { instance: 'b' }).gone(10);
    run.page(1_300, { 'x|200': 1 }, { instance: 'b' }).maybe(1_300);
    expect(ages(run)).toEqual({ x: 1_300, y: 0 });
  });

  it('lets an instance that began anew speak for what it has not shown since', () => {
    const run = new LedgerRun().page(0, both).pages(15, 12, () => ({}));
    expect([run.noticed('restart'), ages(run)]).toEqual([1, { x: 180, y: 180 }]);
  });

  it('keeps what it has when it grows', () => {
    const names = Array.from({ length: 200 }, (_, group) => `g${group}`);
    const run = new LedgerRun().page(0, Object.fromEntries(names.map((name) => [`${name}|200`, 1])));
    expect(Object.entries(ages(run))).toEqual(names.map((name) => [name, 0]));
  });

  it('knows nothing of groups that no page ever showed', () => {
    expect(ages(new LedgerRun().page(0, {}))).toEqual({});
  });
});
