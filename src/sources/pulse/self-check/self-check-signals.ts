import type { BasePath } from '../../../catalogue/base-path.js';
import type { Log } from '../../../platform/telemetry/log.js';
import type { EvidenceSink, SourceProblem } from '../../evidence.js';
import type { ActiveTarget } from '../active-target.js';
import type { ProbeEvidence } from '../probe-evidence.js';
import type { ProbeMetrics } from '../probe-metrics.js';
import type { SuspectZone, SelfCheckObserver, SilentProbe } from './self-check.js';
import type { CanaryAnswer } from './canary.js';

const LONGEST_DETAIL = 300;

/** Options of the signals. */
export interface SignalOptions {
  readonly source: string;
  readonly sink: EvidenceSink;
  readonly log: Log;
  readonly metrics: ProbeMetrics;
  readonly evidence: ProbeEvidence;
  fail(error: unknown): void;
}

/**
 * Turns the decisions of the self-check into evidence and into log messages: one when a zone becomes suspect, and one when
 * it is trusted again.
 */
export class SelfCheckSignals implements SelfCheckObserver {
  readonly #suspects = new Map<SuspectZone, SourceProblem>();

  constructor(private readonly options: SignalOptions) {}

  readonly admit = ({ target, result }: SilentProbe): void => this.options.evidence.admit(target, result);

  readonly discard = ({ target, result }: SilentProbe): void => this.options.evidence.discard(target, result);

  readonly fail = (error: unknown): void => this.options.fail(error);

  readonly began = (suspect: SuspectZone, silent: number, found: string): void => {
    const { source, sink, log, metrics } = this.options;
    const { name: zone, title, targets } = suspect;
    metrics.suspect(zone, true);
    const detail = `${silent} of ${targets.size} targets of ${title} gave no response at about the same time: ${found}`;
    const problem = { code: 'prober-suspect', detail: detail.slice(0, LONGEST_DETAIL), effect: 'suspect' } as const;
    this.#suspects.set(suspect, problem);
    sink.fault(problem, recordedOf(targets));
    const fields = { source, zone, silent, targets: targets.size, found };
    log.error('prober suspects itself, its evidence of the zone decides nothing', fields);
  };

  readonly lasts = (targets: Iterable<ActiveTarget>): void => this.options.evidence.keepFresh(targets);

  readonly joined = (zone: SuspectZone, target: ActiveTarget): void => {
    const problem = this.#suspects.get(zone);
    if (!problem) return;
    this.options.sink.fault(problem, recordedOf([target]));
    this.lasts([target]);
  };

  readonly left = (target: ActiveTarget): void => this.options.sink.expire(recordedOf([target]));

  readonly ended = (suspect: SuspectZone, forMs: number): void => {
    const { source, log } = this.options;
    const { name: zone } = suspect;
    this.#end(suspect);
    log.info('prober trusts itself again, every base path of the zone waits for its next probe', {
      source,
      zone,
      forMs,
    });
  };

  readonly canaryAnswered = ({ healthy, detail }: CanaryAnswer): void => {
    this.options.metrics.canary(healthy && detail === '');
  };

  /** Ends every suspect state without a log message, when the source ends. */
  endAll(): void {
    for (const zone of this.#suspects.keys()) this.#end(zone);
  }

  #end(zone: SuspectZone): void {
    this.#suspects.delete(zone);
    this.options.metrics.suspect(zone.name, false);
    this.options.sink.expire(recordedOf(zone.targets));
  }
}

function recordedOf(targets: Iterable<ActiveTarget>): BasePath[] {
  return [...targets].flatMap(({ target }) => (target.record ? [target.basePath] : []));
}
