import type { PulseDeclaration } from '../pulse-declaration.js';
import type { Target } from '../target.js';

/** What the operator settled about time, and how far a window reaches. */
export interface TimingRules {
  readonly intervalMs: number;
  readonly timeoutMs: number;
  readonly requestsPerSecondPerTarget: number;
  /** Length of the window less one bucket: what it covers at any time, ms. */
  readonly coveredMs: number;
}

/** How often a target is asked, and how long one probe may take. */
export interface TargetTiming extends Pick<Target, 'intervalMs' | 'longestIntervalMs'> {
  readonly timeoutMs: number;
  readonly retries: number;
}

const SHORTEST_TIMEOUT_MS = 100;
/** What a team may ask for at most; a short window asks for no more. */
const SHORTEST_INTERVAL_MS = 5_000;

/**
 * The team's wishes, the operator's where it has none, within bounds: one probe is always in the window, a probe ends
 * before the next begins, and above all the requests of all attempts keep to the budget of a target.
 */
export function timingOf(pulse: PulseDeclaration, rules: TimingRules): TargetTiming {
  const { requestsPerSecondPerTarget } = rules;
  const coveredMs = Math.max(rules.coveredMs, 2 * SHORTEST_INTERVAL_MS);
  const wishedMs = pulse.intervalMs ?? rules.intervalMs;
  const budgetMs = Math.ceil(1_000 / requestsPerSecondPerTarget);
  const timeoutMs = Math.min(timeoutOf(pulse, rules, Math.min(wishedMs, coveredMs)), coveredMs - SHORTEST_INTERVAL_MS);
  const longestIntervalMs = coveredMs - timeoutMs;
  const intervalMs = Math.max(Math.min(wishedMs, longestIntervalMs), budgetMs);
  const requests = Math.floor((intervalMs / 1_000) * requestsPerSecondPerTarget);
  return { intervalMs, longestIntervalMs, timeoutMs, retries: Math.max(0, Math.min(pulse.retries, requests - 1)) };
}

/** A team that only shortens the interval means the time-out to fit. */
function timeoutOf({ timeoutMs }: PulseDeclaration, rules: TimingRules, intervalMs: number): number {
  const longestMs = Math.floor((intervalMs * 4) / 5);
  return Math.max(
    SHORTEST_TIMEOUT_MS,
    timeoutMs === undefined ? Math.min(rules.timeoutMs, longestMs) : Math.min(timeoutMs, intervalMs - 1),
  );
}
