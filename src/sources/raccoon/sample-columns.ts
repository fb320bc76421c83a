import { readMatrix, type MatrixLimits, type MatrixSummary } from './matrix-answer.js';
import type { BadAnswer } from './query-answer.js';

/** The samples of an answer in columns: flat arrays, because they cross a thread. */
export interface SampleColumns extends MatrixSummary {
  /** The number of each series, and where its samples end in the columns of samples. */
  readonly numbers: Int32Array;
  readonly ends: Int32Array;
  /** Unix time of each sample, milliseconds, and its value; see `MatrixSeries`. */
  readonly timesMs: Float64Array;
  readonly values: Float64Array;
}

/** Columns, or why there are none. */
export type ColumnsResult = SampleColumns | BadAnswer;

/** The body of a query for raw samples, as it came. */
export interface ReceivedAnswer {
  readonly status: number;
  readonly body: Uint8Array;
}

const FIRST_SERIES = 1_024;
/** Samples of a series in a usual poll: what two scrapes and a poll's time hold. */
const SAMPLES_EACH = 4;

/** Columns that grow. */
class GrowingColumns {
  #series = new Int32Array(FIRST_SERIES);
  #ends = new Int32Array(FIRST_SERIES);
  #timesMs = new Float64Array(FIRST_SERIES * SAMPLES_EACH);
  #values = new Float64Array(FIRST_SERIES * SAMPLES_EACH);
  #count = 0;
  #end = 0;

  add(
    series: number,
    { count, timesMs, values }: { count: number; timesMs: Float64Array; values: Float64Array },
  ): void {
    if (this.#count === this.#series.length) this.#growSeries();
    while (this.#end + count > this.#timesMs.length) this.#growSamples();
    this.#timesMs.set(timesMs.subarray(0, count), this.#end);
    this.#values.set(values.subarray(0, count), this.#end);
    this.#end += count;
    this.#series[this.#count] = series;
    this.#ends[this.#count++] = this.#end;
  }

  finish(): Pick<SampleColumns, 'numbers' | 'ends' | 'timesMs' | 'values'> {
    return {
      numbers: this.#series.slice(0, this.#count),
      ends: this.#ends.slice(0, this.#count),
      timesMs: this.#timesMs.slice(0, this.#end),
      values: this.#values.slice(0, this.#end),
    };
  }

  #growSeries(): void {
    const [series, ends] = [new Int32Array(this.#count * 2), new Int32Array(this.#count * 2)];
    series.set(this.#series);
    ends.set(this.#ends);
    [this.#series, this.#ends] = [series, ends];
  }

  #growSamples(): void {
    const room = this.#timesMs.length * 2;
    const [timesMs, values] = [new Float64Array(room), new Float64Array(room)];
    timesMs.set(this.#timesMs);
    values.set(this.#values);
    [this.#timesMs, this.#values] = [timesMs, values];
  }
}

/** Reads an answer into columns; `numberOf` gives a metric, as written, its number. Pure, and the heavy part of a poll. */
export function readColumns(
  { status, body }: ReceivedAnswer,
  limits: MatrixLimits,
  numberOf: (metric: string) => number,
): ColumnsResult {
  let columns = new GrowingColumns();
  const summary = readMatrix(status, body, limits, () => {
    columns = new GrowingColumns();
    return (series) => columns.add(numberOf(series.metric), series);
  });
  return summary.ok ? { ...summary, ...columns.finish() } : summary;
}
