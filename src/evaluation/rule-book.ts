import type { BasePath } from '../catalogue/base-path.js';
import type { BasePathSelector } from '../catalogue/base-path-selector.js';
import type { VerdictRule } from './verdict.js';

/** A rule of its own for some base paths. */
export interface RuleOverride {
  readonly selectors: readonly BasePathSelector[];
  readonly rule: VerdictRule;
}

/**
 * Which rule each base path is judged by: that of the first override that selects it, else the common one. The overrides
 * are indexed, so that an answer takes a few look-ups, one for each segment of the base path, however many there are.
 */
export class RuleBook {
  readonly #overrides: readonly RuleOverride[];
  /** The place of the first override that names a base path by itself, or a subtree by its top (`''`: everything). */
  readonly #exact = new Map<string, number>();
  readonly #below = new Map<string, number>();

  constructor(
    private readonly common: VerdictRule,
    overrides: readonly RuleOverride[] = [],
  ) {
    this.#overrides = overrides;
    for (const [place, { selectors }] of overrides.entries()) {
      for (const { below, basePath } of selectors) {
        const places = below ? this.#below : this.#exact;
        if (!places.has(basePath)) places.set(basePath, place);
      }
    }
  }

  /** The rule of one base path. */
  ruleOf(basePath: BasePath): VerdictRule {
    if (this.#overrides.length === 0) return this.common;
    let first = this.#exact.get(basePath) ?? Infinity;
    for (let end = basePath.length; end >= 0; end = end === 0 ? -1 : basePath.lastIndexOf('/', end - 1)) {
      first = Math.min(first, this.#below.get(basePath.slice(0, end)) ?? Infinity);
    }
    return this.#overrides[first]?.rule ?? this.common;
  }
}
