import type { Registry } from 'prom-client';
import type { LastProbe } from '../../catalogue/exposure-watchers.js';
import type { ActiveTarget } from './active-target.js';
import type { DispatchObserver, ProbeDispatch, SkipCause } from './probe-dispatch.js';
import type { EvidenceObserver } from './probe-evidence.js';
import type { ProbeResult } from './probe-result.js';
import { pulseRegistry, type PulseRegistry } from './pulse.metrics.js';
import { shownRefusal, type Refusal } from './target.js';

const PHASES = { dnsMs: 'dns', connectMs: 'connect', tlsMs: 'tls', firstByteMs: 'first-byte' } as const;
const SOON_DAYS = 14;

/** What one pulse source shows of itself on `/metrics`. No label holds what a tenant writes. */
export class ProbeMetrics implements DispatchObserver, EvidenceObserver {
  readonly #metrics: PulseRegistry;
  readonly #reasons = new Set<string>();
  readonly #late: { observe(seconds: number): void };
  readonly #phases: ReadonlyMap<string, { observe(seconds: number): void }>;

  constructor(
    private readonly source: string,
    /** The zones that the settings name: there are no others. */
    zones: readonly string[],
    registry: Registry,
  ) {
    this.#metrics = pulseRegistry(registry);
    this.#late = this.#metrics.lateness.labels({ source });
    const phases = [...Object.values(PHASES), 'total'];
    this.#phases = new Map(phases.map((phase) => [phase, this.#metrics.phases.labels({ source, phase })]));
    for (const zone of zones) this.suspect(zone, false);
  }

  skipped(cause: SkipCause, probes: number): void {
    this.#metrics.skipped.inc({ source: this.source, cause }, probes);
  }

  started(latenessMs: number): void {
    this.#late.observe(Math.max(0, latenessMs) / 1_000);
  }

  budgetWaited(): void {
    this.#metrics.budgetWaits.inc({ source: this.source });
  }

  probed({ outcome, cause, phases, durationMs, isRepeated }: ProbeResult): void {
    this.#metrics.probes.inc({ source: this.source, outcome, cause });
    if (isRepeated) this.#metrics.repeated.inc({ source: this.source });
    this.#phases.get('total')!.observe(durationMs / 1_000);
    for (const [key, phase] of Object.entries(PHASES)) {
      const tookMs = phases[key as keyof typeof PHASES];
      if (tookMs !== undefined) this.#phases.get(phase)!.observe(tookMs / 1_000);
    }
  }

  observed(outcome: LastProbe['outcome']): void {
    this.#metrics.recorded.inc({ source: this.source, outcome });
  }

  canary(healthy: boolean): void {
    this.#metrics.canary.set({ source: this.source }, healthy ? 1 : 0);
  }

  suspect(zone: string, suspect: boolean): void {
    this.#metrics.suspect.set({ source: this.source, zone }, suspect ? 1 : 0);
  }

  /** A new plan is in force. */
  planned(targets: number, refusals: readonly Refusal[]): void {
    const { source } = this;
    this.#metrics.targets.set({ source }, targets);
    const counts = new Map<string, number>([...this.#reasons].map((cause) => [cause, 0]));
    counts.set('Accepted', targets);
    for (const { reason } of refusals.map(shownRefusal)) counts.set(reason, (counts.get(reason) ?? 0) + 1);
    for (const [cause, count] of counts) {
      this.#reasons.add(cause);
      this.#metrics.exposures.set({ source, cause }, count);
    }
  }

  /** How things stand: what is under way, and what the certificates of all targets say. */
  standing(dispatch: ProbeDispatch, targets: Iterable<ActiveTarget>): void {
    const { source } = this;
    this.#metrics.underWay.set({ source }, dispatch.underWay);
    this.#metrics.waiting.set({ source }, dispatch.waiting);
    let [fewest, soon, slowed] = [Infinity, 0, 0];
    for (const { tlsDaysLeft = Infinity, slowDown } of targets) {
      fewest = Math.min(fewest, tlsDaysLeft);
      if (tlsDaysLeft < SOON_DAYS) soon++;
      if (slowDown.stride > 1) slowed++;
    }
    this.#metrics.slowed.set({ source }, slowed);
    this.#metrics.tlsSoon.set({ source }, soon);
    if (fewest !== Infinity) this.#metrics.tlsDays.set({ source }, fewest);
    else this.#metrics.tlsDays.remove({ source });
  }
}
