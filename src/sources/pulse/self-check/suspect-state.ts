/** Time between two rounds while suspect. */
const ROUND_MS = 5_000;
const GOOD_ROUNDS_NEEDED = 2;

/** The outcome of one round. */
export interface Round {
  readonly canaryHealthy: boolean;
  /** More than half of the targets, and more than two, are silent. */
  readonly massSilent: boolean;
}

/**
 * Whether the prober suspects itself.
 *
 * It has two states. **Trusting**: what is observed counts, and failures that may have their cause here wait for the
 * canary. It becomes **suspect** when the mass rule holds: then no verdict rests on its evidence, failures without a
 * response are not recorded at all, and the canary is asked in rounds of five seconds. A round is good when the canary is
 * healthy and the mass rule does not hold. A bad round starts the count anew; after two good ones in a row it is trusting
 * again, and everything recorded before has to be observed anew. Nothing else leads out of it: neither time nor a single
 * answer, which may have come from a cache on the way.
 */
export class SuspectState {
  #sinceMs: number | undefined;
  #goodRounds = 0;
  #nextRoundMs = 0;

  /** True if it becomes suspect by this. */
  enter(massSilent: boolean, nowMs: number): boolean {
    if (!massSilent || this.suspect) return false;
    this.#sinceMs = nowMs;
    this.#goodRounds = 0;
    this.#nextRoundMs = nowMs + ROUND_MS;
    return true;
  }

  /** When the next round is due. */
  get dueAtMs(): number {
    return this.suspect ? this.#nextRoundMs : Infinity;
  }

  /** Starts the round that is due now; false if none is due. */
  roundDue(nowMs: number): boolean {
    if (nowMs < this.dueAtMs) return false;
    this.#nextRoundMs = nowMs + ROUND_MS;
    return true;
  }

  /** Takes the outcome of a round; true if the prober trusts itself again by this. */
  judge({ canaryHealthy, massSilent }: Round): boolean {
    if (!this.suspect) return false;
    this.#goodRounds = canaryHealthy && !massSilent ? this.#goodRounds + 1 : 0;
    if (this.#goodRounds < GOOD_ROUNDS_NEEDED) return false;
    this.#sinceMs = undefined;
    return true;
  }

  get suspect(): boolean {
    return this.#sinceMs !== undefined;
  }

  /** How long it has been suspect, ms. */
  forMs(nowMs: number): number {
    return this.#sinceMs === undefined ? 0 : nowMs - this.#sinceMs;
  }
}
