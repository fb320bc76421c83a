import { RareCounts } from '../sources/rare-counts.js';
import { grown, roomFor } from '../sources/column.js';

const MOST_IN_BUCKET = 0xffff_ffff;

interface Bucket {
  requests: Uint32Array;
  readonly failures: RareCounts<Uint32Array>;
  readonly clientErrors: RareCounts<Uint32Array>;
}

/** What a sample adds; of the successes, `clientErrors` were answered with a 4xx. */
interface Counts {
  readonly atMs: number;
  readonly requests: number;
  readonly failures: number;
  readonly clientErrors?: number;
}

/** Why a sample was left out: it lies in the future, before the window, or would overflow its bucket. */
export type Refusal = 'from-the-future' | 'too-old' | 'too-large';

/** Samples from clocks that are a little ahead are taken; further ahead they are wrong. */
const MOST_AHEAD_MS = 10_000;
/** A window that ends with its evidence does not wait longer than this for more. */
const MOST_BEHIND_MS = 60_000;

/**
 * Sliding sums of single samples, per id: one pair of arrays for each bucket, and running sums over all of them.
 * A bucket is chosen by the time of the sample, so replicas agree. The window is the bucket of `now` and
 * the `length / bucket − 1` before it: never older than the length, at most one bucket short of it.
 *
 * Where the evidence is told in arrears, `endWith` says up to when it is complete. Then the window is as long as it says
 * and ends there, or what has not come yet would be missing in it; of the bucket in which it begins a part counts.
 */
export class BucketWindow {
  #buckets: Bucket[];
  #requests: Float64Array = new Float64Array(0);
  #failures: Float64Array = new Float64Array(0);
  #clientErrors: Float64Array | undefined;
  /** Number of the newest bucket: wall time divided by the width. Goes back only with a clock that was set back. */
  #head = -1;
  /** Number of the oldest bucket that is in the sums. */
  #tail = -1;
  /** Up to when the evidence is complete, wall ms; undefined where it is told as it happens. */
  #completeMs: number | undefined;
  #nowMs = -1;
  /** Where the window begins, wall ms, and how much of its oldest bucket, ms, lies before that. */
  #startMs = -Infinity;
  #outsideMs = 0;
  #room = 0;
  /** One more than the highest id that ever had a sample: beyond it all is zero, and untouched memory costs nothing. */
  #end = 0;

  constructor(
    private readonly lengthMs: number,
    private readonly bucketMs: number,
  ) {
    this.#buckets = Array.from({ length: lengthMs / bucketMs }, () => this.#emptyBucket());
  }

  /** Says that the evidence told so far is complete up to `atMs` (wall), on the whole. */
  endWith(atMs: number): void {
    if (this.#completeMs === undefined) this.#lengthen();
    this.#completeMs = atMs;
    this.#begin();
  }

  /** Where the window begins, wall ms. */
  get startMs(): number {
    return this.#startMs;
  }

  /** Forgets the buckets that have left the window at `nowMs` (wall). */
  advance(nowMs: number): void {
    const head = Math.floor(nowMs / this.bucketMs);
    if (head >= this.#head) {
      this.#head = head;
      this.#nowMs = nowMs;
    }
    this.#begin();
  }

  /** Adds a sample taken at `atMs`; returns the reason if it is left out. */
  add(id: number, sample: Counts, nowMs: number): Refusal | undefined {
    if (nowMs !== this.#nowMs) this.#follow(nowMs);
    const number = Math.floor(sample.atMs / this.bucketMs);
    if (sample.atMs > nowMs + MOST_AHEAD_MS) return 'from-the-future';
    if (number < this.#tail) return 'too-old';
    if (id >= this.#room) this.#grow(id + 1);
    if (id >= this.#end) this.#end = id + 1;
    const bucket = this.#bucketOf(Math.min(number, this.#head));
    if (bucket.requests[id]! + sample.requests > MOST_IN_BUCKET) return 'too-large';
    bucket.requests[id]! += sample.requests;
    this.#requests[id]! += sample.requests;
    if (sample.failures > 0) {
      bucket.failures.add(id, sample.failures);
      this.#failures[id]! += sample.failures;
    }
    if (sample.clientErrors !== undefined && sample.clientErrors > 0) this.#addClientErrors(bucket, id, sample);
    return undefined;
  }

  requests(id: number): number {
    const sum = this.#requests[id] ?? 0;
    return this.#outsideMs === 0 ? sum : sum - this.#outside(this.#bucketOf(this.#tail).requests[id]);
  }

  failures(id: number): number {
    const sum = this.#failures[id] ?? 0;
    return this.#outsideMs === 0 ? sum : sum - this.#outside(this.#bucketOf(this.#tail).failures.get(id));
  }

  /** Whether a sample ever had any. */
  get hasClientErrors(): boolean {
    return this.#clientErrors !== undefined;
  }

  clientErrors(id: number): number {
    if (!this.#clientErrors) return 0;
    return (this.#clientErrors[id] ?? 0) - this.#outside(this.#bucketOf(this.#tail).clientErrors.get(id));
  }

  /** Sums over the buckets that fit into the newest `lengthMs` of the window, at least one, and over what came after it. */
  newest(id: number, lengthMs: number): { requests: number; failures: number } {
    const totals = { requests: 0, failures: 0 };
    const behind = this.#head - Math.floor((this.#startMs + this.lengthMs) / this.bucketMs);
    const count = Math.max(1, Math.floor(lengthMs / this.bucketMs)) + Math.max(0, behind);
    for (let number = Math.max(0, this.#tail, this.#head - count + 1); number <= this.#head; number++) {
      const bucket = this.#bucketOf(number);
      totals.requests += bucket.requests[id] ?? 0;
      totals.failures += bucket.failures.get(id);
    }
    return totals;
  }

  /** Forgets an id, which may then stand for another base path. */
  clear(id: number): void {
    if (id >= this.#room) return;
    for (const bucket of this.#buckets) {
      bucket.requests[id] = 0;
      bucket.failures.delete(id);
      bucket.clientErrors.delete(id);
    }
    this.#requests[id] = 0;
    this.#failures[id] = 0;
    if (this.#clientErrors) this.#clientErrors[id] = 0;
  }

  /** No more of them than successes: nothing is refused for what takes no part in verdicts. */
  #addClientErrors(bucket: Bucket, id: number, { requests, failures, clientErrors = 0 }: Counts): void {
    const count = Math.min(Math.floor(clientErrors), requests - failures);
    this.#clientErrors ??= new Float64Array(this.#room);
    bucket.clientErrors.add(id, count);
    this.#clientErrors[id]! += count;
  }

  /** Goes back with a clock that was set back; one that wavers about the edge of a bucket was not. */
  #follow(nowMs: number): void {
    const back = this.#head - Math.floor(nowMs / this.bucketMs);
    if (back >= this.#buckets.length) this.#restart();
    else if (back > 1) this.#turnBack(back);
    this.advance(nowMs);
  }

  /** Finds where the window begins, and forgets the buckets that lie before that. */
  #begin(): void {
    this.#startMs = this.#beginning();
    const tail = Math.floor(this.#startMs / this.bucketMs);
    const steps = this.#tail < 0 ? 0 : Math.min(tail - this.#tail, this.#buckets.length);
    for (let step = 0; step < steps; step++) this.#expire(this.#bucketOf(this.#tail + step));
    this.#tail = Math.max(this.#tail, tail);
    this.#outsideMs = Math.max(0, this.#startMs - this.#tail * this.bucketMs);
  }

  #beginning(): number {
    if (this.#completeMs === undefined) return (this.#head + 1) * this.bucketMs - this.lengthMs;
    return Math.min(this.#nowMs, Math.max(this.#completeMs, this.#nowMs - MOST_BEHIND_MS)) - this.lengthMs;
  }

  /** Nothing may stay for longer than a window: its age grows by as much as the clock was set back. */
  #turnBack(back: number): void {
    const buckets = this.#buckets;
    this.#buckets = buckets.map((_, index) => buckets[(index + back) % buckets.length]!);
    this.#head -= back;
    this.#tail -= back;
    this.#nowMs -= back * this.bucketMs;
    if (this.#completeMs !== undefined) this.#completeMs = Math.min(this.#completeMs, this.#nowMs);
  }

  /** The clock was set back so far that every new sample would be too old until it has caught up. */
  #restart(): void {
    for (const bucket of this.#buckets) this.#expire(bucket);
    this.#head = -1;
    this.#tail = -1;
    if (this.#completeMs !== undefined) this.#completeMs = -Infinity;
  }

  /** What of a count in the oldest bucket lies before the window: none where the window begins with the bucket. */
  #outside(count = 0): number {
    return Math.ceil((count * this.#outsideMs) / this.bucketMs);
  }

  /** Makes room for the buckets that a window in arrears has more. */
  #lengthen(): void {
    const old = this.#buckets;
    const more = Math.ceil(MOST_BEHIND_MS / this.bucketMs) + 1;
    this.#buckets = Array.from({ length: old.length + more }, () => this.#emptyBucket());
    for (let number = Math.max(0, this.#tail); number <= this.#head; number++)
      this.#buckets[number % this.#buckets.length] = old[number % old.length]!;
  }

  #emptyBucket(): Bucket {
    const rare = (): RareCounts<Uint32Array> => new RareCounts((room) => new Uint32Array(room));
    return { requests: new Uint32Array(this.#room), failures: rare(), clientErrors: rare() };
  }

  #bucketOf(number: number): Bucket {
    return this.#buckets[Math.max(0, number) % this.#buckets.length]!;
  }

  #expire({ requests, failures, clientErrors }: Bucket): void {
    for (let id = 0; id < this.#end; id++) this.#requests[id]! -= requests[id]!;
    requests.fill(0, 0, this.#end);
    failures.each((id, count) => (this.#failures[id]! -= count));
    failures.clear();
    clientErrors.each((id, count) => (this.#clientErrors![id]! -= count));
    clientErrors.clear();
  }

  #grow(needed: number): void {
    this.#room = roomFor(needed, this.#room);
    for (const bucket of this.#buckets) bucket.requests = grown(bucket.requests, this.#room);
    this.#requests = grown(this.#requests, this.#room);
    this.#failures = grown(this.#failures, this.#room);
    if (this.#clientErrors) this.#clientErrors = grown(this.#clientErrors, this.#room);
  }
}
