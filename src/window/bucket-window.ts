import { grown, roomFor } from './grown.js';

const MOST_IN_BUCKET = 0xffff_ffff;

interface Bucket {
  requests: Uint32Array;
  failures: Uint32Array;
}

/** Why a sample was left out: it lies in the future, before the window, or would overflow its bucket. */
export type Refusal = 'from-the-future' | 'too-old' | 'too-large';

/** Samples from clocks that are a little ahead are taken; further ahead they are wrong. */
const MOST_AHEAD_MS = 10_000;

/**
 * Sliding sums of single samples, per id: one pair of arrays for each bucket, and running sums over all of them.
 * A bucket is chosen by the time of the sample, so replicas agree. The window is the bucket of `now` and
 * the `length / bucket − 1` before it: never older than the length, at most one bucket short of it.
 */
export class BucketWindow {
  #buckets: Bucket[];
  #requests: Float64Array = new Float64Array(0);
  #failures: Float64Array = new Float64Array(0);
  /** Number of the newest bucket: wall time divided by the width. Goes back only with a clock that was set back. */
  #head = -1;
  #room = 0;
  /** One more than the highest id that ever had a sample: beyond it all is zero, and untouched memory costs nothing. */
  #end = 0;

  constructor(
    lengthMs: number,
    private readonly bucketMs: number,
  ) {
    const empty = (): Bucket => ({ requests: new Uint32Array(0), failures: new Uint32Array(0) });
    this.#buckets = Array.from({ length: lengthMs / bucketMs }, empty);
  }

  /** Forgets the buckets that have left the window that ends at `nowMs` (wall). */
  advance(nowMs: number): void {
    const head = Math.floor(nowMs / this.bucketMs);
    if (head <= this.#head) return;
    const steps = this.#head < 0 ? 0 : Math.min(head - this.#head, this.#buckets.length);
    for (let step = 0; step < steps; step++) this.#expire(this.#bucketOf(head - step));
    this.#head = head;
  }

  /** Adds a sample taken at `atMs`; returns the reason if it is left out. */
  add(id: number, sample: { atMs: number; requests: number; failures: number }, nowMs: number): Refusal | undefined {
    this.#follow(Math.floor(nowMs / this.bucketMs));
    this.advance(nowMs);
    const number = Math.floor(sample.atMs / this.bucketMs);
    if (sample.atMs > nowMs + MOST_AHEAD_MS) return 'from-the-future';
    if (number <= this.#head - this.#buckets.length) return 'too-old';
    if (id >= this.#room) this.#grow(id + 1);
    if (id >= this.#end) this.#end = id + 1;
    const bucket = this.#bucketOf(Math.min(number, this.#head));
    if (bucket.requests[id]! + sample.requests > MOST_IN_BUCKET) return 'too-large';
    bucket.requests[id]! += sample.requests;
    bucket.failures[id]! += sample.failures;
    this.#requests[id]! += sample.requests;
    this.#failures[id]! += sample.failures;
    return undefined;
  }

  requests(id: number): number {
    return this.#requests[id] ?? 0;
  }

  failures(id: number): number {
    return this.#failures[id] ?? 0;
  }

  /** Sums over the newest buckets that fit into `lengthMs`, at least one. */
  newest(id: number, lengthMs: number): { requests: number; failures: number } {
    const totals = { requests: 0, failures: 0 };
    const count = Math.min(Math.max(1, Math.floor(lengthMs / this.bucketMs)), this.#buckets.length);
    for (let step = 0; step < count && this.#head - step >= 0; step++) {
      const bucket = this.#bucketOf(this.#head - step);
      totals.requests += bucket.requests[id] ?? 0;
      totals.failures += bucket.failures[id] ?? 0;
    }
    return totals;
  }

  /** Forgets an id, which may then stand for another base path. */
  clear(id: number): void {
    if (id >= this.#room) return;
    for (const bucket of this.#buckets) {
      bucket.requests[id] = 0;
      bucket.failures[id] = 0;
    }
    this.#requests[id] = 0;
    this.#failures[id] = 0;
  }

  /** Goes back with a clock that was set back; one that wavers about the edge of a bucket was not. */
  #follow(head: number): void {
    const back = this.#head - head;
    if (back >= this.#buckets.length) this.#restart();
    else if (back > 1) this.#turnBack(back);
  }

  /** Nothing may stay for longer than a window: its age grows by as much as the clock was set back. */
  #turnBack(back: number): void {
    const buckets = this.#buckets;
    this.#buckets = buckets.map((_, index) => buckets[(index + back) % buckets.length]!);
    this.#head -= back;
  }

  /** The clock was set back so far that every new sample would be too old until it has caught up. */
  #restart(): void {
    for (const bucket of this.#buckets) this.#expire(bucket);
    this.#head = -1;
  }

  #bucketOf(number: number): Bucket {
    return this.#buckets[number % this.#buckets.length]!;
  }

  #expire({ requests, failures }: Bucket): void {
    for (let id = 0; id < this.#end; id++) {
      this.#requests[id]! -= requests[id]!;
      this.#failures[id]! -= failures[id]!;
    }
    requests.fill(0, 0, this.#end);
    failures.fill(0, 0, this.#end);
  }

  #grow(needed: number): void {
    this.#room = roomFor(needed, this.#room);
    for (const bucket of this.#buckets) {
      bucket.requests = grown(bucket.requests, this.#room);
      bucket.failures = grown(bucket.failures, this.#room);
    }
    this.#requests = grown(this.#requests, this.#room);
    this.#failures = grown(this.#failures, this.#room);
  }
}
