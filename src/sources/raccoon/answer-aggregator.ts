import { Worker } from 'node:worker_threads';
import type { Clock } from '../../platform/clock/clock.js';
import { SerialQueue } from '../../platform/tasks/serial-queue.js';
import {
  aggregateAnswer,
  MAX_PARSED_BYTES,
  type AggregationOrder,
  type AggregationResult,
} from './aggregate-answer.js';
import type { FoldTask } from './aggregate-answer.worker.js';

const WORKER_MEMORY_MB = 256;
const WORKER_YOUNG_MEMORY_MB = 8;
/**
 * A thread whose code is still being optimised must not end: Node 20 aborts the whole process when it does
 * (an assertion in `NodePlatform::ForIsolate`). After so long at rest it is not.
 */
const SETTLING_MS = 250;

const TOO_LARGE: AggregationResult = {
  ok: false,
  code: 'answer-too-large',
  detail: 'the answer could not be held in memory',
};
const GIVEN_UP: AggregationResult = { ok: false, code: 'timeout', detail: 'the answer could not be read in time' };

/** Folds answers, large ones in a thread of their own, one at a time. */
export class AnswerAggregator {
  #worker: Worker | undefined;
  readonly #foldings = SerialQueue.unbounded();

  constructor(private readonly clock: Clock) {}

  /** Folds an answer; its bytes are taken over, and must not be used afterwards. `signal` gives it up. */
  async fold(
    answer: { status: number; body: Buffer },
    order: AggregationOrder,
    signal: AbortSignal,
  ): Promise<AggregationResult> {
    const { status, body } = answer;
    if (body.length <= MAX_PARSED_BYTES) return aggregateAnswer(answer, order);
    const task = { answer: { status, body: ownBytes(body) }, order };
    const folding = this.#foldings.run(async () => (signal.aborted ? GIVEN_UP : this.#foldInWorker(task)));
    return Promise.race([folding, givenUp(signal)]);
  }

  /** Ends the thread, once it is idle. */
  async close(): Promise<void> {
    await this.#foldings.run(async () => undefined);
    const worker = this.#worker;
    this.#worker = undefined;
    if (!worker) return;
    await this.clock.sleep(SETTLING_MS, new AbortController().signal);
    await worker.terminate();
  }

  /** An answer that is no longer needed is still aggregated to its end, which its size bounds. */
  async #foldInWorker(task: FoldTask): Promise<AggregationResult> {
    const worker = (this.#worker ??= startWorker());
    worker.postMessage(task, [task.answer.body.buffer as ArrayBuffer]);
    const result = await answerOf(worker);
    if (result === TOO_LARGE) this.#worker = undefined;
    return result;
  }
}

function startWorker(): Worker {
  const worker = new Worker(new URL('./aggregate-answer.worker.js', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: WORKER_MEMORY_MB, maxYoungGenerationSizeMb: WORKER_YOUNG_MEMORY_MB },
  });
  // An error ends the thread, which is what is listened for; without a listener it would end the process.
  worker.on('error', () => undefined);
  worker.unref();
  return worker;
}

/** What comes first: the result, or the end of the thread. */
function answerOf(worker: Worker): Promise<AggregationResult> {
  return new Promise((resolve) => {
    const settle = (result: AggregationResult): void => {
      worker.off('message', settle).off('exit', onExit);
      resolve(result);
    };
    const onExit = (): void => settle(TOO_LARGE);
    worker.on('message', settle).on('exit', onExit);
  });
}

function givenUp(signal: AbortSignal): Promise<AggregationResult> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve(GIVEN_UP);
    else signal.addEventListener('abort', () => resolve(GIVEN_UP), { once: true });
  });
}

/** The bytes in memory of their own, which can move to the thread; a small part of a larger buffer is copied. */
function ownBytes(body: Buffer): Uint8Array {
  const { buffer } = body;
  const alone = buffer instanceof ArrayBuffer && body.byteLength === buffer.byteLength;
  return alone ? new Uint8Array(buffer) : new Uint8Array(body);
}
