/** An answer proves that the prober is well for this long, or for the pace of the target if that is slower. */
const TELLING_FOR_MS = 30_000;
/** With no more other targets than this, their silence proves nothing. */
const TOO_FEW = 2;

interface Testimony<K> {
  readonly key: K;
  readonly untilMs: number;
}

/** The targets that answered lately: another target that did speaks for the prober. */
export class Witnesses<K> {
  /** The two, of different targets, that hold for longest; more are never needed. */
  #best: Testimony<K> | undefined;
  #second: Testimony<K> | undefined;

  /** `everyMs`: when to expect the target's next answer at the latest. */
  heard(key: K, everyMs: number, nowMs: number): void {
    const testimony = { key, untilMs: nowMs + Math.max(TELLING_FOR_MS, everyMs) };
    if (this.#best === undefined || this.#best.key === key || testimony.untilMs >= this.#best.untilMs) {
      if (this.#best && this.#best.key !== key) this.#second = this.#best;
      this.#best = testimony;
    } else if (this.#second === undefined || this.#second.key === key || testimony.untilMs >= this.#second.untilMs)
      this.#second = testimony;
  }

  clear(): void {
    this.#best = undefined;
    this.#second = undefined;
  }

  /** Whether another target speaks for the prober when `key` gave no response; with few targets, none has to. */
  speakFor(key: K, targets: number, nowMs: number): boolean {
    if (targets - 1 <= TOO_FEW) return true;
    return [this.#best, this.#second].some((each) => each !== undefined && each.key !== key && each.untilMs >= nowMs);
  }
}
