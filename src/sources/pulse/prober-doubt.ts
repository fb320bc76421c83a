import type { Clock } from '../../platform/clock/clock.js';
import type { ActiveTarget } from './active-target.js';
import type { ProbeResult } from './probing/probe-result.js';
import type { Canary, CanaryAnswer, CanaryQuestion } from './suspicion/canary.js';
import { HeldFailures } from './suspicion/held-failures.js';
import { MassRule } from './suspicion/mass-rule.js';
import { Suspicion } from './suspicion/suspicion.js';
import { Witnesses } from './suspicion/witnesses.js';

/** A probe without a response, whose cause may lie here. */
export interface SilentProbe {
  readonly target: ActiveTarget;
  readonly result: ProbeResult;
}

/** What is done with what the doubt decides. */
export interface DoubtVerdicts {
  /** The prober is well: the failure is the target's. */
  admit(probe: SilentProbe): void;
  /** It may be ours: nothing was observed. */
  discard(probe: SilentProbe): void;
  /** From now on the prober doubts itself; so many targets gave no response. */
  began(silent: number, detail: string): void;
  /** At the beginning and every few seconds from then on: it says nothing of these, whether it comes to ask them or not. */
  lasts(targets: Iterable<ActiveTarget>): void;
  ended(forMs: number): void;
  canaryAnswered(answer: CanaryAnswer): void;
  /** Takes a fault of our own code. */
  fail(error: unknown): void;
}

/** What the doubt is made with. */
export interface DoubtParts {
  readonly clock: Clock;
  readonly canary: Canary;
  readonly signal: AbortSignal;
  readonly verdicts: DoubtVerdicts;
  readonly targets: { readonly size: number; values(): Iterable<ActiveTarget> };
}

/** What the canary found, and about how many gateways it was asked. */
type Found = CanaryAnswer & { readonly asked: number };

/** Suspects the observer first: decides what may be said of targets that gave no response. */
export class ProberDoubt {
  readonly #suspicion = new Suspicion();
  readonly #mass = new MassRule<ActiveTarget>();
  readonly #witnesses = new Witnesses<ActiveTarget>();
  readonly #held = new HeldFailures<SilentProbe>();
  /** When each gateway was found out of reach last, and when the prober itself was not well. */
  readonly #doubtedAtMs = new Map<URL | 'itself', number>();
  #canaryDetail = '';
  /** One more with each reset: what was asked before it is not answered any more. */
  #epoch = 0;

  constructor(private readonly parts: DoubtParts) {}

  get suspect(): boolean {
    return this.#suspicion.suspect;
  }

  /** The target gave an answer, whatever it was. */
  heard(target: ActiveTarget): void {
    this.#mass.heard(target);
    this.#witnesses.heard(target, target.everyMs, this.#nowMs());
  }

  /** The target is not asked any more, or nothing was sent to it. */
  forget(target: ActiveTarget): void {
    this.#mass.heard(target);
  }

  /** The target had not answered yet when its turn was needed: nothing is said of it, but it counts as silent. */
  unanswered(target: ActiveTarget): void {
    const nowMs = this.#nowMs();
    this.#mass.silent(target, target.everyMs, nowMs);
    if (this.#suspicion.enter(this.#massSilent(nowMs), nowMs)) this.#begin();
  }

  /** The target gave no response. */
  silent(probe: SilentProbe): void {
    this.unanswered(probe.target);
    if (this.suspect) return this.parts.verdicts.discard(probe);
    this.#held.hold(probe);
    this.turn();
  }

  /** Asks the canary where there is something to ask and it was not asked a moment ago. */
  turn(): void {
    const nowMs = this.#nowMs();
    const batch = this.#held.begin(nowMs);
    if (batch) this.#judge(batch).catch(this.parts.verdicts.fail);
    if (!this.#suspicion.roundDue(nowMs)) return;
    this.parts.verdicts.lasts(this.parts.targets.values());
    this.#round().catch(this.parts.verdicts.fail);
  }

  /** What was going on before says nothing any more: the process was paused, or probing switched off. */
  reset(): void {
    this.#epoch++;
    this.#mass.clear();
    this.#witnesses.clear();
    this.#held.take();
  }

  async #judge(batch: readonly SilentProbe[]): Promise<void> {
    const epoch = this.#epoch;
    const answer = await this.#ask(batch.map((each) => each.target));
    this.#held.end();
    for (const probe of batch) {
      if (!probe.target.isActive || epoch !== this.#epoch) continue;
      const { admit, discard } = this.parts.verdicts;
      if (this.#isTheirs(probe, answer)) admit(probe);
      else discard(probe);
    }
    this.turn();
  }

  /** The prober, and its way to the gateway, have been well since the probe began. */
  #isTheirs({ target, result }: SilentProbe, answer: Found): boolean {
    const { gateway, request } = target.target;
    const doubted = [this.#doubtedAtMs.get('itself'), gateway && this.#doubtedAtMs.get(gateway)];
    if (this.suspect || doubted.some((atMs) => atMs !== undefined && atMs >= result.startedAt.monotonicMs))
      return false;
    if (!gateway && answer.reached.size < Math.min(answer.asked, 1)) return false;
    if (!gateway && result.cause === 'dns' && !answer.resolved.has(request.url.hostname)) return false;
    return this.#witnesses.speakFor(target, this.parts.targets.size, this.#nowMs());
  }

  /** Any gateway that can be reached will do: another one may be gone for good. */
  async #round(): Promise<void> {
    const epoch = this.#epoch;
    const { healthy, reached, asked } = await this.#ask(this.parts.targets.values());
    if (epoch !== this.#epoch) return;
    const nowMs = this.#nowMs();
    const canaryHealthy = healthy && (asked === 0 || reached.size > 0);
    const forMs = this.#suspicion.forMs(nowMs);
    if (!this.#suspicion.judge({ canaryHealthy, massSilent: this.#massSilent(nowMs) })) return;
    this.#doubtedAtMs.set('itself', nowMs);
    this.parts.verdicts.ended(forMs);
  }

  async #ask(targets: Iterable<ActiveTarget>): Promise<Found> {
    const about = questionAbout([...targets]);
    // An address outside has no gateway of its own, so that those of the others have to show that there is a way out.
    const question = about.outside
      ? { ...about, gateways: questionAbout([...this.parts.targets.values()]).gateways }
      : about;
    const answer = await this.parts.canary.ask(question, this.parts.signal);
    const nowMs = this.#nowMs();
    if (!answer.healthy) this.#doubtedAtMs.set('itself', nowMs);
    for (const each of question.gateways) if (!answer.reached.has(each)) this.#doubtedAtMs.set(each, nowMs);
    this.#canaryDetail = answer.detail;
    this.parts.verdicts.canaryAnswered(answer);
    return { ...answer, asked: question.gateways.size };
  }

  #begin(): void {
    const { began, lasts, discard } = this.parts.verdicts;
    began(this.#mass.silentTargets, this.#canaryDetail);
    lasts(this.parts.targets.values());
    for (const probe of this.#held.take()) discard(probe);
  }

  #massSilent(nowMs: number): boolean {
    return this.#mass.holds(this.parts.targets.size, nowMs);
  }

  #nowMs(): number {
    return this.parts.clock.now().monotonicMs;
  }
}

function questionAbout(targets: readonly ActiveTarget[]): CanaryQuestion & { readonly outside: boolean } {
  const others = targets.filter(({ target }) => target.gateway === undefined);
  return {
    gateways: new Set(targets.flatMap(({ target }) => target.gateway ?? [])),
    unresolved: new Set(others.map(({ target }) => target.request.url.hostname)),
    outside: others.length > 0,
  };
}
