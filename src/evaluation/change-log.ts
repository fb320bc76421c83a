import type { Log } from '../platform/telemetry/log.js';
import type { StatusChange } from './status-change.js';

/** Lines a round: when a whole gateway fails, the first hundred tell as much as a hundred thousand. */
const MOST_LINES = 100;

/** Logs the status changes of one round, up to a limit. */
export function logChanges(log: Log, changes: readonly StatusChange[]): void {
  for (const { from, to } of changes.slice(0, MOST_LINES - 1)) {
    log.info('status changed', { basePath: to.basePath, from: from.status, to: to.status, reason: to.reason });
  }
  if (changes.length >= MOST_LINES) {
    log.warn('many statuses changed at once, the rest of this round is not logged', { logged: MOST_LINES - 1 });
  }
}
