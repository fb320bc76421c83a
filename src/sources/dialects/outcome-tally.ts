import type { BasePath } from '../../catalogue/base-path.js';
import type { Outcome } from './dialect.js';

/** Whole numbers of one base path, ready for the rule. */
export interface TalliedCounts {
  readonly basePath: BasePath;
  readonly requests: number;
  readonly failures: number;
  readonly excluded: number;
  readonly unclassified: number;
  /** A value was not a finite number ≥ 0, or too large to count with. */
  readonly spoiled: boolean;
}

type Sums = Record<Outcome, number> & { spoiled: boolean };

/**
 * Adds up counts per base path and outcome. Fractions, as PromQL extrapolates them, are kept while adding and
 * rounded once at the end, so that many small series do not round away.
 */
export class OutcomeTally {
  readonly #sums = new Map<BasePath, Sums>();

  add(basePath: BasePath, outcome: Outcome, count: number): void {
    const sums = this.#of(basePath);
    if (count >= 0 && count <= Number.MAX_SAFE_INTEGER) sums[outcome] += count;
    else sums.spoiled = true;
  }

  /** Adds counts of all outcomes, in the order of `OUTCOMES`, from `first` on in a flat array. */
  addAll(basePath: BasePath, counts: Float64Array, first: number): void {
    const sums = this.#of(basePath);
    sums.success += counts[first]!;
    sums.failure += counts[first + 1]!;
    sums.excluded += counts[first + 2]!;
    sums.unclassified += counts[first + 3]!;
  }

  /** Says that no verdict may rest on the counts of a base path. */
  spoil(basePath: BasePath): void {
    this.#of(basePath).spoiled = true;
  }

  has(basePath: BasePath): boolean {
    return this.#sums.has(basePath);
  }

  #of(basePath: BasePath): Sums {
    let sums = this.#sums.get(basePath);
    if (!sums) {
      sums = { success: 0, failure: 0, excluded: 0, unclassified: 0, spoiled: false };
      this.#sums.set(basePath, sums);
    }
    return sums;
  }

  get size(): number {
    return this.#sums.size;
  }

  /** The counts of every base path, rounded. */
  *counts(): Generator<TalliedCounts> {
    for (const [basePath, sums] of this.#sums) {
      const failures = Math.round(sums.failure);
      const requests = Math.round(sums.success) + failures;
      const spoiled = sums.spoiled || !Number.isSafeInteger(requests);
      const left = { excluded: Math.round(sums.excluded), unclassified: Math.round(sums.unclassified) };
      yield { basePath, requests, failures, ...left, spoiled };
    }
  }
}
