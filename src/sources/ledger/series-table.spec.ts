import { describe, expect, it } from '@jest/globals';
import { SeriesTable } from './series-table.js';

const first = (value: number) => ({ group: 3, counted: 1, value, atMs: 1_000, page: 7 });

describe('SeriesTable', () => {
  it('begins a series with its first value', () => {
    const table = new SeriesTable();
    const number = table.add('x', first(5));
    expect(table.find('x')).toBe(number);
    expect([table.value[number], table.before[number], table.peak[number]]).toEqual([5, 5, 5]);
    expect([table.group[number], table.counted[number], table.seenMs[number], table.page[number]]).toEqual([
      3, 1, 1_000, 7,
    ]);
  });

  it('does not know a series that was never added', () => {
    expect(new SeriesTable().find('x')).toBe(-1);
  });

  it('gives the number of a dropped series to the next one, with nothing of the old one left', () => {
    const table = new SeriesTable();
    const number = table.add('x', first(5));
    table.missed[number] = 4;
    table.peakUntilMs[number] = 9_000;
    table.drop('x');
    expect([table.find('x'), table.size]).toEqual([-1, 0]);
    expect(table.add('y', first(1))).toBe(number);
    expect([table.missed[number], table.peakUntilMs[number], table.peak[number]]).toEqual([0, 0, 1]);
  });

  it('does not give a number twice when a series is dropped twice', () => {
    const table = new SeriesTable();
    table.add('x', first(5));
    table.drop('x');
    table.drop('x');
    expect(table.add('y', first(1))).not.toBe(table.add('z', first(2)));
  });

  it('keeps what it has when it grows', () => {
    const table = new SeriesTable();
    for (let each = 0; each < 1_000; each++) table.add(`s${each}`, first(each));
    expect([table.value[table.find('s0')], table.value[table.find('s63')], table.value[table.find('s999')]]).toEqual([
      0, 63, 999,
    ]);
    expect([table.size, [...table.numbers()].length]).toEqual([1_000, 1_000]);
  });

  it('is empty once cleared', () => {
    const table = new SeriesTable();
    table.add('x', first(5));
    table.add('y', first(6));
    table.drop('x');
    table.clear();
    expect([table.size, [...table.entries()]]).toEqual([0, []]);
    expect(new Set([table.add('a', first(1)), table.add('b', first(2))]).size).toBe(2);
  });
});
