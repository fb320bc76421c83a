import { parentPort } from 'node:worker_threads';
import type { MatrixLimits } from './matrix-answer.js';
import { MetricNumbers } from './metric-numbers.js';
import { readColumns, type ColumnsResult, type ReceivedAnswer } from './sample-columns.js';

/** One body to read. */
export interface ReadTask {
  readonly answer: ReceivedAnswer;
  readonly limits: MatrixLimits;
}

/** What was read, and the metrics that are new, in the order of their numbers, from `firstFresh` on. */
export interface ReadAnswer {
  readonly result: ColumnsResult;
  readonly fresh: readonly string[];
  readonly firstFresh: number;
}

/** Metrics that are remembered: beyond, all are forgotten and numbered anew from 0. */
const MAX_METRICS = 1_000_000;

const numbers = new MetricNumbers();

parentPort?.on('message', ({ answer, limits }: ReadTask) => {
  if (numbers.size > MAX_METRICS) numbers.clear();
  const firstFresh = numbers.size;
  const result = readColumns(answer, limits, numbers.numberOf);
  const told: ReadAnswer = { result, fresh: numbers.takeFresh(), firstFresh };
  const { numbers: of, ends, timesMs, values } = result.ok ? result : EMPTY;
  const moved = [of, ends, timesMs, values].map(({ buffer }) => buffer as ArrayBuffer);
  parentPort?.postMessage(told, result.ok ? moved : []);
});

const EMPTY = {
  numbers: new Int32Array(0),
  ends: new Int32Array(0),
  timesMs: new Float64Array(0),
  values: new Float64Array(0),
};
