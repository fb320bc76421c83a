import { yieldToEventLoop } from '../platform/clock/yield-to-event-loop.js';
import type { Clock } from '../platform/clock/clock.js';
import type { Log } from '../platform/telemetry/log.js';
import { token } from '../platform/injection/token.js';
import type { EvidenceWindow } from '../window/evidence-window.js';
import type { EvaluationMetrics } from './evaluation.metrics.js';
import type { LiveBoard } from './live-board.js';

/** Ids judged before the event loop gets its turn: about a millisecond, more in the first round. */
const SLICE = 4_096;
const FIRST_LOOK_MS = 100;

export const EVALUATOR = token<Evaluator>('Evaluator');

/** Options of an evaluator; `everyMs` is the time between two rounds. */
export interface EvaluatorOptions {
  readonly board: LiveBoard;
  readonly window: EvidenceWindow;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: EvaluationMetrics;
  readonly everyMs: number;
}

/** Turns totals into the board, every few seconds, a slice at a time. */
export class Evaluator {
  /** Whether a listener threw after the newest round: logged when that begins, not after each round. */
  #listenerFailing = false;

  constructor(private readonly options: EvaluatorOptions) {}

  /** Evaluates until aborted. The first round waits for every source to have spoken, for one period at most. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock, everyMs } = this.options;
    await this.#awaitSources(signal);
    let dueMs = clock.now().monotonicMs;
    while (!signal.aborted) {
      this.options.metrics.lagged(clock.now().monotonicMs - dueMs);
      await this.#roundOrReport();
      const nowMs = clock.now().monotonicMs;
      dueMs = Math.max(dueMs + everyMs, nowMs - (nowMs % everyMs) + (dueMs % everyMs));
      await clock.sleep(Math.max(0, dueMs - nowMs), signal);
    }
  }

  /** One whole round over all base paths. */
  async round(): Promise<void> {
    const { board, clock, metrics, window } = this.options;
    const startMs = clock.now().monotonicMs;
    const end = board.begin(clock.now());
    for (let first = 0; first < end; first += SLICE) {
      board.evaluate(first, Math.min(first + SLICE, end));
      await yieldToEventLoop();
    }
    for (const step of board.finish()) {
      void step;
      await yieldToEventLoop();
    }
    metrics.evaluated(board.list(), clock.now().monotonicMs - startMs);
    metrics.held(window.size);
    this.#announce();
  }

  #announce(): void {
    const thrown = this.options.board.announce();
    if (thrown.length > 0 && !this.#listenerFailing)
      this.options.log.error('a listener to status changes failed', { error: thrown[0], failed: thrown.length });
    this.#listenerFailing = thrown.length > 0;
  }

  /** A fault in a round must not end evaluation; the board's freshness rule covers the gap. */
  async #roundOrReport(): Promise<void> {
    try {
      await this.round();
    } catch (error) {
      this.options.metrics.failed();
      this.options.log.error('evaluation failed', { error });
    }
  }

  async #awaitSources(signal: AbortSignal): Promise<void> {
    const { clock, everyMs, window } = this.options;
    for (let waitedMs = 0; waitedMs < everyMs && !signal.aborted; waitedMs += FIRST_LOOK_MS) {
      if (window.feeds().every((feed) => feed.hasSpoken)) return;
      await clock.sleep(FIRST_LOOK_MS, signal);
    }
  }
}
