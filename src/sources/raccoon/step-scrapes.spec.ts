import { describe, expect, it } from '@jest/globals';
import type { SampleColumns } from './sample-columns.js';
import type { BookedSeries, SeriesBook } from './series-book.js';
import { agree, keyOf, scrapesOfTimes, scrapesOfUps } from './step-scrapes.js';

const GRID = { sinceMs: 10_000, stepMs: 15_000, aStepMs: 45_000 };
const instance = { name: 'gw-1', job: 'kong', address: 'gw-1', copy: '' };
const booked = (form: 'up' | 'times' | 'loss'): BookedSeries => ({ form, instance });
const bookOf = (form: 'up' | 'times' | 'loss') => ({ of: () => booked(form) }) as unknown as SeriesBook;

/** One series of these times and values. */
function columns(samples: readonly (readonly [atMs: number, value: number])[]): SampleColumns {
  const timesMs = Float64Array.from(samples, ([atMs]) => atMs);
  const values = Float64Array.from(samples, ([, value]) => value);
  const [newestMs, oldestMs] = [timesMs.at(-1)!, timesMs[0]!];
  const summary = { series: 1, samples: samples.length, dropped: 0, newestMs, oldestMs };
  return { ok: true, ...summary, numbers: Int32Array.of(0), ends: Int32Array.of(samples.length), timesMs, values };
}

describe('The scrapes that steps show', () => {
  it('are those at which a target was up, each at the next step', () => {
    const ups = columns([
      [10_000, 1],
      [10_001, 1],
      [30_000, 1],
      [40_000, 0],
      [52_000, 1],
      [58_000, 1],
    ]);
    const found = scrapesOfUps(ups, bookOf('up'), GRID).get(keyOf(booked('up')));
    expect([...found!]).toEqual([
      [15_000, 10_001],
      [30_000, 30_000],
      [60_000, 58_000],
    ]);
  });

  it('follow steps that are not whole multiples, as some servers have them', () => {
    const found = scrapesOfUps(columns([[30_000, 1]]), bookOf('up'), { ...GRID, aStepMs: 44_999 });
    expect([...found.get(keyOf(booked('up')))!]).toEqual([[44_999, 30_000]]);
  });

  it('are told by nothing but an up', () => {
    expect(scrapesOfUps(columns([[30_000, 1]]), bookOf('loss'), GRID).size).toBe(0);
  });

  it('are the times of samples, each at the first step that has it', () => {
    const times = columns([
      [30_000, 9.5],
      [45_000, 38.25],
      [60_000, 38.25],
      [75_000, 74.004],
    ]);
    const found = scrapesOfTimes(times, bookOf('times'), GRID)!.get(keyOf(booked('times')));
    expect([...found!]).toEqual([
      [45_000, 38_250],
      [75_000, 74_004],
    ]);
  });

  it.each([NaN, Infinity, 30.011, -Infinity])('are none where a time is %d at 30 s', (time) => {
    const isTime = time === -Infinity;
    expect(scrapesOfTimes(columns([[30_000, time]]), bookOf('times'), GRID) !== undefined).toBe(isTime);
  });
});

describe('Scrapes in both ways', () => {
  const of = (atMs: number) => new Map([['gw', new Map([[45_000, atMs]])]]);

  it.each<[string, ReturnType<typeof of>, ReturnType<typeof of>, boolean]>([
    ['the same newest one', of(40_000), of(40_000), true],
    ['another newest one', of(40_000), of(40_001), false],
    ['one that is too old to be compared', of(29_000), of(1), true],
    ['none that the other knows', of(40_000), new Map(), false],
    ['nothing to compare', new Map(), of(40_000), true],
  ])('agree by the newest of each instance: %s', (_, one, other, does) => {
    expect(agree(one, other, 30_000)).toBe(does);
  });
});
