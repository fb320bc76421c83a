import { grown } from '../column.js';
import { CLIENT_ERROR, FAILURE } from './counter-page.js';
import type { CertainGain } from './gains.js';

const FIRST_ROOM = 64;

/** Whole requests by group, of one slice of time. */
class Bucket {
  requests = new Uint32Array(FIRST_ROOM);
  failures = new Uint32Array(FIRST_ROOM);
  clientErrors = new Uint32Array(FIRST_ROOM);

  add(group: number, counted: number, count: number): void {
    if (group >= this.requests.length) this.#grow(group);
    this.requests[group]! += count;
    if (counted === FAILURE) this.failures[group]! += count;
    if (counted === CLIENT_ERROR) this.clientErrors[group]! += count;
  }

  #grow(group: number): void {
    let room = this.requests.length;
    while (room <= group) room *= 2;
    this.requests = grown(this.requests, room);
    this.failures = grown(this.failures, room);
    this.clientErrors = grown(this.clientErrors, room);
  }
}

/** What a group was served for sure in one slice of time. */
export interface BucketCounts {
  readonly atMs: number;
  readonly requests: number;
  readonly failures: number;
  readonly clientErrors: number;
}

/** What a round gained, by group and bucket of time; the growth between two pages is spread evenly, in whole requests. */
export class RoundBuckets {
  readonly #buckets = new Map<number, Bucket>();

  constructor(private readonly bucketMs: number) {}

  add({ group, counted, gained, fromMs, toMs }: CertainGain): void {
    const last = Math.floor(toMs / this.bucketMs);
    let given = 0;
    for (let number = Math.min(last, Math.floor(fromMs / this.bucketMs)); number < last; number++) {
      const part = Math.floor((gained * ((number + 1) * this.bucketMs - fromMs)) / (toMs - fromMs)) - given;
      if (part > 0) this.#bucketOf(number).add(group, counted, part);
      given += part;
    }
    this.#bucketOf(last).add(group, counted, gained - given);
  }

  /** What a group gained, oldest first, in the buckets in which it gained anything. */
  *of(group: number): Generator<BucketCounts> {
    for (const [number, { requests, failures, clientErrors }] of this.#buckets) {
      const count = requests[group] ?? 0;
      if (count === 0) continue;
      const atMs = number * this.bucketMs;
      yield { atMs, requests: count, failures: failures[group]!, clientErrors: clientErrors[group]! };
    }
  }

  #bucketOf(number: number): Bucket {
    let bucket = this.#buckets.get(number);
    if (!bucket) this.#buckets.set(number, (bucket = new Bucket()));
    return bucket;
  }
}
