import type { VectorSample } from './query-answer.js';
import { rangeOf } from './window-query.js';

/** Names the answers are told apart by. */
const SIGN = 'heartbeat_sign';

/** How the data behind the window is, by the server's own clock. */
export interface VitalSigns {
  /** Unix time, seconds, of the newest sample; absent when there is none. */
  readonly newestSeconds?: number;
  /** Whether a series, or a target of the same job, existed a window ago. */
  readonly knownBefore: boolean;
  /** Scrape targets of the jobs that deliver the counter, and those of them that are up; 0 where nothing is known. */
  readonly targets: number;
  readonly targetsUp: number;
}

/** One query for everything that tells whether the window can be believed. Works where no `up` exists. */
export function vitalSignsQuery(selector: string, windowMs: number): string {
  const range = rangeOf(windowMs);
  const jobs = `on (job) (count by (job) (last_over_time(${selector}[${range}])))`;
  const signs = {
    newest: `max(timestamp(${selector}))`,
    series_before: `count(${selector} offset ${range})`,
    targets_before: `count(up offset ${range} and ${jobs})`,
    targets: `count(up and ${jobs})`,
    targets_up: `count((up == 1) and ${jobs})`,
  };
  return Object.entries(signs)
    .map(([sign, query]) => `label_replace(${query}, "${SIGN}", "${sign}", "", "")`)
    .join(' or ');
}

/** Times have whole milliseconds, and pass through floating point. */
const ROUNDING_SECONDS = 0.01;

/**
 * Reads the answer to `vitalSignsQuery` as it was asked for `atSeconds`; undefined when a value is no number ≥ 0, or
 * when a sample is said to be younger than the moment that was asked for.
 */
export function readVitalSigns(samples: readonly VectorSample[], atSeconds: number): VitalSigns | undefined {
  const values = new Map(samples.map(({ metric, value }) => [metric[SIGN], value === '' ? NaN : Number(value)]));
  if ([...values.values()].some((value) => !Number.isFinite(value) || value < 0)) return undefined;
  const newest = values.get('newest');
  if (newest !== undefined && newest > atSeconds + ROUNDING_SECONDS) return undefined;
  const before = (values.get('series_before') ?? 0) + (values.get('targets_before') ?? 0);
  return {
    knownBefore: before > 0,
    targets: values.get('targets') ?? 0,
    targetsUp: values.get('targets_up') ?? 0,
    ...(newest !== undefined && { newestSeconds: newest }),
  };
}
