import type { BasePath } from '../../catalogue/base-path.js';
import type { Declaration } from '../../catalogue/catalogue.js';
import { yieldToEventLoop } from '../../platform/clock/yield-to-event-loop.js';
import type { Instant } from '../../platform/clock/clock.js';
import type { EvidenceSink } from '../evidence.js';
import type { SourceContext } from '../source-kind.js';
import { ActiveTarget } from './active-target.js';
import { SelfCheckSignals } from './self-check/self-check-signals.js';
import { ExposureConditions } from './exposure-conditions.js';
import { ProbeDispatch } from './probe-dispatch.js';
import { ProbeEvidence } from './probe-evidence.js';
import { ProbeMetrics } from './probe-metrics.js';
import type { ProbingNetwork } from './probing-network.js';
import { SelfCheck } from './self-check/self-check.js';
import { LineBudget } from './line-budget.js';
import type { PulseSettings, PulseSwitchSettings } from './pulse.settings.js';
import { PauseWatch } from './schedule/pause-watch.js';
import { offsetOf } from './schedule/timetable.js';
import { OUTSIDE, type Compiled, type Target } from './target.js';
import { TargetPlan, type DeclarationCompiler } from './targets/target-plan.js';

/** Time between two looks at what is due. */
const TURN_MS = 25;
const SHOWN_EVERY_MS = 1_000;
/** An edit shows within this time, unless so many targets were edited that they have to be spread over time. */
const SOON_MS = 500;
const ENTERING_AT_A_TIME = 500;

/** Options of a run. */
export interface PulseRunOptions {
  readonly settings: PulseSettings;
  readonly context: SourceContext<PulseSwitchSettings>;
  readonly compiler: DeclarationCompiler;
  readonly network: Pick<ProbingNetwork, 'prober' | 'canary'>;
  readonly sink: EvidenceSink;
  readonly signal: AbortSignal;
}

/** Pulse from its start to its end: turns the wheel, and keeps the targets in step with the catalogue. */
export class PulseRun {
  readonly conditions: ExposureConditions;
  readonly #active = new Map<BasePath, ActiveTarget>();
  readonly #plan: TargetPlan;
  readonly #metrics: ProbeMetrics;
  readonly #dispatch: ProbeDispatch;
  readonly #evidence: ProbeEvidence;
  readonly #signals: SelfCheckSignals;
  readonly #selfCheck: SelfCheck;
  readonly #pauses = new PauseWatch();
  #allowed = true;
  #fault: unknown;
  #shownAtMs = -Infinity;

  constructor(private readonly options: PulseRunOptions) {
    const { settings, context, compiler, network, sink, signal } = options;
    const { prober, canary } = network;
    const { name: source, concurrency, perHost, requestsPerSecond } = settings;
    const { clock, log } = context;
    const fail = (error: unknown): void => void (this.#fault ??= error);
    const outside = settings.allow.hosts.length > 0 ? [OUTSIDE] : [];
    const metrics = new ProbeMetrics(source, [...settings.gateways.keys(), ...outside], context.metrics);
    const paceChanged = (target: ActiveTarget): void => this.#dispatch.slow(target);
    const lines = new LineBudget(clock);
    const unproven = ({ target: { basePath, zone } }: ActiveTarget, detail: string): void => {
      const more = lines.take();
      if (more)
        log.warn('probe could not authenticate, nothing is counted', { source, zone, basePath, detail, ...more });
    };
    const evidence = new ProbeEvidence({ sink, clock, observer: metrics, paceChanged, unproven });
    this.#plan = new TargetPlan(compiler);
    this.#metrics = metrics;
    this.#evidence = evidence;
    this.#signals = new SelfCheckSignals({ source, sink, log, metrics, evidence, fail });
    this.#selfCheck = new SelfCheck({ clock, canary, signal, verdicts: this.#signals });
    this.#dispatch = new ProbeDispatch({
      prober,
      clock,
      fail,
      observer: metrics,
      limits: { total: concurrency, perHost, requestsPerSecond },
      take: (target, result) => evidence.take(target, result, this.#selfCheck),
      gaveWay: (target) => this.#selfCheck.unanswered(target),
    });
    const compile = (declaration: Declaration): Compiled | undefined =>
      this.#plan.known(declaration) ?? compiler.compile(declaration);
    const active = (basePath: BasePath): ActiveTarget | undefined => this.#active.get(basePath);
    this.conditions = new ExposureConditions({
      source,
      compile,
      active,
      probingAllowed: () => context.live().enabled,
    });
  }

  /** Resolves once aborted; rejects on a fault of our own code. */
  async untilAborted(): Promise<void> {
    const { signal, context } = this.options;
    while (!signal.aborted) {
      const moreToDo = await this.#turn(context.clock.now());
      if (this.#fault !== undefined) throw this.#fault;
      if (moreToDo) await yieldToEventLoop();
      else await context.clock.sleep(TURN_MS, signal);
    }
  }

  /** Gives up what is under way. */
  end(): void {
    this.#dispatch.rest();
    this.#signals.endAll();
  }

  /** True when there is more to do at once. */
  async #turn(now: Instant): Promise<boolean> {
    if (this.#pauses.wasPaused(now)) await this.#goOnAfterPause();
    await this.#followCatalogue();
    this.#show(now.monotonicMs);
    const allowed = this.options.context.live().enabled;
    if (allowed !== this.#allowed) this.#switch(allowed);
    if (!allowed) return this.#dispatch.rest();
    this.#selfCheck.turn();
    return this.#dispatch.turn();
  }

  /** What came during the pause, or was due then, says nothing about the present. */
  async #goOnAfterPause(): Promise<void> {
    const { context, settings } = this.options;
    context.log.warn('process was paused, probes under way are dropped', { source: settings.name });
    this.#selfCheck.reset();
    while (this.#dispatch.rest('paused')) await yieldToEventLoop();
  }

  #switch(allowed: boolean): void {
    const { context, settings } = this.options;
    this.#allowed = allowed;
    this.#selfCheck.reset();
    if (allowed) context.log.info('probing is switched on', { source: settings.name });
    else context.log.warn('probing is switched off, its evidence ages', { source: settings.name });
  }

  async #followCatalogue(): Promise<void> {
    const next = this.options.context.catalogue.current();
    if (next.version === this.#plan.version) return;
    const atStart = this.#plan.version === undefined;
    const { leaving, entering, refusals } = await this.#plan.advance(next);
    const before = new Map(leaving.map((each) => [each, this.#leave(each)]));
    const edited = new Set(entering.map(({ basePath }) => basePath));
    for (const [basePath, target] of before) if (!edited.has(basePath)) this.#dispatch.leave(target);
    const spreadMs = Math.max(SOON_MS, (entering.length * 2_000) / this.options.settings.requestsPerSecond);
    for (const [index, target] of entering.entries()) {
      this.#enter(target, before.get(target.basePath), atStart ? undefined : spreadMs);
      if (index % ENTERING_AT_A_TIME === ENTERING_AT_A_TIME - 1) await yieldToEventLoop();
    }
    this.#metrics.planned(this.#active.size, refusals);
  }

  #enter(target: Target, before: ActiveTarget | undefined, spreadMs: number | undefined): void {
    const { context } = this.options;
    const { basePath, intervalMs } = target;
    const nowMs = context.clock.now().monotonicMs;
    const entered = new ActiveTarget(target, context.windowMs, before?.target.record ? before.pace : undefined);
    entered.pace.note(intervalMs, nowMs);
    this.#active.set(basePath, entered);
    entered.noneEarlyBeforeMs = before?.noneEarlyBeforeMs ?? -Infinity;
    const timing = { intervalMs, offsetMs: offsetOf(basePath, intervalMs), ...early(entered, nowMs, spreadMs) };
    if (before) this.#dispatch.replace(before, entered, timing);
    else this.#dispatch.enter(entered, timing);
    this.#evidence.announce(entered);
    this.#selfCheck.enter(entered);
  }

  #leave(basePath: BasePath): ActiveTarget {
    const target = this.#active.get(basePath)!;
    this.#active.delete(basePath);
    this.#selfCheck.leave(target);
    this.#evidence.withdraw(target);
    return target;
  }

  #show(nowMs: number): void {
    if (nowMs - this.#shownAtMs < SHOWN_EVERY_MS) return;
    this.#shownAtMs = nowMs;
    this.#metrics.standing(this.#dispatch, this.#active.values());
  }
}

/** The first probe of a new target, and of an edited one once in an interval, comes soon; it is noted on the target. */
function early(entered: ActiveTarget, nowMs: number, spreadMs: number | undefined): { readonly firstMs?: number } {
  const { basePath, intervalMs } = entered.target;
  if (spreadMs === undefined || nowMs < entered.noneEarlyBeforeMs) return {};
  entered.noneEarlyBeforeMs = nowMs + intervalMs;
  return { firstMs: nowMs + offsetOf(basePath, Math.min(spreadMs, intervalMs)) };
}
