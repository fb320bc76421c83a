import { EstimateColumns, type Missed } from '../sources/estimate-columns.js';
import type { Estimate } from '../sources/evidence.js';
import { grown, roomFor } from '../sources/column.js';

/** Stands for no estimate. */
const NONE = 0;

/** The uncertain part of totals: fractions, until they are rounded. */
export interface UncertainTotals {
  maybeSuccesses: number;
  maybeFailures: number;
  /** By what is missing: the larger of both for each. */
  unwatched: number;
  unobserved: number;
  ambiguous: number;
}

/**
 * What a source says may have happened besides what it counted, per id. Empty, it costs nothing; in its first five minutes
 * a source says something of each base path, hence the columns.
 */
export class EstimateTable {
  #estimates = new EstimateColumns();
  /** By number of an estimate: the next one of the same id, plus one. */
  #next = new Uint32Array(0);
  /** By id: its first and its last estimate, plus one. */
  #first = new Uint32Array(0);
  #last = new Uint32Array(0);
  #ids = 0;

  /** Takes all estimates of the source anew; `find` gives the id of a base path, undefined where it is not held. */
  replace(estimates: Iterable<Estimate>, find: (basePath: Estimate['basePath']) => number | undefined): void {
    this.#estimates = new EstimateColumns();
    this.#next = new Uint32Array(0);
    this.#first.fill(NONE);
    this.#ids = 0;
    for (const estimate of estimates) {
      const { basePath, fromMs, toMs, successes, failures } = estimate;
      const id = find(basePath);
      if (id === undefined || !isSound(successes) || !isSound(failures) || !isSpan(toMs - fromMs)) continue;
      this.#append(id, this.#estimates.add(estimate));
    }
  }

  /** Base paths with estimates. */
  get size(): number {
    return this.#ids;
  }

  /** Adds what of the estimates of an id lies in the window that begins at `sinceMs` (wall). */
  addTo(id: number, sinceMs: number, totals: UncertainTotals): void {
    for (let next = this.#first[id] ?? NONE; next !== NONE; next = this.#next[next - 1] ?? NONE) {
      const estimate = this.#estimates.at(next - 1);
      if (sinceMs <= estimate.afterMs || estimate.toMs < sinceMs) continue;
      const share = estimate.fromMs >= sinceMs ? 1 : shareSince(estimate, sinceMs);
      totals.maybeSuccesses += estimate.successes * share;
      totals.maybeFailures += estimate.failures * share;
      totals[estimate.missing] += Math.max(estimate.successes, estimate.failures) * share;
    }
  }

  /** Forgets an id, which may then stand for another base path. */
  clear(id: number): void {
    if ((this.#first[id] ?? NONE) === NONE) return;
    this.#first[id] = NONE;
    this.#ids--;
  }

  #append(id: number, number: number): void {
    if (id >= this.#first.length) {
      this.#first = grown(this.#first, roomFor(id + 1, this.#first.length));
      this.#last = grown(this.#last, this.#first.length);
    }
    if (this.#first[id] === NONE) {
      this.#first[id] = number + 1;
      this.#ids++;
    } else this.#link(this.#last[id]! - 1, number);
    this.#last[id] = number + 1;
  }

  #link(before: number, number: number): void {
    if (before >= this.#next.length) this.#next = grown(this.#next, roomFor(before + 1, this.#next.length));
    this.#next[before] = number + 1;
  }
}

/** Estimates are spread evenly over their time. */
function shareSince({ fromMs, toMs }: Missed, sinceMs: number): number {
  return toMs === fromMs ? 1 : (toMs - sinceMs) / (toMs - fromMs);
}

function isSpan(lengthMs: number): boolean {
  return lengthMs >= 0 && lengthMs < Infinity;
}

function isSound(count: number): boolean {
  return count >= 0 && count <= Number.MAX_SAFE_INTEGER;
}
