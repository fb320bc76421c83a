import type { BasePath } from '../../apis/base-path.js';
import { OUTCOMES, type Outcome } from './dialect.js';

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
    let sums = this.#sums.get(basePath);
    if (!sums) {
      sums = { success: 0, failure: 0, excluded: 0, unclassified: 0, spoiled: false };
      this.#sums.set(basePath, sums);
    }
    if (count >= 0 && count <= Number.MAX_SAFE_INTEGER) sums[outcome] += count;
    else sums.spoiled = true;
  }

  get size(): number {
    return this.#sums.size;
  }

  /** The counts of every base path, rounded. */
  *counts(): Generator<TalliedCounts> {
    for (const [basePath, sums] of this.#sums) {
      const [success, failures, excluded, unclassified] = OUTCOMES.map((outcome) => Math.round(sums[outcome]));
      const requests = success! + failures!;
      const spoiled = sums.spoiled || !Number.isSafeInteger(requests);
      yield { basePath, requests, failures: failures!, excluded: excluded!, unclassified: unclassified!, spoiled };
    }
  }
}
