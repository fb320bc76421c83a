import type { ProbeFinding } from './endpoint-prober.js';
import type { ProbeCounts } from './endpoint-record.js';

/** The part of probes that succeeded, rounded down, so that 89.99 % never reads as 90 %. */
export function percentText({ probes, successes }: ProbeCounts): string {
  if (probes === 0) return '–';
  return `${(Math.floor((successes * 1_000) / probes) / 10).toFixed(1)} %`;
}

/** How many of the probes succeeded. */
export function countText({ probes, successes }: ProbeCounts): string {
  return `${successes}/${probes}`;
}

/** The status of the answer, or in one word why there was none. */
export function lastText(result: ProbeFinding | undefined): string {
  if (!result) return '–';
  return result.status === undefined ? result.cause : String(result.status);
}

/** How long the probe took. */
export function latencyText(result: ProbeFinding | undefined): string {
  return result ? `${Math.round(result.durationMs)} ms` : '–';
}

/** A duration for people: `45s`, `12m 5s`, `3h 0m`. */
export function elapsedText(elapsedMs: number): string {
  const seconds = Math.floor(elapsedMs / 1_000);
  if (seconds < 60) return `${seconds}s`;
  const minutes = Math.floor(seconds / 60);
  return minutes < 60 ? `${minutes}m ${seconds % 60}s` : `${Math.floor(minutes / 60)}h ${minutes % 60}m`;
}

/** A threshold, of 10 000, as a percentage. */
export function thresholdText(thresholdScaled: number): string {
  return `${thresholdScaled / 100} %`;
}
