import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { foldAnswer, type FoldOrder, type FoldResult } from './fold-answer.js';

/** Parsing this much holds the event loop for a millisecond or two; more goes to the worker. */
const INLINE_BYTES = 256 * 1024;
const WORKER_MEMORY_MB = 256;
const WORKER_YOUNG_MEMORY_MB = 8;

/** Folds answers, large ones in a thread of their own, one at a time. */
export class AnswerFolder {
  #worker: Worker | undefined;
  #queue: Promise<unknown> = Promise.resolve();

  /** Folds an answer; its bytes are taken over, and must not be used afterwards. */
  async fold(status: number, body: Buffer, order: FoldOrder): Promise<FoldResult> {
    if (body.length <= INLINE_BYTES) return foldAnswer(status, body, order);
    const folding = this.#queue.then(() => this.#foldInWorker(status, body, order));
    this.#queue = folding;
    return folding;
  }

  /** Ends the thread. */
  async close(): Promise<void> {
    await this.#worker?.terminate();
    this.#worker = undefined;
  }

  async #foldInWorker(status: number, body: Buffer, order: FoldOrder): Promise<FoldResult> {
    const worker = (this.#worker ??= startWorker());
    const bytes = ownBytes(body);
    worker.postMessage({ status, body: bytes, order }, [bytes.buffer]);
    const ended = new AbortController();
    try {
      const exit = once(worker, 'exit', { signal: ended.signal }).then(() => BROKEN);
      const message = once(worker, 'message', { signal: ended.signal }).then(([result]) => result as FoldResult);
      return await Promise.race([message, exit]);
    } catch {
      return this.#giveUp();
    } finally {
      ended.abort();
      if (this.#worker?.threadId === -1) this.#worker = undefined;
    }
  }

  /** The thread died of this answer: the next one gets a new thread. */
  async #giveUp(): Promise<FoldResult> {
    await this.close();
    return BROKEN;
  }
}

const BROKEN: FoldResult = { ok: false, code: 'answer-too-large', detail: 'the answer could not be held in memory' };

function startWorker(): Worker {
  const worker = new Worker(new URL('./fold-answer.worker.js', import.meta.url), {
    resourceLimits: { maxOldGenerationSizeMb: WORKER_MEMORY_MB, maxYoungGenerationSizeMb: WORKER_YOUNG_MEMORY_MB },
  });
  worker.unref();
  return worker;
}

/** The bytes in memory of their own, which can move to the thread; a small part of a larger buffer is copied. */
function ownBytes(body: Buffer): Uint8Array<ArrayBuffer> {
  const { buffer } = body;
  const alone = buffer instanceof ArrayBuffer && body.byteLength === buffer.byteLength;
  return alone ? new Uint8Array(buffer) : new Uint8Array(body);
}
