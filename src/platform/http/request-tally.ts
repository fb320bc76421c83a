/** Upper bounds of the buckets of request durations, seconds. */
export const DURATION_BUCKETS: readonly number[] = [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5];

/** Counts and times the requests of one method and route as plain numbers: tens of nanoseconds each. */
export class RequestTally {
  readonly #perStatus = new Map<number, number>();
  /** One for each bucket, and the rest. */
  readonly #perBucket = new Float64Array(DURATION_BUCKETS.length + 1);
  #sumMs = 0;

  constructor(
    readonly method: string,
    readonly route: string,
  ) {}

  answered(status: number, durationMs: number): void {
    this.#perStatus.set(status, (this.#perStatus.get(status) ?? 0) + 1);
    let bucket = 0;
    while (bucket < DURATION_BUCKETS.length && durationMs > DURATION_BUCKETS[bucket]! * 1_000) bucket++;
    this.#perBucket[bucket]!++;
    this.#sumMs += durationMs;
  }

  /** Requests by status. */
  get perStatus(): ReadonlyMap<number, number> {
    return this.#perStatus;
  }

  /** Requests in each bucket alone, the last being those above all bounds. */
  get perBucket(): Readonly<Float64Array> {
    return this.#perBucket;
  }

  get sumSeconds(): number {
    return this.#sumMs / 1_000;
  }
}
