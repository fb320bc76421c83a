/** After a quiet time, the requests of this many milliseconds may be made at once. */
const BURST_MS = 100;

/** The requests that may be made a second, in all: what was not used is kept for a tenth of a second. */
export class RequestBudget {
  readonly #most: number;
  #left: number;
  #filledAtMs: number;

  constructor(
    private readonly requestsPerSecond: number,
    nowMs: number,
  ) {
    this.#most = Math.max(1, (requestsPerSecond * BURST_MS) / 1_000);
    this.#left = this.#most;
    this.#filledAtMs = nowMs;
  }

  /** Whether one request may be made now; if so, it is counted. */
  take(nowMs: number): boolean {
    this.#fill(nowMs);
    if (this.#left < 1) return false;
    this.#left--;
    return true;
  }

  /** Counts requests that have been made already: further attempts of a probe. */
  spend(requests: number): void {
    this.#left -= requests;
  }

  #fill(nowMs: number): void {
    const gained = ((nowMs - this.#filledAtMs) * this.requestsPerSecond) / 1_000;
    this.#left = Math.min(this.#most, this.#left + gained);
    this.#filledAtMs = nowMs;
  }
}
