import type { ActiveTarget } from '../active-target.js';
import type { ProbeCause, ProbeResult } from '../probe-result.js';
import { gatewayTrouble, type CanaryAnswer } from './canary.js';
import { MassRule, NEVER_SUSPECT } from './mass-rule.js';
import { SuspectState } from './suspect-state.js';
import { OUTSIDE } from '../target.js';

/** The finding of the canary explains failures for this long. */
const TELLING_FOR_MS = 30_000;

/** How a target failed whose probe was given up before its time-out. */
export const STILL_WAITING = 'no answer yet';

const WAYS: Partial<Readonly<Record<ProbeCause, string>>> = {
  dns: 'name not resolved',
  connect: 'no connection',
  tls: 'no TLS',
  reset: 'cut off',
  protocol: 'no final answer',
};

/** The self-check of one zone: its targets are reached through the same gateway, so they become suspect together. */
export class ZoneCheck {
  readonly state = new SuspectState();
  readonly targets = new Set<ActiveTarget>();
  /** When its gateway was last found unreachable, or the zone was last trusted again. */
  suspectAtMs = -Infinity;
  readonly #mass = new MassRule<ActiveTarget>();
  #trouble = '';
  #troubleAtMs = -Infinity;

  constructor(
    readonly name: string,
    /** Undefined for the addresses outside. */
    readonly gateway: URL | undefined,
  ) {}

  get suspect(): boolean {
    return this.state.suspect;
  }

  get silentTargets(): number {
    return this.#mass.silentTargets;
  }

  silent(target: ActiveTarget, nowMs: number, how: string): void {
    this.#mass.silent(target, target.everyMs, nowMs, how);
  }

  heard(target: ActiveTarget): void {
    this.#mass.heard(target);
  }

  /** Discards what was seen before. */
  reset(): void {
    this.#mass.clear();
  }

  /** The mass rule never holds for so few: their silence means something only together with that of most others. */
  get isSmall(): boolean {
    return this.targets.size <= NEVER_SUSPECT;
  }

  mostSilent(nowMs: number): boolean {
    return this.#mass.most(this.targets.size, nowMs);
  }

  massSilent(nowMs: number): boolean {
    return this.#mass.holds(this.targets.size, nowMs);
  }

  /** Whether its targets can be reached: its own gateway answers, or any gateway if it has none. */
  isReached({ reached, asked }: Pick<CanaryAnswer, 'reached'> & { readonly asked: number }): boolean {
    return this.gateway ? reached.has(this.gateway) : asked === 0 || reached.size > 0;
  }

  /** Notes what the canary found about it. */
  note(answer: CanaryAnswer & { readonly asked: number }, nowMs: number): void {
    const isReached = this.isReached(answer);
    if (!isReached) this.suspectAtMs = nowMs;
    this.#troubleAtMs = nowMs;
    if (answer.healthy && isReached) this.#trouble = '';
    else this.#trouble = answer.healthy && this.gateway ? gatewayTrouble(this.gateway) : answer.detail;
  }

  /** How its targets failed, and what the canary found lately. */
  found(nowMs: number): string {
    const trouble = nowMs - this.#troubleAtMs <= TELLING_FOR_MS ? this.#trouble : '';
    return [this.#mass.ways, trouble].filter((each) => each !== '').join('; ');
  }

  /** Its name in a sentence. */
  get title(): string {
    return this.name === OUTSIDE ? 'addresses outside' : `the zone ${this.name}`;
  }
}

/** How a probe failed, in a few words. For a time-out, how far it got; on a kept connection it was waiting for the answer. */
export function wayOf({ cause, phases }: ProbeResult, isSecure: boolean): string {
  const known = WAYS[cause];
  if (known !== undefined) return known;
  if (phases.dnsMs !== undefined && phases.connectMs === undefined) return 'no connection in time';
  const hasConnected = phases.connectMs !== undefined && phases.tlsMs === undefined;
  return hasConnected && isSecure ? 'no TLS in time' : 'no answer in time';
}
