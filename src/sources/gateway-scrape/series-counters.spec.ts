import { describe, expect, it } from '@jest/globals';
import type { Instant } from '../../platform/clock/clock.js';
import { SeriesCounters } from './series-counters.js';

const WINDOW_MS = 300_000;
const HOUR_MS = 3_600_000;

const at = (ms: number): Instant => ({ wallMs: ms, monotonicMs: ms });

function scrape(
  counters: SeriesCounters,
  now: Instant | number,
  page: Record<string, number>,
): Record<string, number | string> {
  counters.begin(typeof now === 'number' ? at(now) : now);
  return Object.fromEntries(Object.entries(page).map(([series, value]) => [series, counters.note(series, value)]));
}

describe('SeriesCounters', () => {
  it('takes the first scrape of a target as a baseline', () => {
    expect(scrape(new SeriesCounters(WINDOW_MS), 0, { a: 500_000 })).toEqual({ a: 0 });
  });

  it('counts a series born later from zero, also when the first page had none', () => {
    const counters = new SeriesCounters(WINDOW_MS);
    scrape(counters, 0, {});
    expect(scrape(counters, 10_000, { a: 100 })).toEqual({ a: 100 });
  });

  it('takes a fall as a reset: 1000 then 5 is 5 more, never less', () => {
    const counters = new SeriesCounters(WINDOW_MS);
    scrape(counters, 0, { a: 1_000 });
    expect(scrape(counters, 10_000, { a: 5 })).toEqual({ a: 5 });
  });

  it('keeps the first of two lines of one series', () => {
    const counters = new SeriesCounters(WINDOW_MS);
    counters.begin(at(0));
    counters.note('a', 10);
    expect(counters.note('a', 99)).toBe('duplicate');
    expect(scrape(counters, 10_000, { a: 12 })).toEqual({ a: 2 });
  });

  it('begins anew after a gap longer than the window', () => {
    const counters = new SeriesCounters(WINDOW_MS);
    scrape(counters, 0, { a: 10 });
    expect(scrape(counters, WINDOW_MS + 1, { a: 900, b: 7 })).toEqual({ a: 0, b: 0 });
  });

  it('begins anew after the machine was suspended, which only the wall clock shows', () => {
    const counters = new SeriesCounters(WINDOW_MS);
    scrape(counters, 0, { a: 10 });
    expect(scrape(counters, { wallMs: HOUR_MS, monotonicMs: 10_000 }, { a: 900 })).toEqual({ a: 0 });
  });

  it('counts over a shorter gap in full', () => {
    const counters = new SeriesCounters(WINDOW_MS);
    scrape(counters, 0, { a: 10 });
    expect(scrape(counters, WINDOW_MS, { a: 900 })).toEqual({ a: 890 });
  });

  it('begins anew when told to', () => {
    const counters = new SeriesCounters(WINDOW_MS);
    scrape(counters, 0, { a: 10 });
    counters.restart();
    expect(scrape(counters, 10_000, { a: 900, b: 7 })).toEqual({ a: 0, b: 0 });
  });

  it('lets a series that was hidden for a while go on from where it was, not from zero', () => {
    const counters = new SeriesCounters(WINDOW_MS);
    scrape(counters, 0, { a: 500_000, b: 1 });
    for (let nowMs = 0; nowMs <= 2 * HOUR_MS; nowMs += 60_000) scrape(counters, nowMs, { b: 1 });
    expect(scrape(counters, 2 * HOUR_MS + 60_000, { a: 500_003, b: 1 })).toEqual({ a: 3, b: 0 });
  });

  it('forgets what is not on the newest page when told to: it comes back from zero', () => {
    const counters = new SeriesCounters(WINDOW_MS);
    scrape(counters, 0, { a: 900, b: 40 });
    scrape(counters, 10_000, { a: 5 });
    counters.forgetAbsent();
    expect(scrape(counters, 20_000, { a: 6, b: 45 })).toEqual({ a: 1, b: 45 });
  });

  it('says how the series that were on the last page have changed', () => {
    const counters = new SeriesCounters(WINDOW_MS);
    scrape(counters, 0, { a: 900, b: 40, zero: 0, gone: 7 });
    scrape(counters, 10_000, { a: 5, b: 41, zero: 0, born: 9 });
    expect(counters.change).toEqual({ fallen: 1, held: 1, before: 940, after: 46 });
  });

  it('forgets a series that stayed away for a day', () => {
    const counters = new SeriesCounters(WINDOW_MS);
    scrape(counters, 0, { a: 10, b: 1 });
    for (let nowMs = 0; nowMs <= 26 * HOUR_MS; nowMs += 60_000) scrape(counters, nowMs, { b: 1 });
    expect(counters.size).toBe(1);
  });

  it('refuses series beyond the maximum, and makes room by forgetting those that are gone', () => {
    const counters = new SeriesCounters(WINDOW_MS, 2);
    scrape(counters, 0, { a: 1, b: 1 });
    expect(scrape(counters, 10_000, { a: 1, c: 5 })).toEqual({ a: 0, c: 'limit' });
    expect(scrape(counters, 20_000, { a: 1, c: 6 })).toEqual({ a: 0, c: 6 });
  });

  it('hands on whole numbers that add up, whatever fractions the gateway shows', () => {
    const counters = new SeriesCounters(WINDOW_MS);
    scrape(counters, 0, { a: 0 });
    const gains = [0.5, 1, 1.5, 2, 2.5].map((value, index) => scrape(counters, (index + 1) * 1_000, { a: value })['a']);
    expect(gains).toEqual([0, 1, 0, 1, 0]);
  });
});
