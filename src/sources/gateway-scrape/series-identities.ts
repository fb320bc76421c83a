import { LABEL_NAME } from '../dialects/custom-dialect.settings.js';
import type { Labels } from '../dialects/dialect.js';

/** Sets of label names whose order is remembered at most; a gateway's counter has a few. */
const MAX_SETS = 1_000;

/**
 * Names a series alike, however a page orders its labels and sets its blanks: to take a series for a new one would be
 * to count its lifetime. To be kept as long as the counters are.
 */
export class SeriesIdentities {
  /** The order in which each set of label names was seen first, so that most identities are the text of the page. */
  readonly #orders = new Map<string, readonly string[]>();

  /** The identity of the series with these labels, written as `series`: the same string where that will do. */
  of(series: string, labels: Labels): string {
    const identity = this.#orderOf(Object.keys(labels))
      .map((name) => `${LABEL_NAME.test(name) ? name : JSON.stringify(name)}=${JSON.stringify(labels[name])}`)
      .join();
    return identity === series ? series : identity;
  }

  #orderOf(names: readonly string[]): readonly string[] {
    const sorted = names.toSorted();
    const set = JSON.stringify(sorted);
    const known = this.#orders.get(set);
    if (known) return known;
    if (this.#orders.size >= MAX_SETS) return sorted;
    this.#orders.set(set, names);
    return names;
  }
}
