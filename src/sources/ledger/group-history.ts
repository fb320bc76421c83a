import { RareCounts } from '../rare-counts.js';
import { grown } from '../column.js';
import { FAILURE, takesPart } from './counter-page.js';

/** So far behind the window a hole is still compared with what was served around it. */
const MARGIN_MS = 120_000;
/** The sums over all groups reach back further: it takes minutes to see who took over from whom. */
const LONG_MS = 900_000;
const FIRST_ROOM = 64;

/** Requests and failures, fractions too. */
export interface Flowed {
  readonly requests: number;
  readonly failures: number;
}

interface Bucket {
  requests: Float32Array;
  readonly failures: RareCounts<Float32Array>;
}

/**
 * What all instances together served for sure, per group and bucket of time: growth is spread evenly over the time in
 * which it took place.
 */
export class GroupHistory {
  readonly #buckets: Bucket[];
  readonly #totals: Float64Array;
  #head = -1;
  #totalsHead = -1;
  /** Up to when anything was told, wall ms. */
  #newestMs = 0;
  #room = FIRST_ROOM;

  constructor(
    private readonly windowMs: number,
    private readonly bucketMs: number,
  ) {
    const count = Math.ceil((windowMs + MARGIN_MS) / bucketMs) + 1;
    const empty = (): Bucket => ({
      requests: new Float32Array(FIRST_ROOM),
      failures: new RareCounts((room) => new Float32Array(room)),
    });
    this.#buckets = Array.from({ length: count }, empty);
    this.#totals = new Float64Array(Math.ceil((windowMs + LONG_MS) / bucketMs) + 1);
  }

  /** One more than the highest number that a group may have of which anything was added. */
  get room(): number {
    return this.#room;
  }

  /** Adds what was gained between two times, wall ms. */
  add(group: number, counted: number, gained: number, { fromMs, toMs }: { fromMs: number; toMs: number }): void {
    if (!takesPart(counted)) return;
    const begin = Math.min(fromMs, toMs - 1);
    this.#advance(Math.floor(toMs / this.bucketMs));
    this.#newestMs = Math.max(this.#newestMs, toMs);
    if (group >= this.#room) this.#grow(group + 1);
    for (const { number, share } of this.#shares(begin, toMs)) {
      const part = gained * share;
      if (number > this.#totalsHead - this.#totals.length) this.#totals[number % this.#totals.length]! += part;
      if (number <= this.#head - this.#buckets.length) continue;
      const bucket = this.#bucketOf(number);
      bucket.requests[group]! += part;
      if (counted === FAILURE) bucket.failures.add(group, part);
    }
  }

  /** What one group was served between two times, wall ms; a bucket that lies in them in part counts for its part. */
  of(group: number, fromMs: number, toMs: number): Flowed {
    let [requests, failures] = [0, 0];
    if (group >= this.#room || toMs <= fromMs) return { requests, failures };
    for (const { number, part } of this.#shares(fromMs, toMs)) {
      if (number > this.#head || number <= this.#head - this.#buckets.length) continue;
      const bucket = this.#bucketOf(number);
      requests += bucket.requests[group]! * part;
      failures += bucket.failures.get(group) * part;
    }
    return { requests, failures };
  }

  /** What all groups together were served between two times, wall ms. */
  ofAll(fromMs: number, toMs: number): number {
    let requests = 0;
    if (toMs <= fromMs) return 0;
    for (const { number, part } of this.#shares(fromMs, toMs)) {
      if (number > this.#totalsHead || number <= this.#totalsHead - this.#totals.length) continue;
      requests += this.#totals[number % this.#totals.length]! * part;
    }
    return requests;
  }

  /** What each bucket of the last window holds of a group, oldest first, for a base path that has just been declared. */
  *bucketsOf(group: number): Generator<Flowed & { readonly fromMs: number }> {
    if (group >= this.#room) return;
    const count = Math.floor(this.windowMs / this.bucketMs);
    for (let number = Math.max(0, this.#head - count + 1); number <= this.#head; number++) {
      const bucket = this.#bucketOf(number);
      const [requests, failures] = [bucket.requests[group]!, bucket.failures.get(group)];
      if (requests > 0) yield { requests, failures, fromMs: number * this.bucketMs };
    }
  }

  /** The buckets between two times: which share of that time each has, and which part of the bucket lies in it. */
  *#shares(fromMs: number, toMs: number): Generator<{ number: number; share: number; part: number }> {
    const last = Math.floor((toMs - 1) / this.bucketMs);
    const least = this.#head - this.#totals.length;
    for (let number = Math.max(least, Math.floor(fromMs / this.bucketMs)); number <= last; number++) {
      const begin = Math.max(fromMs, number * this.bucketMs);
      const end = Math.min(toMs, (number + 1) * this.bucketMs);
      const filledMs = this.#filledMs(number);
      const toldMs = Math.min(end, number * this.bucketMs + filledMs);
      yield { number, share: (end - begin) / (toMs - fromMs), part: Math.max(0, toldMs - begin) / filledMs };
    }
  }

  /** How much of a bucket's time has been told: the newest one is full only up to the newest page. */
  #filledMs(number: number): number {
    const toldMs = this.#newestMs - number * this.bucketMs;
    return toldMs > 0 ? Math.min(this.bucketMs, toldMs) : this.bucketMs;
  }

  #advance(head: number): void {
    if (head > this.#head) {
      for (let step = 0; step < Math.min(head - this.#head, this.#buckets.length); step++) {
        const bucket = this.#bucketOf(head - step);
        bucket.requests.fill(0);
        bucket.failures.clear();
      }
      this.#head = head;
    }
    for (; this.#totalsHead < head; this.#totalsHead++) {
      if (this.#totalsHead < head - this.#totals.length) this.#totalsHead = head - this.#totals.length;
      this.#totals[(this.#totalsHead + 1) % this.#totals.length] = 0;
    }
  }

  #bucketOf(number: number): Bucket {
    return this.#buckets[number % this.#buckets.length]!;
  }

  #grow(needed: number): void {
    while (this.#room < needed) this.#room *= 2;
    for (const bucket of this.#buckets) bucket.requests = grown(bucket.requests, this.#room);
  }
}
