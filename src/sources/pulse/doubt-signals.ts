import type { Log } from '../../platform/telemetry/log.js';
import type { EvidenceSink } from '../evidence.js';
import type { ActiveTarget } from './active-target.js';
import type { ProbeEvidence } from './probe-evidence.js';
import type { ProbeMetrics } from './probe-metrics.js';
import type { DoubtVerdicts, SilentProbe } from './prober-doubt.js';
import type { CanaryAnswer } from './suspicion/canary.js';

/** Whom signals go to. */
export interface SignalParts {
  readonly source: string;
  readonly sink: EvidenceSink;
  readonly log: Log;
  readonly metrics: ProbeMetrics;
  readonly evidence: ProbeEvidence;
  targets(): number;
  fail(error: unknown): void;
}

/** What follows from the prober's doubt: for the evidence, and for the operator, who is told once when it begins and ends. */
export class DoubtSignals implements DoubtVerdicts {
  #suspect = false;

  constructor(private readonly parts: SignalParts) {}

  readonly admit = ({ target, result }: SilentProbe): void => this.parts.evidence.admit(target, result);

  readonly discard = ({ target, result }: SilentProbe): void => this.parts.evidence.discard(target, result);

  readonly fail = (error: unknown): void => this.parts.fail(error);

  readonly began = (silent: number, found: string): void => {
    const { source, sink, log, metrics } = this.parts;
    const targets = this.parts.targets();
    this.#suspect = true;
    metrics.suspect(true);
    const detail = `${silent} of ${targets} targets gave no response at about the same time`;
    sink.fault({ code: 'prober-suspect', detail: found === '' ? detail : `${detail}; ${found}`, effect: 'suspect' });
    log.error('prober suspects itself, its evidence decides nothing', { source, silent, targets, found });
  };

  readonly lasts = (targets: Iterable<ActiveTarget>): void => this.parts.evidence.keepFresh(targets);

  readonly ended = (forMs: number): void => {
    const { source, log } = this.parts;
    this.calmDown();
    log.info('prober trusts itself again, every base path waits for its next probe', { source, forMs });
  };

  readonly canaryAnswered = ({ healthy, detail }: CanaryAnswer): void => {
    this.parts.metrics.canary(healthy && detail === '');
  };

  /** Ends the doubt without a word, when the source ends. */
  calmDown(): void {
    if (!this.#suspect) return;
    this.#suspect = false;
    this.parts.metrics.suspect(false);
    this.parts.sink.expire();
  }
}
