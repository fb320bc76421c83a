/** What an answer says about the pace: its status and its `Retry-After`. */
export interface PaceAnswer {
  readonly status?: number;
  readonly retryAfterMs?: number;
}

/** The bounds of one target's pace. */
export interface PaceBounds {
  readonly intervalMs: number;
  readonly longestIntervalMs: number;
}

const TOO_MANY_REQUESTS = 429;
const UNAVAILABLE = 503;

/**
 * Slows one target down while it asks for that: 429 doubles the time between two probes, `Retry-After` (with 429 or
 * 503) makes it at least that long, never longer than leaves one probe in every window; every other answer halves it
 * again. Counted in whole intervals, so that a target keeps its place in the schedule.
 */
export class SlowDown {
  #stride = 1;

  constructor(private readonly bounds: PaceBounds) {}

  /** Whether the pace changed. */
  note({ status, retryAfterMs }: PaceAnswer): boolean {
    const before = this.#stride;
    const asked = status === TOO_MANY_REQUESTS || (status === UNAVAILABLE && retryAfterMs !== undefined);
    if (!asked) this.#stride = Math.max(1, before >> 1);
    else {
      const doubled = status === TOO_MANY_REQUESTS ? before * 2 : before;
      const wanted = Math.ceil((retryAfterMs ?? 0) / this.bounds.intervalMs);
      this.#stride = Math.min(Math.max(doubled, wanted), this.#longestStride);
    }
    return this.#stride !== before;
  }

  /** A probe is made once in this many intervals. */
  get stride(): number {
    return this.#stride;
  }

  /** Time between two probes now, ms. */
  get everyMs(): number {
    return this.#stride * this.bounds.intervalMs;
  }

  get #longestStride(): number {
    return Math.max(1, Math.floor(this.bounds.longestIntervalMs / this.bounds.intervalMs));
  }
}
