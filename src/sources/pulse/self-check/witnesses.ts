/** An answer proves that the prober is well for so long, or for as long as the target's own pace where that is slower. */
const TELLING_FOR_MS = 30_000;
/** Where there are no more targets than these besides, their silence proves nothing. */
const TOO_FEW = 2;

interface Testimony<K> {
  readonly key: K;
  readonly untilMs: number;
}

/** The targets that answered lately: a second, unrelated one that did speaks for the prober. */
export class Witnesses<K> {
  /** The two of different targets that tell for longest; more are never needed. */
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

  /** Whether another target speaks for the prober when `key` gave no response; with few targets, nobody has to. */
  speakFor(key: K, targets: number, nowMs: number): boolean {
    if (targets - 1 <= TOO_FEW) return true;
    return [this.#best, this.#second].some((each) => each !== undefined && each.key !== key && each.untilMs >= nowMs);
  }
}
