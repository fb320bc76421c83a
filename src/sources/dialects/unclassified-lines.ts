import { COUNTED } from '../ledger/counter-page.js';
import type { Labels, RequestCounter } from './dialect.js';
import { shownName } from './shown-name.js';

const MOST_NAMED = 5;
/** Values of labels that are told apart; the rest is not counted. */
const MAX_KINDS = 1_000;
const UNCLASSIFIED = COUNTED.indexOf('unclassified');

/** Counts the series whose labels do not show an outcome, by what those labels say. */
export class UnclassifiedLines {
  readonly #kinds = new Map<string, number>();

  constructor(private readonly counter: RequestCounter) {}

  /** Takes note of a series; `counted` is an index into `COUNTED`, and `labels` is asked only where it is worth it. */
  add(counted: number, labels: () => Labels | undefined): void {
    if (counted !== UNCLASSIFIED) return;
    const own = labels() ?? {};
    const kind = this.counter.outcomeLabels.map((label) => shownLabel(label, own[label])).join(' and ');
    if (this.#kinds.has(kind) || this.#kinds.size < MAX_KINDS) this.#kinds.set(kind, (this.#kinds.get(kind) ?? 0) + 1);
  }

  /** The most frequent ones, such as `code="odd" (3 series)`; empty where there are none. */
  shown(): string {
    const kinds = [...this.#kinds].toSorted(([, one], [, other]) => other - one);
    const more = kinds.length - MOST_NAMED;
    const named = kinds.slice(0, MOST_NAMED).map(([kind, series]) => `${kind} (${series} series)`);
    return named.join(', ') + (more > 0 ? ` and ${more} more` : '');
  }
}

function shownLabel(label: string, value: string | undefined): string {
  return value === undefined || value === '' ? `no ${label}` : `${label}="${shownName(value, 40)}"`;
}
