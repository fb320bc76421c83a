import type { BasePath } from '../../apis/base-path.js';
import type { Log } from '../../platform/telemetry/log.js';
import type { EvidenceSink, SourceProblem } from '../evidence.js';
import type { ActiveTarget } from './active-target.js';
import type { ProbeEvidence } from './probe-evidence.js';
import type { ProbeMetrics } from './probe-metrics.js';
import type { DoubtedZone, DoubtVerdicts, SilentProbe } from './prober-doubt.js';
import type { CanaryAnswer } from './suspicion/canary.js';

const LONGEST_DETAIL = 300;

/** Whom signals go to. */
export interface SignalParts {
  readonly source: string;
  readonly sink: EvidenceSink;
  readonly log: Log;
  readonly metrics: ProbeMetrics;
  readonly evidence: ProbeEvidence;
  fail(error: unknown): void;
}

/**
 * What follows from the prober's doubt: for the evidence, and for the operator, who is told once for each zone when it
 * begins and ends.
 */
export class DoubtSignals implements DoubtVerdicts {
  readonly #suspects = new Map<DoubtedZone, SourceProblem>();

  constructor(private readonly parts: SignalParts) {}

  readonly admit = ({ target, result }: SilentProbe): void => this.parts.evidence.admit(target, result);

  readonly discard = ({ target, result }: SilentProbe): void => this.parts.evidence.discard(target, result);

  readonly fail = (error: unknown): void => this.parts.fail(error);

  readonly began = (doubted: DoubtedZone, silent: number, found: string): void => {
    const { source, sink, log, metrics } = this.parts;
    const { name: zone, title, targets } = doubted;
    metrics.suspect(zone, true);
    const detail = `${silent} of ${targets.size} targets of ${title} gave no response at about the same time: ${found}`;
    const problem = { code: 'prober-suspect', detail: detail.slice(0, LONGEST_DETAIL), effect: 'suspect' } as const;
    this.#suspects.set(doubted, problem);
    sink.fault(problem, recordedOf(targets));
    const fields = { source, zone, silent, targets: targets.size, found };
    log.error('prober suspects itself, its evidence of the zone decides nothing', fields);
  };

  readonly lasts = (targets: Iterable<ActiveTarget>): void => this.parts.evidence.keepFresh(targets);

  readonly joined = (zone: DoubtedZone, target: ActiveTarget): void => {
    const problem = this.#suspects.get(zone);
    if (!problem) return;
    this.parts.sink.fault(problem, recordedOf([target]));
    this.lasts([target]);
  };

  readonly left = (target: ActiveTarget): void => this.parts.sink.expire(recordedOf([target]));

  readonly ended = (doubted: DoubtedZone, forMs: number): void => {
    const { source, log } = this.parts;
    const { name: zone } = doubted;
    this.#end(doubted);
    log.info('prober trusts itself again, every base path of the zone waits for its next probe', {
      source,
      zone,
      forMs,
    });
  };

  readonly canaryAnswered = ({ healthy, detail }: CanaryAnswer): void => {
    this.parts.metrics.canary(healthy && detail === '');
  };

  /** Ends all doubt without a word, when the source ends. */
  calmDown(): void {
    for (const zone of this.#suspects.keys()) this.#end(zone);
  }

  #end(zone: DoubtedZone): void {
    this.#suspects.delete(zone);
    this.parts.metrics.suspect(zone.name, false);
    this.parts.sink.expire(recordedOf(zone.targets));
  }
}

function recordedOf(targets: Iterable<ActiveTarget>): BasePath[] {
  return [...targets].flatMap(({ target }) => (target.record ? [target.basePath] : []));
}
