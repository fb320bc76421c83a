/** The canary is not asked more often than this. */
const ASKED_AT_MOST_EVERY_MS = 1_000;

/**
 * Failures that wait until the canary has answered. Each batch is judged by a question that was asked after its last
 * failure came in: an older answer may be out of date.
 */
export class HeldFailures<T> {
  #held: T[] = [];
  #askedAtMs = -Infinity;
  #asking = false;

  hold(failure: T): void {
    this.#held.push(failure);
  }

  /** The failures to ask the canary about now; undefined if there are none, or it was asked a moment ago. */
  begin(nowMs: number): readonly T[] | undefined {
    if (this.#asking || this.#held.length === 0 || nowMs - this.#askedAtMs < ASKED_AT_MOST_EVERY_MS) return undefined;
    const batch = this.#held;
    this.#held = [];
    this.#asking = true;
    this.#askedAtMs = nowMs;
    return batch;
  }

  /** The canary has answered. */
  end(): void {
    this.#asking = false;
  }

  /** Removes and returns the held failures that are wanted: the canary will not judge them. */
  take(wanted: (failure: T) => boolean = () => true): readonly T[] {
    const taken = this.#held.filter(wanted);
    this.#held = this.#held.filter((each) => !wanted(each));
    return taken;
  }

  get size(): number {
    return this.#held.length;
  }
}
