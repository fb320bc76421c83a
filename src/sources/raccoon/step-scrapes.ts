import type { SampleColumns } from './sample-columns.js';
import type { BookedSeries, SeriesBook } from './series-book.js';

/** The time of a sample is no later than the step that shows it; servers round. */
const ROUNDED_MS = 10;

/** By step: when the scrape was that it is the first to show, both Unix ms. */
type ScrapesByStep = ReadonlyMap<number, number>;
/** The scrapes of each instance and copy, by `keyOf`. */
export type Scrapes = Map<string, ScrapesByStep>;

/** Which scrapes are wanted: those after a moment, as steps show them that are so far apart, one of them at `aStepMs`. */
export interface StepGrid {
  readonly sinceMs: number;
  readonly stepMs: number;
  readonly aStepMs: number;
}

/** What the scrapes of a series are known by: its instance and copy. */
export function keyOf(booked: BookedSeries): string {
  return booked.form === 'other' ? '' : `${booked.instance.name}\0${booked.instance.copy}`;
}

/** The scrapes that were a success, as the `up` of each target shows them; its samples are of the same times. */
export function scrapesOfUps(
  { numbers, ends, timesMs, values }: SampleColumns,
  book: SeriesBook,
  { sinceMs, stepMs, aStepMs }: StepGrid,
): Scrapes {
  const scrapes = new Map<string, ScrapesByStep>();
  for (const [index, number] of numbers.entries()) {
    const booked = book.of(number);
    if (booked.form !== 'up') continue;
    const byStep = new Map<number, number>();
    for (let at = index === 0 ? 0 : ends[index - 1]!; at < ends[index]!; at++) {
      const atMs = timesMs[at]!;
      if (values[at] === 1 && atMs > sinceMs) byStep.set(aStepMs + Math.ceil((atMs - aStepMs) / stepMs) * stepMs, atMs);
    }
    scrapes.set(keyOf(booked), byStep);
  }
  return scrapes;
}

/** The same by the answer to `timesQuery`; undefined where a time is none, or later than its step. */
export function scrapesOfTimes(times: SampleColumns, book: SeriesBook, { sinceMs }: StepGrid): Scrapes | undefined {
  const scrapes = new Map<string, ScrapesByStep>();
  for (const [index, number] of times.numbers.entries()) {
    const byStep = scrapesOf(times, index, sinceMs);
    if (!byStep) return undefined;
    scrapes.set(keyOf(book.of(number)), byStep);
  }
  return scrapes;
}

/** Whether the newest scrape of each instance, if it is after a moment, is the same in both. */
export function agree(one: Scrapes, other: Scrapes, sinceMs: number): boolean {
  return [...one].every(([key, byStep]) => {
    const newestMs = Math.max(-Infinity, ...byStep.values());
    return newestMs <= sinceMs || newestMs === Math.max(-Infinity, ...(other.get(key)?.values() ?? []));
  });
}

function scrapesOf(
  { ends, timesMs, values }: SampleColumns,
  index: number,
  sinceMs: number,
): ScrapesByStep | undefined {
  const scrapes = new Map<number, number>();
  let beforeMs = sinceMs;
  for (let at = index === 0 ? 0 : ends[index - 1]!; at < ends[index]!; at++) {
    const stepMs = timesMs[at]!;
    const atMs = Math.round(values[at]! * 1_000);
    if (!(atMs <= stepMs + ROUNDED_MS)) return undefined;
    if (atMs > beforeMs) scrapes.set(stepMs, atMs);
    beforeMs = Math.max(beforeMs, atMs);
  }
  return scrapes;
}
