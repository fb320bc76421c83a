import { Worker } from 'node:worker_threads';
import type { Clock } from '../../platform/clock/clock.js';
import { SerialQueue } from '../../platform/tasks/serial-queue.js';
import type { ReadAnswer, ReadTask } from './column-reader.worker.js';
import type { MatrixLimits } from './matrix-answer.js';
import type { BadAnswer } from './query-answer.js';
import { readColumns, type ColumnsResult } from './sample-columns.js';

/** Reading this much takes milliseconds. */
const MAX_INLINE_BYTES = 256 * 1024;
const WORKER_MEMORY_MB = 256;
const WORKER_YOUNG_MEMORY_MB = 16;
/**
 * A thread whose code is still being optimised must not end: Node 20 aborts the whole process when it does
 * (an assertion in `NodePlatform::ForIsolate`). After so long at rest it is not.
 */
const SETTLING_MS = 250;

const TOO_LARGE: BadAnswer = {
  ok: false,
  code: 'answer-too-large',
  detail: 'the answer could not be held in memory',
};
const GIVEN_UP: BadAnswer = { ok: false, code: 'timeout', detail: 'the answer could not be read in time' };

/** Reads answers into columns, large ones in a thread of their own, one at a time. */
export class ColumnReader {
  #worker: Worker | undefined;
  /** By the number that the thread gave a metric: the caller's. */
  #numbers: number[] = [];
  readonly #readings = SerialQueue.unbounded();

  constructor(
    private readonly clock: Clock,
    /** The number by which the caller knows a metric, as the server wrote it. */
    private readonly numberOf: (metric: string) => number,
  ) {}

  /** Reads an answer; its bytes are taken over, and must not be used afterwards. `signal` gives it up. */
  async read(
    answer: { readonly status: number; readonly body: Buffer },
    limits: MatrixLimits,
    signal: AbortSignal,
  ): Promise<ColumnsResult> {
    const { status, body } = answer;
    if (body.length <= MAX_INLINE_BYTES) return readColumns(answer, limits, this.numberOf);
    const task = { answer: { status, body: ownBytes(body) }, limits };
    const reading = this.#readings.run(async () => (signal.aborted ? GIVEN_UP : this.#readInWorker(task)));
    return Promise.race([reading, givenUp(signal)]);
  }

  /** Ends the thread, once it is idle. */
  async close(): Promise<void> {
    await this.#readings.run(async () => undefined);
    const worker = this.#worker;
    this.#worker = undefined;
    if (!worker) return;
    await this.clock.sleep(SETTLING_MS, new AbortController().signal);
    await worker.terminate();
  }

  /** An answer that is no longer needed is still read to its end, which its size bounds. */
  async #readInWorker(task: ReadTask): Promise<ColumnsResult> {
    const worker = (this.#worker ??= startWorker());
    worker.postMessage(task, [task.answer.body.buffer as ArrayBuffer]);
    const told = await answerOf(worker);
    if (!told) {
      this.#worker = undefined;
      this.#numbers = [];
      return TOO_LARGE;
    }
    return this.#renumbered(told);
  }

  #renumbered({ result, fresh, firstFresh }: ReadAnswer): ColumnsResult {
    this.#numbers.length = firstFresh;
    for (const metric of fresh) this.#numbers.push(this.numberOf(metric));
    if (!result.ok) return result;
    const { numbers } = result;
    for (let index = 0; index < numbers.length; index++) numbers[index] = this.#numbers[numbers[index]!]!;
    return result;
  }
}

function startWorker(): Worker {
  const worker = new Worker(new URL('./column-reader.worker.js', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: WORKER_MEMORY_MB, maxYoungGenerationSizeMb: WORKER_YOUNG_MEMORY_MB },
  });
  // An error ends the thread, which is what is listened for; without a listener it would end the process.
  worker.on('error', () => undefined);
  worker.unref();
  return worker;
}

/** What comes first: the answer, or the end of the thread. */
function answerOf(worker: Worker): Promise<ReadAnswer | undefined> {
  return new Promise((resolve) => {
    const settle = (answer: ReadAnswer | undefined): void => {
      worker.off('message', settle).off('exit', onExit);
      resolve(answer);
    };
    const onExit = (): void => settle(undefined);
    worker.on('message', settle).on('exit', onExit);
  });
}

function givenUp(signal: AbortSignal): Promise<BadAnswer> {
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
