/**
 * The pace that verdicts are judged by: the slowest of the last window. What slows down counts at once; what gets faster
 * counts once a whole window has been probed that fast, or there would be too few probes in it.
 */
export class AnnouncedPace {
  #everyMs: number;
  /** The faster pace that is not announced yet, and since when it is kept. */
  #coming: { everyMs: number; sinceMs: number } | undefined;

  constructor(
    everyMs: number,
    private readonly windowMs: number,
  ) {
    this.#everyMs = everyMs;
  }

  /** Notes the pace that is kept now; true when what is to be announced changed by it. */
  note(everyMs: number, nowMs: number): boolean {
    const before = this.#everyMs;
    if (everyMs >= before) {
      this.#everyMs = everyMs;
      this.#coming = undefined;
    } else if (this.#coming?.everyMs !== everyMs) this.#coming = { everyMs, sinceMs: nowMs };
    else if (nowMs - this.#coming.sinceMs >= this.windowMs) {
      this.#everyMs = everyMs;
      this.#coming = undefined;
    }
    return this.#everyMs !== before;
  }

  get everyMs(): number {
    return this.#everyMs;
  }
}
