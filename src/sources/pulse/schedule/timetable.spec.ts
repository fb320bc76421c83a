import { describe, expect, it } from '@jest/globals';
import { Random } from '../../../../test/support/random.js';
import { offsetOf, Timetable } from './timetable.js';

/** Takes all that is due by then, as `key@time`. */
function taken(timetable: Timetable<string>, nowMs: number): string[] {
  const found: string[] = [];
  for (let due = timetable.take(nowMs); due; due = timetable.take(nowMs))
    found.push(`${due.place.key}@${due.dueMs}${due.missed === 0 ? '' : ` missed ${due.missed}`}`);
  return found;
}

describe('Timetable', () => {
  it('takes each at its offset and then every interval, however late it was taken before', () => {
    const timetable = new Timetable<string>(1_000);
    timetable.enter('a', { intervalMs: 100, offsetMs: 30 }, 1_000);
    const times = [1_029, 1_030, 1_129, 1_171, 1_230, 1_329].map((nowMs) => taken(timetable, nowMs));
    expect(times).toEqual([[], ['a@1030'], [], ['a@1130'], ['a@1230'], []]);
  });

  it('gives what is due in the order of the times', () => {
    const timetable = new Timetable<string>(0);
    const random = new Random(7);
    for (let key = 0; key < 500; key++)
      timetable.enter(String(key), { intervalMs: 1_000, offsetMs: random.between(0, 999) }, 0);
    const times = taken(timetable, 999).map((each) => Number(each.split('@')[1]));
    expect(times.length).toBe(500);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  it('counts the times that passed, and does not make up for them', () => {
    const timetable = new Timetable<string>(0);
    timetable.enter('a', { intervalMs: 100, offsetMs: 0 }, 0);
    expect([taken(timetable, 0), taken(timetable, 350), taken(timetable, 399), taken(timetable, 400)]).toEqual([
      ['a@0'],
      ['a@100 missed 2'],
      [],
      ['a@400'],
    ]);
  });

  it('takes one that shall be sooner at that time, and then on its grid, not twice in a row', () => {
    const timetable = new Timetable<string>(0);
    timetable.enter('a', { intervalMs: 100, offsetMs: 50, firstMs: 245 }, 201);
    expect([taken(timetable, 244), taken(timetable, 245), taken(timetable, 349), taken(timetable, 350)]).toEqual([
      [],
      ['a@245'],
      [],
      ['a@350'],
    ]);
  });

  it('forgets one that left, and keeps one that came back apart from it', () => {
    const timetable = new Timetable<string>(0);
    const first = timetable.enter('a', { intervalMs: 100, offsetMs: 10 }, 0);
    timetable.leave(first);
    timetable.enter('a', { intervalMs: 100, offsetMs: 20 }, 0);
    expect(taken(timetable, 99)).toEqual(['a@20']);
  });

  it('lets intervals go by for one that is slowed down, and none once it is not', () => {
    const timetable = new Timetable<string>(0);
    const place = timetable.enter('a', { intervalMs: 100, offsetMs: 0 }, 0);
    expect(taken(timetable, 0)).toEqual(['a@0']);
    timetable.slow(place, 4, 350);
    expect([taken(timetable, 399), taken(timetable, 400), taken(timetable, 799), taken(timetable, 800)]).toEqual([
      [],
      ['a@400'],
      [],
      ['a@800'],
    ]);
    timetable.slow(place, 1, 850);
    expect([taken(timetable, 1_200), taken(timetable, 1_300)]).toEqual([['a@1200'], ['a@1300']]);
  });

  it('says when to look next', () => {
    const timetable = new Timetable<string>(0);
    expect(timetable.nextMs).toBe(Infinity);
    timetable.enter('a', { intervalMs: 100, offsetMs: 70 }, 0);
    expect(timetable.nextMs).toBe(70);
  });
});

it('offsetOf spreads base paths that differ little evenly over the interval, always the same way', () => {
  const seconds = Array<number>(15).fill(0);
  for (let index = 0; index < 15_000; index++) seconds[Math.floor(offsetOf(`/eni/api-${index}/v1`, 15_000) / 1_000)]!++;
  expect(Math.min(...seconds)).toBeGreaterThan(850);
  expect(Math.max(...seconds)).toBeLessThan(1_150);
  expect(offsetOf('/eni/echo/v1', 15_000)).toBe(offsetOf('/eni/echo/v1', 15_000));
});
