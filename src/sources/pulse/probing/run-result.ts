import type { Instant } from '../../../platform/clock/clock.js';
import { elapsedMs } from '../../../platform/clock/elapsed.js';
import type { ProbeResult } from '../probe-result.js';
import type { NoAnswer } from './answer.js';
import type { Asking } from './asking.js';

const LONGEST_DETAIL = 300;
const DAY_MS = 86_400_000;

/** What the head of an answer says besides. */
export type Told = { readonly [part in 'status' | 'retryAfterMs']?: number | undefined };

/** What is known of a run at its end. */
export interface RunFacts {
  readonly startedAt: Instant;
  /** On the clock of `elapsedMs`. */
  readonly startedAtMs: number;
  readonly attempts: number;
  /** The last question, if there was one. */
  readonly asking: Asking | undefined;
}

/** The result of a run, always of one shape: there are thousands a second. */
export function resultOf({ outcome, cause, detail }: NoAnswer, told: Told, run: RunFacts): ProbeResult {
  const result: { -readonly [part in keyof ProbeResult]: ProbeResult[part] } = {
    outcome,
    cause,
    detail: detail.slice(0, LONGEST_DETAIL),
    startedAt: run.startedAt,
    durationMs: Math.round(elapsedMs() - run.startedAtMs),
    phases: run.asking?.phases ?? {},
    attempts: run.attempts,
  };
  const { status = told.status, validUntilMs, isRepeated = false } = run.asking ?? {};
  if (told.retryAfterMs !== undefined) result.retryAfterMs = told.retryAfterMs;
  if (status !== undefined) result.status = status;
  if (validUntilMs !== undefined) result.tlsDaysLeft = Math.floor((validUntilMs - run.startedAt.wallMs) / DAY_MS);
  if (isRepeated) result.isRepeated = true;
  return result;
}
