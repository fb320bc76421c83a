import { customDialect } from '../dialects/custom.js';
import type { CustomDialectSettings } from '../dialects/custom-dialect.settings.js';
import { dialectOf } from '../dialects/dialect-of.js';
import { OUTCOMES, type Dialect } from '../dialects/dialect.js';
import { bufferOf, isSample, NOT_A_SAMPLE, readEnvelope } from './query-answer.js';
import { scanVector } from './vector-scan.js';

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
  /** Labels that tell the outcome. With `keyLabels` all that the query groups by. */
  readonly outcomeLabels: readonly string[];
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

/** A folded answer, or why there is none. */
export type FoldResult =
  | { readonly ok: true; readonly folded: FoldedAnswer }
  | { readonly ok: false; readonly code: string; readonly detail: string };

const SEPARATOR = '\u0000';
/** Outcome labels whose series are told apart by a bit; a gateway with more of them costs a set of texts. */
const BITS = 31;
/** More than the distinct combinations of outcome labels that a gateway has. */
const MAX_OUTCOME_KEYS = 65_536;

/** Parses the body of a window query and folds it. Pure, and the heavy part of a poll. */
export function foldAnswer(status: number, body: Uint8Array, order: FoldOrder): FoldResult {
  return foldCompact(status, body, order) ?? foldParsed(status, body, order);
}

/** The way for what servers write; undefined when the body is anything else. */
function foldCompact(status: number, body: Uint8Array, order: FoldOrder): FoldResult | undefined {
  if (status !== 200) return undefined;
  const folding = new Folding(order);
  const rest = scanVector(bufferOf(body), labelsOfOrder(order), (labels, value) => folding.add(labels, value));
  const result = rest === undefined ? undefined : readEnvelope(status, rest);
  if (!result?.ok || result.envelope.elements.length > 0) return undefined;
  const { partialBecause } = result.envelope;
  return { ok: true, folded: { ...folding.result(), ...(partialBecause !== undefined && { partialBecause }) } };
}

/** The way for everything, and for saying what is wrong. */
function foldParsed(status: number, body: Uint8Array, order: FoldOrder): FoldResult {
  const result = readEnvelope(status, body);
  if (!result.ok) return result;
  const { elements, ...rest } = result.envelope;
  const folding = new Folding(order);
  const names = labelsOfOrder(order);
  for (const element of elements) {
    if (!isSample(element)) return NOT_A_SAMPLE;
    folding.add(
      names.map((name) => element.metric[name] ?? ''),
      element.value[1],
    );
  }
  return { ok: true, folded: { ...folding.result(), ...rest } };
}

function labelsOfOrder({ keyLabels, outcomeLabels }: FoldOrder): string[] {
  return [...keyLabels, ...outcomeLabels];
}

class Folding {
  readonly #dialect: Dialect;
  readonly #groups = new Map<string, number>();
  /** Outcome labels joined → their number and what they mean: a handful, so that a series is known by two numbers. */
  readonly #outcomes = new Map<string, { readonly number: number; readonly outcome: number }>();
  /** Per group a bit for each outcome that was seen. */
  readonly #seen: number[] = [];
  readonly #seenBeyond = new Set<string>();
  readonly #values: string[] = [];
  readonly #sums: number[] = [];
  readonly #spoiled: number[] = [];
  #series = 0;
  #duplicates = 0;
  #dropped = 0;

  constructor(private readonly order: FoldOrder) {
    this.#dialect = order.custom ? customDialect(order.custom as CustomDialectSettings) : dialectOf(order);
  }

  /** Adds a sample: the values of the key labels, then those of the outcome labels. */
  add(labels: readonly string[], value: string): void {
    this.#series++;
    const group = this.#group(labels);
    const outcome = this.#outcome(labels);
    if (group === undefined || outcome === undefined) {
      this.#dropped++;
      return;
    }
    if (this.#seenBefore(group, outcome.number)) this.#duplicates++;
    else this.#count(group, outcome.outcome, value);
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

  #seenBefore(group: number, outcome: number): boolean {
    if (outcome < BITS) {
      const bit = 1 << outcome;
      const before = this.#seen[group]!;
      this.#seen[group] = before | bit;
      return (before & bit) !== 0;
    }
    const series = `${group} ${outcome}`;
    const known = this.#seenBeyond.has(series);
    this.#seenBeyond.add(series);
    return known;
  }

  #group(labels: readonly string[]): number | undefined {
    const width = this.order.keyLabels.length;
    const key = joined(labels, 0, width);
    const known = this.#groups.get(key);
    if (known !== undefined) return known;
    if (this.#groups.size >= this.order.maxGroups) return undefined;
    const group = this.#groups.size;
    this.#groups.set(key, group);
    for (let index = 0; index < width; index++) this.#values.push(labels[index]!);
    this.#sums.push(0, 0, 0, 0);
    this.#spoiled.push(0);
    this.#seen.push(0);
    return group;
  }

  #outcome(labels: readonly string[]): { readonly number: number; readonly outcome: number } | undefined {
    const width = this.order.keyLabels.length;
    const key = joined(labels, width, labels.length);
    const known = this.#outcomes.get(key);
    if (known) return known;
    if (this.#outcomes.size >= MAX_OUTCOME_KEYS) return undefined;
    const named = Object.fromEntries(this.order.outcomeLabels.map((name, index) => [name, labels[width + index]]));
    const found = { number: this.#outcomes.size, outcome: OUTCOMES.indexOf(this.#dialect.outcome(named)) };
    this.#outcomes.set(key, found);
    return found;
  }

  #count(group: number, outcome: number, value: string): void {
    const count = isDecimal(value) ? Number(value) : NaN;
    if (count <= Number.MAX_SAFE_INTEGER) this.#sums[group * OUTCOMES.length + outcome]! += count;
    else this.#spoiled[group] = 1;
  }
}

function joined(values: readonly string[], start: number, end: number): string {
  let key = values[start] ?? '';
  for (let index = start + 1; index < end; index++) key += SEPARATOR + values[index]!;
  return key;
}

/** Whether `Number` may be trusted with it: digits first, and no other base. What is no number becomes NaN there. */
function isDecimal(value: string): boolean {
  const first = value.charCodeAt(0);
  return first >= 0x30 && first <= 0x39 && (value.length === 1 || /[\d.eE]/.test(value[1]!));
}
