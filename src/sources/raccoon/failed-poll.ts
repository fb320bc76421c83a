import type { Dialect } from '../dialects/dialect.js';

/** Why a poll was not good; `partial`: the server says itself that its answer is incomplete. */
export interface FailedPoll {
  readonly ok: false;
  readonly code: string;
  readonly detail: string;
  readonly partial?: boolean;
  /** What to ask for less of: time, where the server refuses the query, or series, where the answer is too large. */
  readonly tooMuch?: 'time' | 'series' | undefined;
  /** How many series the answer has, where they are too many. */
  readonly series?: number;
}

/** How servers refuse a query that needs more of them than they give. */
const REFUSED = new Set(['http-413', 'http-422']);

/** The same failure, with what may help against it. */
export function judged(failed: { ok: false; code: string; detail: string }): FailedPoll {
  if (REFUSED.has(failed.code)) return { ...failed, tooMuch: 'time' };
  return failed.code === 'answer-too-large' ? { ...failed, tooMuch: 'series' } : failed;
}

/** It is not known when the samples behind a sum were taken. */
export const NOT_DATED: FailedPoll = {
  ok: false,
  code: 'answer-dated',
  detail: 'a sample is of a later time than the step that shows it, or of none at all',
};

/** The server did not answer with all series in time, and they are more than `maximumSeries`. */
export const TOO_SLOW: FailedPoll = { ok: false, code: 'timeout', detail: 'no complete answer in time' };

/** The answer has more series than `maximumSeries`. */
export function tooManySeries(series: number): FailedPoll {
  return { ...partial(`the answer has ${series} series, more than maximumSeries`), tooMuch: 'series', series };
}

/** There are more sums, too, than `maximumSeries`. */
export function tooManySums(sums: number): FailedPoll {
  const detail = `the counter has more series than maximumSeries, and ${sums} sums by instance, name and status: raise maximumSeries, or select fewer by matchers`;
  return { ...partial(detail), tooMuch: 'series' };
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
