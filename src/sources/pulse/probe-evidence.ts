import type { LastProbe } from '../../catalogue/exposure-watchers.js';
import type { Clock } from '../../platform/clock/clock.js';
import type { EvidenceSink } from '../evidence.js';
import type { ActiveTarget } from './active-target.js';
import { PROMPT_MS } from './probe-dispatch.js';
import type { SelfCheck } from './self-check/self-check.js';
import type { ProbeResult } from './probe-result.js';

/** Called with the outcome of each probe. */
export interface EvidenceObserver {
  probed(result: ProbeResult): void;
  observed(outcome: LastProbe['outcome']): void;
}

/** Options of the evidence. */
export interface EvidenceOptions {
  readonly sink: EvidenceSink;
  readonly clock: Clock;
  readonly observer: EvidenceObserver;
  /** Called when the API was not asked, or did not answer, for want of a credential or of a client certificate; once for each reason. */
  unproven(target: ActiveTarget, detail: string): void;
  /** A target asked to be slowed down, or no longer does. */
  paceChanged(target: ActiveTarget): void;
}

/** Turns the results of probes into evidence: which are recorded, which are not, and what is shown of them. */
export class ProbeEvidence {
  constructor(private readonly options: EvidenceOptions) {}

  /** Takes a result; `selfCheck` decides what becomes of those without a response. */
  take(target: ActiveTarget, result: ProbeResult, selfCheck: SelfCheck): void {
    this.options.observer.probed(result);
    learn(target, result);
    if (result.outcome === 'no-response' && result.cause !== 'auth') return selfCheck.silent({ target, result });
    const answered = result.outcome === 'success' || result.outcome === 'failure';
    if (answered || result.outcome === 'bad-data') selfCheck.heard(target);
    else selfCheck.forget(target);
    if (!answered) return this.#unanswered(target, result);
    this.#followPace(target, result);
    this.#record(target, result, result.outcome === 'failure' ? 1 : 0);
  }

  /** The target is to blame for giving no response. */
  admit(target: ActiveTarget, result: ProbeResult): void {
    this.#record(target, result, 1);
  }

  /** Nothing was observed. */
  discard(target: ActiveTarget, result: ProbeResult): void {
    this.#note(target, result, 'unobserved');
  }

  /**
   * Records samples of no requests, so that the reason stays that of the source; not for targets whose address the guard
   * refused. Only while no verdict rests on this source.
   */
  keepFresh(targets: Iterable<ActiveTarget>): void {
    const nothing = { atMs: this.options.clock.now().wallMs, requests: 0, failures: 0 };
    const kept = [...targets].filter(({ target, blocked }) => target.record && blocked === undefined);
    this.options.sink.record(kept.map(({ target: { basePath } }) => ({ basePath, ...nothing })));
  }

  /** Tells the window how regularly samples of a target come. */
  announce({ target: { basePath, record, request }, pace }: ActiveTarget): void {
    if (record) this.options.sink.pace(basePath, { intervalMs: pace.everyMs, timeoutMs: request.timeoutMs });
  }

  /** A target is no longer probed: what was recorded ages like any other evidence. */
  withdraw({ target: { basePath, record } }: ActiveTarget): void {
    if (record) this.options.sink.pace(basePath, undefined);
  }

  #unanswered(target: ActiveTarget, result: ProbeResult): void {
    const { cause, detail } = result;
    if (cause === 'auth' && target.lastProbe?.detail !== detail) this.options.unproven(target, detail);
    this.discard(target, result);
  }

  #record(target: ActiveTarget, result: ProbeResult, failures: 0 | 1): void {
    this.#note(target, result, failures === 1 ? 'failure' : 'success');
    const { basePath, record } = target.target;
    if (!record) return;
    // A base path that was withdrawn and declared again within a moment may have been dropped by the window meanwhile.
    this.announce(target);
    this.options.sink.record([{ basePath, atMs: endMs(result), requests: 1, failures }]);
  }

  #followPace(target: ActiveTarget, result: ProbeResult): void {
    if (target.slowDown.note(result)) this.options.paceChanged(target);
    const { monotonicMs } = this.options.clock.now();
    if (target.pace.note(target.slowDown.everyMs, monotonicMs)) this.announce(target);
  }

  #note(target: ActiveTarget, result: ProbeResult, outcome: LastProbe['outcome']): void {
    const { status, durationMs, detail } = result;
    target.lastProbe = { atMs: endMs(result), outcome, durationMs, detail, ...(status !== undefined && { status }) };
    this.options.observer.observed(outcome);
  }
}

/** Remembers what a result says about its target, for the next probe. */
function learn(target: ActiveTarget, { outcome, detail, durationMs, tlsDaysLeft }: ProbeResult): void {
  target.tlsDaysLeft = tlsDaysLeft ?? target.tlsDaysLeft;
  target.blocked = outcome === 'blocked' ? detail : undefined;
  if (outcome === 'no-response') target.slow = true;
  else if (durationMs <= PROMPT_MS) target.slow = false;
}

/** Wall time at which a probe ended, and what it found was true. */
function endMs({ startedAt, durationMs }: ProbeResult): number {
  return startedAt.wallMs + Math.round(durationMs);
}
