import type { Clock } from '../../platform/clock/clock.js';
import { isoTime } from '../../platform/clock/iso-time.js';
import { jsonText } from '../json-text.js';
import { byDomain, isBelow, RATIO_SCALE, totalOf, type EndpointRecord, type ProbeCounts } from './endpoint-record.js';
import type { ProbeFinding } from './endpoint-prober.js';
import { exitCodeOf } from './summary.js';
import type { WatchDisplay, WatchState } from './watch-display.js';

/** One JSON object a line: `probe`, `skipped`, `round` and, at the end, `summary`. */
export class JsonDisplay implements WatchDisplay {
  constructor(
    private readonly write: (text: string) => void,
    private readonly clock: Clock,
    private readonly state: () => WatchState,
  ) {}

  probed(record: EndpointRecord, finding: ProbeFinding, round: number): void {
    const { outcome, cause, status, durationMs, detail } = finding;
    this.#line('probe', {
      round,
      ...namesOf(record),
      outcome,
      cause,
      ...(status !== undefined && { status }),
      latencyMs: Math.round(durationMs),
      ...(outcome !== 'success' && { detail }),
      ...countsOf(record),
    });
  }

  skipped(record: EndpointRecord, round: number): void {
    this.#line('skipped', { round, ...namesOf(record) });
  }

  roundEnded(round: number): void {
    const domains = byDomain(this.state().records).map((each) => ({ domain: each.domain, ...countsOf(each) }));
    this.#line('round', { round, domains });
  }

  end(): void {
    const state = this.state();
    const { records, refused, rounds, elapsedMs, thresholdScaled } = state;
    const endpoints = records.map((record) => ({
      ...namesOf(record),
      ...countsOf(record),
      below: isBelow(record, thresholdScaled),
    }));
    const domains = byDomain(records).map((each) => ({ domain: each.domain, ...countsOf(each) }));
    const threshold = thresholdScaled / RATIO_SCALE;
    const facts = { rounds, elapsedMs, threshold, refused, ...countsOf(totalOf(records)), domains, endpoints };
    this.#line('summary', { ...facts, exitCode: exitCodeOf(state) });
  }

  close(): void {
    // The terminal was not changed.
  }

  #line(type: string, facts: object): void {
    this.write(`${jsonText({ type, at: isoTime(this.clock.now().wallMs), ...facts })}\n`);
  }
}

function namesOf({ endpoint }: EndpointRecord): object {
  return { domain: endpoint.domain, endpoint: endpoint.name };
}

/** The ratio is rounded down, as everywhere. */
function countsOf({ probes, successes }: ProbeCounts): object {
  const successRatio = probes === 0 ? null : Math.floor((successes * RATIO_SCALE) / probes) / RATIO_SCALE;
  return { probes, successes, successRatio };
}
