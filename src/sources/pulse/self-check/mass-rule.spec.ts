import { describe, expect, it } from '@jest/globals';
import { MassRule } from './mass-rule.js';

function silentFor(...everyMs: number[]): MassRule<number> {
  const rule = new MassRule<number>();
  for (const [key, each] of everyMs.entries()) rule.silent(key, each, 0);
  return rule;
}

describe('MassRule', () => {
  it.each([
    [0, 0, false],
    [1, 1, false],
    [2, 2, false],
    [2, 3, false],
    [3, 3, true],
    [3, 5, true],
    [3, 6, false],
    [250, 500, false],
    [251, 500, true],
  ])('%d silent of %d: %s', (silent, targets, holds) => {
    expect(silentFor(...Array<number>(silent).fill(15_000)).holds(targets, 0)).toBe(holds);
  });

  it('counts a silence for 30 s, and for the pace of the target where that is slower', () => {
    const rule = silentFor(15_000, 15_000, 60_000);
    expect([rule.holds(3, 30_000), rule.holds(3, 30_001)]).toEqual([true, false]);
    const slow = silentFor(60_000, 60_000, 60_000);
    expect([slow.holds(3, 60_000), slow.holds(3, 60_001)]).toEqual([true, false]);
  });

  it.each([
    [0, 0, false],
    [1, 1, true],
    [1, 2, false],
    [2, 2, true],
  ])('%d silent of %d are most of them, however few: %s', (silent, targets, most) => {
    expect(silentFor(...Array<number>(silent).fill(15_000)).most(targets, 0)).toBe(most);
    expect(silentFor(...Array<number>(silent).fill(15_000)).most(targets, 30_001)).toBe(false);
  });

  it('says how they failed, the most frequent first and each by its newest failure', () => {
    const rule = new MassRule<string>();
    for (const key of ['a', 'b', 'c', 'd']) rule.silent(key, 15_000, 0, 'no connection');
    for (const key of ['b', 'c', 'd']) rule.silent(key, 15_000, 5_000, 'no answer in time');
    expect(rule.ways).toBe('3 no answer in time, 1 no connection');
  });

  it('does not count one that is heard again, nor one twice', () => {
    const rule = silentFor(15_000, 15_000, 15_000);
    rule.silent(0, 15_000, 0);
    expect(rule.holds(6, 0)).toBe(false);
    rule.heard(2);
    expect(rule.holds(4, 0)).toBe(false);
    expect(rule.silentTargets).toBe(2);
  });
});
