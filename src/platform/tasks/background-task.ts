import { sharedAbort } from '../clock/shared-abort.js';

/** A task was started for the second time. */
export class TaskStartedTwiceError extends Error {
  readonly code = 'HEARTBEAT_TASK_STARTED_TWICE';

  constructor() {
    super('a background task can be started only once');
    this.name = 'TaskStartedTwiceError';
  }
}

/**
 * Work that goes on until it is stopped: it is given a signal, and resolves soon after that is aborted. What the work
 * throws is not caught here: it comes out of `stop`, and before that it is an unhandled rejection, which ends the process.
 * A service that goes on without one of its tasks would look healthy and not be.
 */
export class BackgroundTask {
  readonly #stop = sharedAbort();
  #running: Promise<void> | undefined;

  constructor(private readonly work: (signal: AbortSignal) => Promise<void>) {}

  /** Begins, once. Throws `TaskStartedTwiceError` after that. */
  start(): void {
    if (this.#running) throw new TaskStartedTwiceError();
    this.#running = this.work(this.#stop.signal);
  }

  /** Aborts the signal and waits for the end of the work; does no more when called again, and nothing before `start`. */
  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }
}
