import { customDialect } from '../dialects/custom.js';
import type { CustomDialectSettings } from '../dialects/dialect.settings.js';
import { dialectOf } from '../dialects/dialect-of.js';
import { OUTCOMES, type Labels } from '../dialects/dialect.js';
import { readQueryAnswer } from './query-answer.js';

/** What an answer is folded by; plain data, so that it can cross into a worker. */
export interface FoldOrder {
  readonly dialect: string;
  readonly custom?: {
    readonly metric: string;
    readonly codeLabel: string;
    readonly pathLabel?: string;
    readonly nameLabel?: string;
  };
  /** Labels that lead to the base path. */
  readonly keyLabels: readonly string[];
  /** Most groups that are kept. */
  readonly maxGroups: number;
}

/**
 * An answer folded into one group for each combination of base-path labels. Flat arrays, because they cross a
 * thread: `values` holds the labels of group after group, the sums stand in the order of `OUTCOMES`.
 */
export interface FoldedAnswer {
  readonly values: readonly string[];
  readonly sums: Float64Array;
  /** 1 where a value of the group was not a finite number ≥ 0. */
  readonly spoiled: Uint8Array;
  readonly series: number;
  /** The same series once more: the first was kept. */
  readonly duplicates: number;
  /** Series of groups beyond `maxGroups`. */
  readonly dropped: number;
  readonly partialBecause?: string;
}

export type FoldResult =
  | { readonly ok: true; readonly folded: FoldedAnswer }
  | { readonly ok: false; readonly code: string; readonly detail: string };

const DECIMAL = /^\d+(?:\.\d+)?(?:e[+-]?\d+)?$/;
const SEPARATOR = '\u0000';

/** Parses the body of a window query and folds it. Pure, and the heavy part of a poll. */
export function foldAnswer(status: number, body: Uint8Array, order: FoldOrder): FoldResult {
  const result = readQueryAnswer(status, body);
  if (!result.ok) return result;
  const folding = new Folding(order);
  for (const sample of result.answer.samples) folding.add(sample.metric, sample.value);
  const { partialBecause } = result.answer;
  return { ok: true, folded: { ...folding.result(), ...(partialBecause !== undefined && { partialBecause }) } };
}

class Folding {
  readonly #groups = new Map<string, number>();
  readonly #seen = new Set<string>();
  readonly #values: string[] = [];
  readonly #sums: number[] = [];
  readonly #spoiled: number[] = [];
  readonly #dialect;
  #series = 0;
  #duplicates = 0;
  #dropped = 0;

  constructor(private readonly order: FoldOrder) {
    this.#dialect = order.custom
      ? customDialect(order.custom as CustomDialectSettings)
      : dialectOf({ dialect: order.dialect });
  }

  add(labels: Labels, value: string): void {
    this.#series++;
    const identity = Object.entries(labels).toSorted(byName).flat().join(SEPARATOR);
    if (this.#seen.has(identity)) {
      this.#duplicates++;
      return;
    }
    this.#seen.add(identity);
    const group = this.#group(labels);
    if (group === undefined) this.#dropped++;
    else this.#count(group, labels, value);
  }

  result(): FoldedAnswer {
    return {
      values: this.#values,
      sums: Float64Array.from(this.#sums),
      spoiled: Uint8Array.from(this.#spoiled),
      series: this.#series,
      duplicates: this.#duplicates,
      dropped: this.#dropped,
    };
  }

  #group(labels: Labels): number | undefined {
    const values = this.order.keyLabels.map((label) => labels[label] ?? '');
    const key = values.join(SEPARATOR);
    const known = this.#groups.get(key);
    if (known !== undefined) return known;
    if (this.#groups.size >= this.order.maxGroups) return undefined;
    const group = this.#groups.size;
    this.#groups.set(key, group);
    this.#values.push(...values);
    this.#sums.push(0, 0, 0, 0);
    this.#spoiled.push(0);
    return group;
  }

  #count(group: number, labels: Labels, value: string): void {
    const outcome = OUTCOMES.indexOf(this.#dialect.outcome(labels));
    const count = DECIMAL.test(value) ? Number(value) : NaN;
    if (count <= Number.MAX_SAFE_INTEGER) this.#sums[group * OUTCOMES.length + outcome]! += count;
    else this.#spoiled[group] = 1;
  }
}

function byName([a]: [string, unknown], [b]: [string, unknown]): number {
  return a < b ? -1 : 1;
}
