import { describe, expect, it } from '@jest/globals';
import { Random } from '../../../test/support/random.js';
import { SeriesCounters } from './series-counters.js';

const WINDOW_MS = 300_000;

function scrape(
  counters: SeriesCounters,
  nowMs: number,
  page: Record<string, number>,
): Record<string, number | string> {
  const baseline = counters.begin(nowMs);
  return Object.fromEntries(
    Object.entries(page).map(([series, value]) => [series, counters.note(series, value, nowMs, baseline)]),
  );
}

describe('SeriesCounters', () => {
  it('takes the first scrape of a target as a baseline', () => {
    expect(scrape(new SeriesCounters(WINDOW_MS), 0, { a: 500_000 })).toEqual({ a: 0 });
  });

  it('counts a series born later from zero, also when the first page was empty', () => {
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
    const baseline = counters.begin(0);
    counters.note('a', 10, 0, baseline);
    expect(counters.note('a', 99, 0, baseline)).toBe('duplicate');
    expect(scrape(counters, 10_000, { a: 12 })).toEqual({ a: 2 });
  });

  it('begins anew after a gap longer than the window', () => {
    const counters = new SeriesCounters(WINDOW_MS);
    scrape(counters, 0, { a: 10 });
    expect(scrape(counters, WINDOW_MS + 1, { a: 900, b: 7 })).toEqual({ a: 0, b: 0 });
  });

  it('counts over a shorter gap in full', () => {
    const counters = new SeriesCounters(WINDOW_MS);
    scrape(counters, 0, { a: 10 });
    expect(scrape(counters, WINDOW_MS, { a: 900 })).toEqual({ a: 890 });
  });

  it('forgets a series that stayed away for longer than a window', () => {
    const counters = new SeriesCounters(WINDOW_MS);
    scrape(counters, 0, { a: 10, b: 1 });
    for (let nowMs = 10_000; nowMs <= WINDOW_MS + 10_000; nowMs += 10_000) scrape(counters, nowMs, { b: 1 });
    expect(counters.forget(WINDOW_MS + 10_000)).toEqual(['a']);
  });

  it('adds up to what the gateway counted since the baseline, through births and resets', () => {
    const random = new Random(7);
    const counters = new SeriesCounters(WINDOW_MS);
    const gateway = new Map<string, number>();
    let truth = 0;
    let counted = 0;
    scrape(counters, 0, {});
    for (let round = 1; round < 2_000; round++) {
      if (random.between(0, 50) === 0) gateway.clear();
      for (let index = 0; index < 3; index++) {
        const series = `s${random.between(0, 9)}`;
        // A reset that grows past the old value between two scrapes cannot be seen by anyone: keep steps small.
        const requests = gateway.has(series) ? random.between(0, 5) : 1;
        gateway.set(series, (gateway.get(series) ?? 0) + requests);
        truth += requests;
      }
      const before = counted;
      for (const gained of Object.values(scrape(counters, round * 1_000, Object.fromEntries(gateway))))
        counted += gained as number;
      expect(counted).toBeGreaterThanOrEqual(before);
    }
    expect(counted).toBeLessThanOrEqual(truth);
    expect(counted).toBeGreaterThan(truth * 0.97);
  });
});
