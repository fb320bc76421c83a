import type { Clock } from '../../../platform/clock/clock.js';
import type { ActiveTarget } from '../active-target.js';
import type { ProbeResult } from '../probe-result.js';
import { MOST_ASKED, type Canary, type CanaryAnswer, type CanaryQuestion } from './canary.js';
import { HeldFailures } from './held-failures.js';
import { MassRule } from './mass-rule.js';
import { Witnesses } from './witnesses.js';
import { STILL_WAITING, wayOf, ZoneCheck } from './zone-check.js';

/** The evidence of suspect zones is kept fresh at this interval. */
const REFRESH_EVERY_MS = 5_000;

/** A probe without a response; the cause may be the prober itself. */
export interface SilentProbe {
  readonly target: ActiveTarget;
  readonly result: ProbeResult;
}

/** A zone that is suspect: no verdict rests on the evidence of its targets. */
export type SuspectZone = Pick<ZoneCheck, 'name' | 'title'> & { readonly targets: ReadonlySet<ActiveTarget> };

/** Acts on the decisions of the self-check. */
export interface SelfCheckObserver {
  /** The prober is well: the failure is the target's. */
  admit(probe: SilentProbe): void;
  /** The fault may be the prober's: nothing was observed. */
  discard(probe: SilentProbe): void;
  /** The zone has become suspect: `silent` targets gave no response, and `found` says what is known of the cause. */
  began(zone: SuspectZone, silent: number, found: string): void;
  /** Called at the beginning and every few seconds while a zone is suspect: nothing is known of these targets, probed or not. */
  lasts(targets: Iterable<ActiveTarget>): void;
  /** A target has joined a suspect zone. */
  joined(zone: SuspectZone, target: ActiveTarget): void;
  /** A target has left a suspect zone. */
  left(target: ActiveTarget): void;
  ended(zone: SuspectZone, forMs: number): void;
  canaryAnswered(answer: CanaryAnswer): void;
  /** Takes a fault of our own code. */
  fail(error: unknown): void;
}

/** Options of the self-check. */
export interface SelfCheckOptions {
  readonly clock: Clock;
  readonly canary: Canary;
  readonly signal: AbortSignal;
  readonly verdicts: SelfCheckObserver;
}

/** What the canary found, and how many gateways it was asked about. */
type Found = CanaryAnswer & { readonly asked: number };

/**
 * The prober checks itself first: decides, zone by zone, whether a missing response is the fault of the target. What is
 * known of the prober itself, and the witnesses that speak for it, hold for all zones.
 */
export class SelfCheck {
  readonly #zones = new Map<string, ZoneCheck>();
  readonly #mass = new MassRule<ActiveTarget>();
  readonly #witnesses = new Witnesses<ActiveTarget>();
  readonly #held = new HeldFailures<SilentProbe>();
  #targets = 0;
  /** When the prober itself was last found unwell. */
  #unwellAtMs = -Infinity;
  #refreshedAtMs = -Infinity;
  #inRound = false;
  /** Incremented by each reset: answers to earlier questions are ignored. */
  #epoch = 0;

  constructor(private readonly options: SelfCheckOptions) {}

  /** The target is probed from now on. */
  enter(target: ActiveTarget): void {
    const zone = this.#zoneOf(target);
    zone.targets.add(target);
    this.#targets++;
    if (zone.suspect) this.options.verdicts.joined(zone, target);
  }

  /** The target is no longer probed. */
  leave(target: ActiveTarget): void {
    this.forget(target);
    const zone = this.#zoneOf(target);
    if (!zone.targets.delete(target)) return;
    this.#targets--;
    if (zone.suspect) this.options.verdicts.left(target);
  }

  /** The target answered, with any outcome. */
  heard(target: ActiveTarget): void {
    this.forget(target);
    this.#witnesses.heard(target, target.everyMs, this.#nowMs());
  }

  /** Nothing was sent to the target. */
  forget(target: ActiveTarget): void {
    this.#mass.heard(target);
    this.#zoneOf(target).heard(target);
  }

  /** The probe was given up early because its slot was needed: nothing is recorded, but the target counts as silent. */
  unanswered(target: ActiveTarget, how = STILL_WAITING): void {
    const nowMs = this.#nowMs();
    const zone = this.#zoneOf(target);
    this.#mass.silent(target, target.everyMs, nowMs);
    zone.silent(target, nowMs, how);
    if (!zone.suspect && this.#massSilent(zone, nowMs)) this.#begin(zone, nowMs);
  }

  /** The target gave no response. */
  silent(probe: SilentProbe): void {
    const { target, result } = probe;
    this.unanswered(target, wayOf(result, target.target.request.url.protocol === 'https:'));
    if (this.#zoneOf(target).suspect) return this.options.verdicts.discard(probe);
    this.#held.hold(probe);
    this.turn();
  }

  /** Asks the canary if there is something to ask and it was not asked a moment ago. */
  turn(): void {
    const nowMs = this.#nowMs();
    for (const zone of this.#zones.values())
      if (zone.isSmall && !zone.suspect && this.#massSilent(zone, nowMs)) this.#begin(zone, nowMs);
    const batch = this.#held.begin(nowMs);
    if (batch) this.#judge(batch).catch(this.options.verdicts.fail);
    this.#refresh(nowMs);
    if (!this.#inRound) this.#round(nowMs).catch(this.options.verdicts.fail);
  }

  /** Discards what was seen before: the process was paused, or probing was switched off. */
  reset(): void {
    this.#epoch++;
    this.#mass.clear();
    for (const zone of this.#zones.values()) zone.reset();
    this.#witnesses.clear();
    this.#held.take();
  }

  async #judge(batch: readonly SilentProbe[]): Promise<void> {
    const epoch = this.#epoch;
    const answer = await this.#ask(batch.map((each) => each.target));
    this.#held.end();
    for (const probe of batch) {
      if (!probe.target.isActive || epoch !== this.#epoch) continue;
      const { admit, discard } = this.options.verdicts;
      if (this.#isTheirs(probe, answer)) admit(probe);
      else discard(probe);
    }
    this.turn();
  }

  /** The prober, and its way to the gateway, have been well since the probe began. */
  #isTheirs({ target, result }: SilentProbe, answer: Found): boolean {
    const { gateway, request } = target.target;
    const zone = this.#zoneOf(target);
    const suspectAtMs = Math.max(this.#unwellAtMs, zone.suspectAtMs);
    if (zone.suspect || suspectAtMs >= result.startedAt.monotonicMs || !zone.isReached(answer)) return false;
    if (!gateway && result.cause === 'dns' && !answer.resolved.has(request.url.hostname)) return false;
    return this.#witnesses.speakFor(target, this.#targets, this.#nowMs());
  }

  /** Looks at the zones that are due, the longest waiting first: each has its own gateway to be reached. */
  async #round(nowMs: number): Promise<void> {
    const suspects = [...this.#zones.values()].filter(({ state }) => state.dueAtMs <= nowMs);
    if (suspects.length === 0) return;
    const longest = suspects.toSorted((one, other) => one.state.dueAtMs - other.state.dueAtMs);
    const zones = longest.slice(0, MOST_ASKED);
    for (const { state } of zones) state.roundDue(nowMs);
    const epoch = this.#epoch;
    this.#inRound = true;
    const answer = await this.#ask(zones.flatMap((zone) => [...zone.targets]));
    this.#inRound = false;
    if (epoch === this.#epoch) for (const zone of zones) this.#conclude(zone, answer);
  }

  /** The round of one zone. */
  #conclude(zone: ZoneCheck, answer: Found): void {
    const nowMs = this.#nowMs();
    const canaryHealthy = answer.healthy && (zone.targets.size === 0 || zone.isReached(answer));
    const forMs = zone.state.forMs(nowMs);
    if (!zone.state.judge({ canaryHealthy, massSilent: this.#massSilent(zone, nowMs) })) return;
    zone.suspectAtMs = nowMs;
    this.options.verdicts.ended(zone, forMs);
  }

  async #ask(targets: readonly ActiveTarget[]): Promise<Found> {
    const zones = new Set(targets.map((target) => this.#zoneOf(target)));
    const question = this.#question(targets, zones);
    const answer = await this.options.canary.ask(question, this.options.signal);
    const nowMs = this.#nowMs();
    const found = { ...answer, asked: question.gateways.size };
    if (!answer.healthy) this.#unwellAtMs = nowMs;
    for (const zone of zones) if (!zone.gateway || question.gateways.has(zone.gateway)) zone.note(found, nowMs);
    this.options.verdicts.canaryAnswered(answer);
    return found;
  }

  /** An address outside has no gateway of its own: the gateways of the other zones show whether the network works. */
  #question(targets: readonly ActiveTarget[], zones: ReadonlySet<ZoneCheck>): CanaryQuestion {
    const outside = targets.filter(({ target }) => target.gateway === undefined);
    const others = outside.length > 0 ? [...this.#zones.values()].filter((zone) => zone.targets.size > 0) : [];
    const gateways = [...zones, ...others].flatMap(({ gateway }) => gateway ?? []);
    return {
      gateways: new Set([...new Set(gateways)].slice(0, MOST_ASKED)),
      unresolved: new Set(outside.map(({ target }) => target.request.url.hostname)),
    };
  }

  #begin(zone: ZoneCheck, nowMs: number): void {
    const { began, lasts, discard } = this.options.verdicts;
    zone.state.enter(true, nowMs);
    began(zone, zone.silentTargets, zone.found(nowMs));
    lasts(zone.targets);
    for (const probe of this.#held.take(({ target }) => zone.targets.has(target))) discard(probe);
  }

  #refresh(nowMs: number): void {
    if (nowMs - this.#refreshedAtMs < REFRESH_EVERY_MS) return;
    this.#refreshedAtMs = nowMs;
    for (const zone of this.#zones.values()) if (zone.suspect) this.options.verdicts.lasts(zone.targets);
  }

  /** One or two may fall silent together by chance, but hardly while most of all others are silent, too. */
  #massSilent(zone: ZoneCheck, nowMs: number): boolean {
    if (!zone.isSmall) return zone.massSilent(nowMs);
    return zone.mostSilent(nowMs) && this.#mass.holds(this.#targets, nowMs);
  }

  #zoneOf({ target }: ActiveTarget): ZoneCheck {
    const known = this.#zones.get(target.zone) ?? new ZoneCheck(target.zone, target.gateway);
    this.#zones.set(target.zone, known);
    return known;
  }

  #nowMs(): number {
    return this.options.clock.now().monotonicMs;
  }
}
