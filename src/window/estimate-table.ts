import type { Estimate } from '../sources/evidence.js';

/** What may have happened to one base path, of one source. */
interface Entry {
  readonly fromMs: number;
  readonly toMs: number;
  readonly successes: number;
  readonly failures: number;
  readonly missing: Estimate['missing'];
  readonly afterMs: number;
}

/** The uncertain part of totals: fractions, until they are rounded. */
export interface UncertainTotals {
  maybeSuccesses: number;
  maybeFailures: number;
  /** By what is missing: the larger of both for each. */
  unwatched: number;
  unobserved: number;
  ambiguous: number;
}

/** What a source says may have happened besides what it counted, per id. Empty, it costs nothing. */
export class EstimateTable {
  #entries = new Map<number, Entry[]>();

  /** Takes all estimates of the source anew; `find` gives the id of a base path, undefined where it is not held. */
  replace(estimates: Iterable<Estimate>, find: (basePath: Estimate['basePath']) => number | undefined): void {
    const entries = new Map<number, Entry[]>();
    for (const { basePath, fromMs, toMs, successes, failures, missing, afterMs = -Infinity } of estimates) {
      const id = find(basePath);
      if (id === undefined || !isSound(successes) || !isSound(failures) || !isSpan(toMs - fromMs)) continue;
      const entry = { fromMs, toMs, successes, failures, missing, afterMs };
      const known = entries.get(id);
      if (known) known.push(entry);
      else entries.set(id, [entry]);
    }
    this.#entries = entries;
  }

  /** Base paths with estimates. */
  get size(): number {
    return this.#entries.size;
  }

  /** Adds what of the estimates of an id lies in the window that begins at `sinceMs` (wall). */
  addTo(id: number, sinceMs: number, totals: UncertainTotals): void {
    for (const entry of this.#entries.get(id) ?? []) {
      if (sinceMs <= entry.afterMs || entry.toMs < sinceMs) continue;
      const share = entry.fromMs >= sinceMs ? 1 : shareSince(entry, sinceMs);
      totals.maybeSuccesses += entry.successes * share;
      totals.maybeFailures += entry.failures * share;
      totals[entry.missing] += Math.max(entry.successes, entry.failures) * share;
    }
  }

  /** Forgets an id, which may then stand for another base path. */
  clear(id: number): void {
    this.#entries.delete(id);
  }
}

/** Estimates are spread evenly over their time. */
function shareSince({ fromMs, toMs }: Entry, sinceMs: number): number {
  return toMs === fromMs ? 1 : (toMs - sinceMs) / (toMs - fromMs);
}

function isSpan(lengthMs: number): boolean {
  return lengthMs >= 0 && lengthMs < Infinity;
}

function isSound(count: number): boolean {
  return count >= 0 && count <= Number.MAX_SAFE_INTEGER;
}
