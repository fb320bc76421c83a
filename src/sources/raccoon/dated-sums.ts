import { yieldToEventLoop } from '../../platform/clock/yield-to-event-loop.js';
import type { SampleColumns } from './sample-columns.js';
import type { SeriesBook } from './series-book.js';
import { keyOf, type Scrapes } from './step-scrapes.js';

/** Sums worked on before the event loop gets its turn. */
const AT_A_TURN = 8_192;

/** Sums at the times of scrapes. */
export interface DatedSums {
  readonly columns: SampleColumns;
  /** Sums of instances whose scrapes are not known: they have no samples. */
  readonly undated: number;
}

/**
 * The same sums at the times of the scrapes that they show; a step that shows none of its own is left out. The columns of
 * `sums` are taken over.
 */
export async function datedSums(sums: SampleColumns, scrapes: Scrapes, book: SeriesBook): Promise<DatedSums> {
  const { numbers, timesMs, values } = sums;
  const ends = new Int32Array(sums.ends.length);
  let [count, newestMs, undated] = [0, -Infinity, 0];
  for (let index = 0; index < numbers.length; index++) {
    if (index % AT_A_TURN === AT_A_TURN - 1) await yieldToEventLoop();
    const booked = book.of(numbers[index]!);
    const byStep = scrapes.get(keyOf(booked));
    if (!byStep && booked.form !== 'other') undated++;
    for (let at = index === 0 ? 0 : sums.ends[index - 1]!; at < sums.ends[index]!; at++) {
      const atMs = byStep?.get(timesMs[at]!);
      if (atMs === undefined) continue;
      // In place: there are never more dated sums than steps that have been read.
      timesMs[count] = atMs;
      values[count++] = values[at]!;
      newestMs = Math.max(newestMs, atMs);
    }
    ends[index] = count;
  }
  const dated = { timesMs: timesMs.subarray(0, count), values: values.subarray(0, count) };
  return { columns: { ...sums, ...dated, ends, newestMs }, undated };
}
