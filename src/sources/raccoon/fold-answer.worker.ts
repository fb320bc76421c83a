import { parentPort } from 'node:worker_threads';
import { foldAnswer, type FoldableAnswer, type FoldOrder } from './fold-answer.js';

/** One body to fold. */
export interface FoldTask {
  readonly answer: FoldableAnswer;
  readonly order: FoldOrder;
}

parentPort?.on('message', ({ answer, order }: FoldTask) => {
  const result = foldAnswer(answer, order);
  const moved = result.ok
    ? [result.folded.sums.buffer as ArrayBuffer, result.folded.spoiled.buffer as ArrayBuffer]
    : [];
  parentPort?.postMessage(result, moved);
});
