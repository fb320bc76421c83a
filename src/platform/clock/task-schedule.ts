import { token } from '../injection/token.js';

export const TASK_SCHEDULE = token<TaskSchedule>('TaskSchedule');

/** A task that runs at a fixed period, even if its last run failed. */
export interface ScheduledTask {
  /** Unique in the process; the log shows it where `run` fails. */
  readonly name: string;
  readonly everyMs: number;
  /** The first time is at once, not after one period. */
  readonly atOnce?: boolean;
  /** The signal is aborted when the service ends; then it resolves soon. */
  run(signal: AbortSignal): Promise<void> | void;
}

/**
 * Runs tasks at a fixed period until the service ends, then waits for those still running. A task never overlaps
 * itself: a run that is due while the last one goes on is skipped. What it throws is logged, and it runs again.
 */
export interface TaskSchedule {
  every(task: ScheduledTask): void;
}
