import type { Log } from '../platform/telemetry/log.js';
import type { StatusChange } from './status-change.js';

/** Lines a round: when a whole gateway fails, the hundred first tell as much as a hundred thousand. */
const MOST_LINES = 100;

/** Logs status changes, a limited number for each round of evaluation. */
export class ChangeLog {
  #roundMs = NaN;
  #lines = 0;

  constructor(private readonly log: Log) {}

  /** Logs a change; `sinceMs` of the new heartbeat tells its round. */
  note({ from, to }: StatusChange): void {
    if (to.sinceMs !== this.#roundMs) this.#begin(to.sinceMs);
    this.#lines++;
    if (this.#lines < MOST_LINES) {
      this.log.info('status changed', { basePath: to.basePath, from: from.status, to: to.status, reason: to.reason });
    } else if (this.#lines === MOST_LINES) {
      this.log.warn('many statuses changed at once, the rest of this round is not logged', { logged: MOST_LINES - 1 });
    }
  }

  #begin(roundMs: number): void {
    this.#roundMs = roundMs;
    this.#lines = 0;
  }
}
