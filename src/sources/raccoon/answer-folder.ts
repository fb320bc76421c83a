import { Worker } from 'node:worker_threads';
import { foldAnswer, MAX_PARSED_BYTES, type FoldOrder, type FoldResult } from './fold-answer.js';
import type { FoldTask } from './fold-answer.worker.js';

const WORKER_MEMORY_MB = 256;
const WORKER_YOUNG_MEMORY_MB = 8;

const TOO_LARGE: FoldResult = {
  ok: false,
  code: 'answer-too-large',
  detail: 'the answer could not be held in memory',
};
const GIVEN_UP: FoldResult = { ok: false, code: 'timeout', detail: 'the answer could not be read in time' };

/** Folds answers, large ones in a thread of their own, one at a time. */
export class AnswerFolder {
  #worker: Worker | undefined;
  #queue: Promise<unknown> = Promise.resolve();

  /** Folds an answer; its bytes are taken over, and must not be used afterwards. `signal` gives it up. */
  async fold(answer: { status: number; body: Buffer }, order: FoldOrder, signal: AbortSignal): Promise<FoldResult> {
    const { status, body } = answer;
    if (body.length <= MAX_PARSED_BYTES) return foldAnswer(answer, order);
    const task = { answer: { status, body: ownBytes(body) }, order };
    const folding = this.#queue.then(() => this.#foldInWorker(task, signal));
    this.#queue = folding.catch(() => undefined);
    return folding;
  }

  /** Ends the thread. */
  async close(): Promise<void> {
    const worker = this.#worker;
    this.#worker = undefined;
    await worker?.terminate();
  }

  async #foldInWorker(task: FoldTask, signal: AbortSignal): Promise<FoldResult> {
    if (signal.aborted) return GIVEN_UP;
    const worker = (this.#worker ??= startWorker());
    worker.postMessage(task, [task.answer.body.buffer as ArrayBuffer]);
    const result = await answerOf(worker, signal);
    // It died of this answer, or is still busy with it: the next one gets a new thread.
    if (result === TOO_LARGE || result === GIVEN_UP) await this.close();
    return result;
  }
}

function startWorker(): Worker {
  const worker = new Worker(new URL('./fold-answer.worker.js', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: WORKER_MEMORY_MB, maxYoungGenerationSizeMb: WORKER_YOUNG_MEMORY_MB },
  });
  // An error ends the thread, which is what is listened for; without a listener it would end the process.
  worker.on('error', () => undefined);
  worker.unref();
  return worker;
}

/** What comes first: the result, the end of the thread, or that nobody waits for it any more. */
function answerOf(worker: Worker, signal: AbortSignal): Promise<FoldResult> {
  return new Promise((resolve) => {
    const settle = (result: FoldResult): void => {
      worker.off('message', settle).off('exit', onExit);
      signal.removeEventListener('abort', onAbort);
      resolve(result);
    };
    const onExit = (): void => settle(TOO_LARGE);
    const onAbort = (): void => settle(GIVEN_UP);
    worker.on('message', settle).on('exit', onExit);
    signal.addEventListener('abort', onAbort);
  });
}

/** The bytes in memory of their own, which can move to the thread; a small part of a larger buffer is copied. */
function ownBytes(body: Buffer): Uint8Array {
  const { buffer } = body;
  const alone = buffer instanceof ArrayBuffer && body.byteLength === buffer.byteLength;
  return alone ? new Uint8Array(buffer) : new Uint8Array(body);
}
