import { parentPort } from 'node:worker_threads';
import { aggregateAnswer, type ReceivedAnswer, type AggregationOrder } from './aggregate-answer.js';

/** One body to fold. */
export interface FoldTask {
  readonly answer: ReceivedAnswer;
  readonly order: AggregationOrder;
}

parentPort?.on('message', ({ answer, order }: FoldTask) => {
  const result = aggregateAnswer(answer, order);
  const moved = result.ok
    ? [result.folded.sums.buffer as ArrayBuffer, result.folded.spoiled.buffer as ArrayBuffer]
    : [];
  parentPort?.postMessage(result, moved);
});
