import { customDialect } from '../dialects/custom.js';
import type { CustomDialectSettings } from '../dialects/custom-dialect.settings.js';
import { dialectOf } from '../dialects/dialect-of.js';
import { OUTCOMES, type Dialect, type Labels, type Outcome } from '../dialects/dialect.js';
import { bufferOf, isSample, NOT_A_SAMPLE, readEnvelope, type BadAnswer } from './query-answer.js';
import type { TextTable } from './text-table.js';
import { TupleNumbers } from './tuple-numbers.js';
import { VectorScan, withoutBlanks } from './vector-scan.js';

/** What an answer is folded by; plain data, so that it can cross into a worker. */
export interface AggregationOrder {
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
export interface AggregatedAnswer {
  readonly values: readonly string[];
  readonly sums: Float64Array;
  /** 1 where a value of the group was not a finite number ≥ 0. */
  readonly spoiled: Uint8Array;
  readonly series: number;
  /** The same series once more: the first was kept. */
  readonly duplicates: number;
  /** Series of groups beyond `maxGroups`. */
  readonly dropped: number;
  /** The oldest moment that a series was told for, Unix seconds; `Infinity` where there is none, NaN where one makes no sense. */
  readonly oldestSeconds: number;
  readonly partialBecause?: string;
}

/** A folded answer, or why there is none. */
export type AggregationResult =
  | { readonly ok: true; readonly folded: AggregatedAnswer }
  | { readonly ok: false; readonly code: string; readonly detail: string };

/** Parsing this much takes milliseconds, and at worst some tens of times its size in memory. */
export const MAX_PARSED_BYTES = 256 * 1024;
const NO_VECTOR: BadAnswer = {
  ok: false,
  code: 'answer-shape',
  detail: 'the answer is large, and not an instant vector as servers write it',
};
/** Outcome labels whose series are told apart by a bit; a gateway with more of them costs a set of numbers. */
const BITS = 31;
/** More than the distinct combinations of outcome labels that a gateway has. */
const MAX_OUTCOMES = 65_536;

/** The body of a window query, as it came. */
export interface ReceivedAnswer {
  readonly status: number;
  readonly body: Uint8Array;
}

/**
 * Parses the body of a window query and folds it. Pure, and the heavy part of a poll. What is larger than
 * `MAX_PARSED_BYTES` is only ever read off the bytes: as objects, 32 MB of hostile JSON would take gigabytes, and a
 * thread that runs out of memory takes the process with it.
 */
export function aggregateAnswer(answer: ReceivedAnswer, order: AggregationOrder): AggregationResult {
  const compact = foldCompact(answer, order);
  if (compact) return compact;
  const { status, body } = answer;
  if (body.length <= MAX_PARSED_BYTES) return foldParsed(answer, order);
  if (status !== 200) return foldParsed({ status, body: new Uint8Array(0) }, order);
  return foldCompact({ status, body: withoutBlanks(body) }, order) ?? NO_VECTOR;
}

/** The way for what servers write; undefined when the body is anything else. */
function foldCompact({ status, body }: ReceivedAnswer, order: AggregationOrder): AggregationResult | undefined {
  if (status !== 200) return undefined;
  const scan = new VectorScan(bufferOf(body), [...order.keyLabels, ...order.outcomeLabels]);
  const folding = new Folding(order, scan.texts);
  const rest = scan.run((labels, count) => folding.add(labels, count));
  if (rest === undefined || rest.length > MAX_PARSED_BYTES) return undefined;
  const result = readEnvelope(status, rest);
  if (!result.ok || result.envelope.elements.length > 0) return undefined;
  const { partialBecause } = result.envelope;
  const folded = { ...folding.result(), oldestSeconds: scan.oldestSeconds };
  return { ok: true, folded: { ...folded, ...(partialBecause !== undefined && { partialBecause }) } };
}

/** The slow path, which takes any form of JSON and says what is wrong: it writes the answer anew in the plain form. */
function foldParsed({ status, body }: ReceivedAnswer, order: AggregationOrder): AggregationResult {
  const result = readEnvelope(status, body);
  if (!result.ok) return result;
  const { elements, partialBecause } = result.envelope;
  if (!elements.every(isSample)) return NOT_A_SAMPLE;
  const samples = elements.map(({ metric, value }) => ({ metric, value: [Math.max(0, Number(value[0])), value[1]] }));
  const plain = { status: 'success', data: { resultType: 'vector', result: samples } };
  const folded = foldCompact({ status, body: Buffer.from(JSON.stringify(plain)) }, order);
  if (!folded?.ok) return NOT_A_SAMPLE;
  return partialBecause === undefined ? folded : { ok: true, folded: { ...folded.folded, partialBecause } };
}

/** What a combination of outcome labels means, and its number. */
interface KnownOutcome {
  readonly number: number;
  readonly index: number;
}

class Folding {
  readonly #dialect: Dialect;
  readonly #groups = new TupleNumbers();
  readonly #outcomes = new TupleNumbers();
  readonly #known: KnownOutcome[] = [];
  /** Per group a bit for each outcome that was seen. */
  readonly #seen: number[] = [];
  readonly #seenBeyond = new Set<number>();
  readonly #values: string[] = [];
  readonly #sums: number[] = [];
  readonly #spoiled: number[] = [];
  #series = 0;
  #duplicates = 0;
  #dropped = 0;

  constructor(
    private readonly order: AggregationOrder,
    private readonly texts: TextTable,
  ) {
    this.#dialect = order.custom ? customDialect(order.custom as CustomDialectSettings) : dialectOf(order);
  }

  /** Adds a sample: numbers of the key labels' values, then of the outcome labels', and its count. */
  add(labels: readonly number[], count: number): void {
    this.#series++;
    const group = this.#group(labels);
    const outcome = this.#outcome(labels);
    if (group >= this.order.maxGroups || !outcome) this.#dropped++;
    else if (this.#seenBefore(group, outcome.number)) this.#duplicates++;
    else if (count <= Number.MAX_SAFE_INTEGER) this.#sums[group * OUTCOMES.length + outcome.index]! += count;
    else this.#spoiled[group] = 1;
  }

  result(): Omit<AggregatedAnswer, 'oldestSeconds'> {
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
    const series = group * MAX_OUTCOMES + outcome;
    const known = this.#seenBeyond.has(series);
    this.#seenBeyond.add(series);
    return known;
  }

  #group(labels: readonly number[]): number {
    const width = this.order.keyLabels.length;
    const group = this.#groups.number(labels, 0, width);
    if (group < this.#spoiled.length || group >= this.order.maxGroups) return group;
    for (let index = 0; index < width; index++) this.#values.push(this.texts.text(labels[index]!));
    this.#sums.push(0, 0, 0, 0);
    this.#spoiled.push(0);
    this.#seen.push(0);
    return group;
  }

  #outcome(labels: readonly number[]): KnownOutcome | undefined {
    const width = this.order.keyLabels.length;
    const number = this.#outcomes.number(labels, width, labels.length);
    if (number >= MAX_OUTCOMES) return undefined;
    return (this.#known[number] ??= { number, index: OUTCOMES.indexOf(this.#meaning(labels.slice(width))) });
  }

  #meaning(values: readonly number[]): Outcome {
    const named = this.order.outcomeLabels.map((name, index) => [name, this.texts.text(values[index]!)]);
    return this.#dialect.outcome(Object.fromEntries(named) as Labels);
  }
}
