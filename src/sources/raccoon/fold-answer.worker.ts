import { parentPort } from 'node:worker_threads';
import { foldAnswer, type FoldOrder } from './fold-answer.js';

/** One body to fold. */
export interface FoldTask {
  readonly status: number;
  readonly body: Uint8Array;
  readonly order: FoldOrder;
}

parentPort?.on('message', ({ status, body, order }: FoldTask) => {
  const result = foldAnswer(status, body, order);
  const moved = result.ok
    ? [result.folded.sums.buffer as ArrayBuffer, result.folded.spoiled.buffer as ArrayBuffer]
    : [];
  parentPort?.postMessage(result, moved);
});
