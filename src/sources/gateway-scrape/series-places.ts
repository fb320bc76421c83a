import { countedOf } from '../dialects/counted-of.js';
import { matchersOf, type AskedLabels, type Dialect, type Labels, type RequestCounter } from '../dialects/dialect.js';
import { exposedLabels } from '../dialects/exposed-labels.js';
import type { GroupTable } from '../dialects/group-table.js';
import { labelFilter } from './label-match.js';
import { SeriesIdentities } from './series-identities.js';
import { parseLabels } from './series-labels.js';

/** Series whose place is remembered at most; beyond that all are worked out anew. */
const MAX_REMEMBERED = 500_000;
/** Series whose labels are longer than this, all together, cannot be a route. */
const MAX_LABELS_LENGTH = 8 * 1024;

/** Where a series belongs. */
export interface Place {
  /** The labels as written. */
  readonly series: string;
  /** What tells the series from others of its counter. */
  readonly identity: string;
  /** What it counts, as an index into `COUNTED`. */
  readonly counted: number;
  readonly group: number;
}

/** Why a series has no place: a matcher leaves it out, its labels are too long or not well formed, or there are too many. */
export type NoPlace = 'other' | 'too-long' | 'broken' | 'limit';

/**
 * Where each series belongs: worked out at first sight and remembered, because a gateway shows the same series on every
 * page of every instance.
 */
export class SeriesPlaces {
  readonly #known = new Map<RequestCounter, Map<string, Place | NoPlace>>();
  readonly #filters = new Map<RequestCounter, (labels: Labels) => boolean>();
  readonly #identities = new SeriesIdentities();
  #size = 0;

  constructor(
    private readonly dialect: Dialect,
    matchers: AskedLabels,
    private readonly groups: GroupTable,
  ) {
    for (const counter of dialect.counters) this.#filters.set(counter, labelFilter(matchersOf(counter, matchers)));
    this.#forgetAll();
  }

  /** The place of the series of `counter` with these labels, as written. */
  of(counter: RequestCounter, series: string): Place | NoPlace {
    const known = this.#known.get(counter)!;
    const found = known.get(series);
    if (found !== undefined) return found;
    if (series.length > MAX_LABELS_LENGTH) return 'too-long';
    if (this.#size >= MAX_REMEMBERED) this.#forgetAll();
    const place = this.#workOut(counter, series);
    this.#known.get(counter)!.set(series, place);
    this.#size++;
    return place;
  }

  /** Labels that no series of `counter` has, where that leaves nothing to tell the base path by, or the outcome. */
  labelsMissing(counter: RequestCounter): string[] {
    const present = new Set<string>();
    for (const [series, place] of this.#known.get(counter)!) {
      if (typeof place === 'string') continue;
      for (const [label, value] of Object.entries(exposedLabels(parseLabels(series) ?? {})))
        if (value !== '') present.add(label);
    }
    const needed = [counter.basePath.map((each) => each.label), counter.outcomeLabels];
    return needed.filter((labels) => labels.every((label) => !present.has(label))).flat();
  }

  #workOut(counter: RequestCounter, series: string): Place | NoPlace {
    const labels = parseLabels(series);
    if (!labels) return 'broken';
    if (!this.#filters.get(counter)!(labels)) return 'other';
    const exposed = exposedLabels(labels);
    const group = this.groups.number(counter, exposed);
    if (group === undefined) return 'limit';
    const identity = this.#identities.of(series, labels);
    return { series, identity, counted: countedOf(this.dialect, counter, exposed), group };
  }

  #forgetAll(): void {
    for (const counter of this.dialect.counters) this.#known.set(counter, new Map());
    this.#size = 0;
  }
}
