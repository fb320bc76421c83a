import type { ProbeCause, ProbeOutcome } from '../probe-result.js';
import type { ReadBody } from './http1/body-reader.js';
import type { ResponseHead } from './http1/response-head.js';

/** A final answer; the body only if it was wanted, up to its bound. */
export interface Answer {
  readonly head: ResponseHead;
  readonly body?: ReadBody;
  /** From the beginning to the head, or to the end of a wanted body. */
  readonly latencyMs: number;
}

/** No answer, and why. */
export interface NoAnswer {
  readonly outcome: ProbeOutcome;
  readonly cause: ProbeCause;
  readonly detail: string;
}
