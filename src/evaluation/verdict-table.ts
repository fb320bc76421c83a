import type { Instant } from '../platform/clock/clock.js';
import type { EvidenceKind } from '../sources/evidence.js';
import type { UncertainCounts } from './heartbeat.js';
import { LazyNumbers } from './lazy-numbers.js';

const FIRST_ROOM = 1_024;

/** The numbers behind a verdict: whole requests, certain ones and what may have happened besides. */
export interface VerdictNumbers {
  readonly requests: number;
  readonly failures: number;
  readonly maybeSuccesses: number;
  readonly maybeFailures: number;
  /** Of the certain successes. */
  readonly clientErrors: number;
}

/** Those of a verdict that rests on nothing. */
export const NO_NUMBERS: VerdictNumbers = {
  requests: 0,
  failures: 0,
  maybeSuccesses: 0,
  maybeFailures: 0,
  clientErrors: 0,
};

/** The numbers behind the newest verdict of each id, and until when they may be served. */
export class VerdictTable {
  #requests = new Float64Array(0);
  #failures = new Float64Array(0);
  /** Whether a verdict ever had any of the following. */
  #hasMore = false;
  readonly #maybeSuccesses = new LazyNumbers();
  readonly #maybeFailures = new LazyNumbers();
  readonly #clientErrors = new LazyNumbers();
  #synthetic = new Uint8Array(0);
  #goodUntilWallMs = new Float64Array(0);
  #goodUntilMonotonicMs = new Float64Array(0);
  #soonestWallMs = Infinity;
  #soonestMonotonicMs = Infinity;

  /** Notes the totals that stand behind the verdict. */
  set(id: number, kind: EvidenceKind, numbers: VerdictNumbers): void {
    if (id >= this.#requests.length) this.#grow(id + 1);
    this.#requests[id] = numbers.requests;
    this.#failures[id] = numbers.failures;
    if (this.#hasMore || hasMore(numbers)) this.#setMore(id, numbers);
    this.#synthetic[id] = kind === 'synthetic' ? 1 : 0;
  }

  /** Says how long from `now` on the verdict may be served; `Infinity` for UNKNOWN. */
  hold(id: number, now: Instant, freshForMs: number): void {
    this.#goodUntilWallMs[id] = now.wallMs + freshForMs;
    this.#goodUntilMonotonicMs[id] = now.monotonicMs + freshForMs;
    this.#soonestWallMs = Math.min(this.#soonestWallMs, this.#goodUntilWallMs[id]!);
    this.#soonestMonotonicMs = Math.min(this.#soonestMonotonicMs, this.#goodUntilMonotonicMs[id]!);
  }

  requests(id: number): number {
    return this.#requests[id] ?? 0;
  }

  failures(id: number): number {
    return this.#failures[id] ?? 0;
  }

  clientErrors(id: number): number {
    return this.#clientErrors.of(id);
  }

  /** What may have happened besides. */
  uncertain(id: number): UncertainCounts {
    return { successes: this.#maybeSuccesses.of(id), failures: this.#maybeFailures.of(id) };
  }

  kind(id: number): EvidenceKind {
    return this.#synthetic[id] === 1 ? 'synthetic' : 'traffic';
  }

  expired(id: number, now: Instant): boolean {
    return now.wallMs > this.#goodUntilWallMs[id]! || now.monotonicMs > this.#goodUntilMonotonicMs[id]!;
  }

  /** Whether any id may have expired: cheap enough for every read. */
  anyExpired(now: Instant): boolean {
    return now.wallMs > this.#soonestWallMs || now.monotonicMs > this.#soonestMonotonicMs;
  }

  /** Milliseconds until the first verdict may expire. */
  soonestExpiryMs(now: Instant): number {
    return Math.min(this.#soonestWallMs - now.wallMs, this.#soonestMonotonicMs - now.monotonicMs);
  }

  /** Finds the soonest expiry again; ids from `end` on are free. */
  refresh(end: number): void {
    this.#soonestWallMs = Infinity;
    this.#soonestMonotonicMs = Infinity;
    for (let id = 0; id < end && id < this.#requests.length; id++) {
      if (this.#goodUntilWallMs[id]! < this.#soonestWallMs) this.#soonestWallMs = this.#goodUntilWallMs[id]!;
      if (this.#goodUntilMonotonicMs[id]! < this.#soonestMonotonicMs) {
        this.#soonestMonotonicMs = this.#goodUntilMonotonicMs[id]!;
      }
    }
  }

  /** Frees an id, which may then stand for another base path. */
  clear(id: number): void {
    if (id >= this.#requests.length) return;
    this.#goodUntilWallMs[id] = Infinity;
    this.#goodUntilMonotonicMs[id] = Infinity;
  }

  #setMore(id: number, { maybeSuccesses, maybeFailures, clientErrors }: VerdictNumbers): void {
    this.#hasMore = true;
    this.#maybeSuccesses.set(id, maybeSuccesses);
    this.#maybeFailures.set(id, maybeFailures);
    this.#clientErrors.set(id, clientErrors);
  }

  #grow(needed: number): void {
    let room = Math.max(this.#requests.length, FIRST_ROOM);
    while (room < needed) room *= 2;
    this.#requests = wider(this.#requests, room, 0);
    this.#failures = wider(this.#failures, room, 0);
    const synthetic = new Uint8Array(room);
    synthetic.set(this.#synthetic);
    this.#synthetic = synthetic;
    this.#goodUntilWallMs = wider(this.#goodUntilWallMs, room, Infinity);
    this.#goodUntilMonotonicMs = wider(this.#goodUntilMonotonicMs, room, Infinity);
  }
}

function hasMore({ maybeSuccesses, maybeFailures, clientErrors }: VerdictNumbers): boolean {
  return maybeSuccesses > 0 || maybeFailures > 0 || clientErrors > 0;
}

function wider(array: Float64Array<ArrayBuffer>, room: number, filler: number): Float64Array<ArrayBuffer> {
  const larger = new Float64Array(room).fill(filler);
  larger.set(array);
  return larger;
}
