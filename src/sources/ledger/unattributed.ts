import type { BasePath } from '../../catalogue/base-path.js';
import type { Estimate } from '../evidence.js';
import { FAILURE } from './counter-page.js';
import type { CertainGain } from './gains.js';

/** So many slices has a window: each is told of every base path. */
const SLICES = 10;

/** Failures of one slice of time whose base path the gateway does not know. */
type Slice = Pick<Estimate, 'fromMs' | 'toMs' | 'failures'>;

/**
 * Failures of which the gateway could not say where they belong. Each may have been one of any base path of the source, and
 * none of them is a success, so that they can only keep a base path from being UP.
 */
export class Unattributed {
  readonly #slices = new Map<number, Slice>();

  /** `isUnattributed` says of a group that its labels stand for an unknown base path. */
  constructor(
    private readonly options: { readonly windowMs: number },
    private readonly isUnattributed: (group: number) => boolean,
  ) {}

  /** Takes note of the failures among what was gained that nobody gets; tells how many they are. */
  note(gains: Iterable<CertainGain>): number {
    let count = 0;
    for (const { group, counted, gained, fromMs, toMs } of gains) {
      if (counted !== FAILURE || !this.isUnattributed(group)) continue;
      count += gained;
      const number = Math.floor((toMs * SLICES) / this.options.windowMs);
      const known = this.#slices.get(number) ?? { fromMs, toMs, failures: 0 };
      const failures = known.failures + gained;
      this.#slices.set(number, {
        fromMs: Math.min(fromMs, known.fromMs),
        toMs: Math.max(toMs, known.toMs),
        failures,
      });
    }
    return count;
  }

  /** What that may mean for each of the base paths in the window that ends at `nowMs`. */
  *estimates(nowMs: number, basePaths: Iterable<BasePath>): Generator<Estimate> {
    for (const [number, { toMs }] of this.#slices)
      if (toMs < nowMs - this.options.windowMs) this.#slices.delete(number);
    if (this.#slices.size === 0) return;
    for (const basePath of basePaths)
      for (const slice of this.#slices.values()) yield { basePath, ...slice, successes: 0, missing: 'ambiguous' };
  }
}
