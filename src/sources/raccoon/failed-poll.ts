import type { Dialect } from '../dialects/dialect.js';

/** Why a poll was not good; `partial`: the server says itself that its answer is incomplete. */
export interface FailedPoll {
  readonly ok: false;
  readonly code: string;
  readonly detail: string;
  readonly partial?: boolean;
}

/** The answer has not all that was asked for, as the server says, or as it is cut. */
export function partial(detail: string): FailedPoll {
  return { ok: false, code: 'answer-partial', detail, partial: true };
}

/** Instances are missing from an answer that must have them. */
export function incomplete(missing: number): FailedPoll {
  const detail = `${missing} instances that were there before are missing from the answer`;
  return { ok: false, code: 'answer-incomplete', detail };
}

/** The clocks are too far apart. */
export function skewed(skewMs: number): FailedPoll {
  const seconds = Math.round(Math.abs(skewMs) / 1_000);
  const side = skewMs > 0 ? 'ahead of' : 'behind';
  return { ok: false, code: 'clock-skew', detail: `the clock of the source is ${seconds} s ${side} ours` };
}

/** No counter of the dialect has samples. */
export function noSeries({ counters }: Dialect): FailedPoll {
  const metrics = counters.map((each) => each.metric).join(' or ');
  return { ok: false, code: 'no-series', detail: `the source has no fresh series of ${metrics}` };
}

/** The newest sample is too old. */
export function frozen(sampleAgeMs: number, lagMs: number): FailedPoll {
  const age = `the newest sample is ${Math.round(sampleAgeMs / 1_000)} s old`;
  const detail = lagMs === 0 ? age : `${age}, ${Math.round(lagMs / 1_000)} s of it because of lag`;
  return { ok: false, code: 'data-frozen', detail };
}
