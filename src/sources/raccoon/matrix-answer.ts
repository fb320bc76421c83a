import { membersOf, partsOf, withoutIdleBlanks } from './json-parts.js';
import { MatrixScan, type MatrixRest, type MatrixSeries, type OnSeries } from './matrix-scan.js';
import { readMatrixEnvelope, type BadAnswer } from './query-answer.js';

/** What an answer is held to. */
export interface MatrixLimits {
  /** The moment that was asked for, Unix time in milliseconds. */
  readonly atMs: number;
  /** How far back was asked for, milliseconds; any time if absent. */
  readonly rangeMs?: number;
  /** Most series that are told. */
  readonly maxSeries: number;
}

/** What was told of an answer as a whole. */
export interface MatrixSummary {
  readonly ok: true;
  /** All series of the answer, the dropped ones too. */
  readonly series: number;
  /** All samples of them. */
  readonly samples: number;
  /** Series that were not told: beyond `maxSeries`, or with labels of more than `MAX_METRIC_BYTES`. */
  readonly dropped: number;
  /** Unix time of the newest and of the oldest sample, milliseconds: `-Infinity` and `Infinity` where there is none. */
  readonly newestMs: number;
  readonly oldestMs: number;
  /** Why the server itself says that data is missing. */
  readonly partialBecause?: string;
}

/** A summary, or why there is none: then what was told is void. */
export type MatrixResult = MatrixSummary | BadAnswer;

/** Parsing this much takes milliseconds, and at worst some tens of times its size in memory. */
const MAX_PARSED_BYTES = 256 * 1024;
/** A server may round the moment that it was asked for. */
const ROUNDED_MS = 10;
/** A server may answer for a moment before: VictoriaMetrics holds back the newest 30 s unless told otherwise. */
const HELD_BACK_MS = 60_000;
const NO_MATRIX = misshapen('the answer is large, and not a matrix as servers write it');
const NO_SERIES = misshapen('an element of the matrix is not a series');
const NOT_RISING = misshapen('the samples of a series do not rise in time');
const DATED: BadAnswer = {
  ok: false,
  code: 'answer-dated',
  detail: 'a sample is of another time than was asked for, or of none at all',
};

/**
 * Reads the answer to a query for raw samples and tells its series, one after the other. An answer that is not in the
 * compact form is read more than once: each time `begin` gives who is told, and what was told before is void. What is
 * larger than `MAX_PARSED_BYTES` is only ever read off the bytes, for the reason that `aggregateAnswer` has.
 */
export function readMatrix(
  status: number,
  body: Uint8Array,
  limits: MatrixLimits,
  begin: () => OnSeries,
): MatrixResult {
  const small = body.length <= MAX_PARSED_BYTES;
  if (status !== 200) return refused(readMatrixEnvelope(status, small ? body : ''));
  const compact = readCompact(body, limits, begin);
  if (compact) return compact;
  const dense = withoutIdleBlanks(body);
  return (
    (dense.length < body.length ? readCompact(dense, limits, begin) : undefined) ??
    (small ? readSmall(dense, limits, begin) : NO_MATRIX)
  );
}

/** The way for what servers write; undefined when the body is anything else. */
function readCompact(body: Uint8Array, limits: MatrixLimits, begin: () => OnSeries): MatrixResult | undefined {
  const audit = new MatrixAudit(limits, begin());
  const rest = new MatrixScan(body).run((series) => audit.take(series));
  if (rest === undefined) return undefined;
  const result = readMatrixEnvelope(200, rest.before + rest.after);
  if (!result.ok) return result;
  if (!isOfData(rest)) return undefined;
  const { partialBecause } = result.envelope;
  return audit.problem ?? { ...audit.summary(), ...(partialBecause !== undefined && { partialBecause }) };
}

/** Whether what was cut out is all of the answer's result, and not of something else that is named so. */
function isOfData({ before, after }: MatrixRest): boolean {
  return [`${before}${after}`, `${before}0${after}`].every((text, count) => {
    const result = readMatrixEnvelope(200, text);
    return result.ok && result.envelope.elements.length === count;
  });
}

/** The slow path, which takes any order of keys and says what is wrong: it puts the same bytes into the plain form. */
function readSmall(dense: Buffer, limits: MatrixLimits, begin: () => OnSeries): MatrixResult {
  const result = readMatrixEnvelope(200, dense);
  if (!result.ok) return result;
  // As latin1 each byte is a character: a metric keeps the text by which it is known from poll to poll.
  const data = membersOf(dense.toString('latin1'))?.get('data') ?? '{}';
  const elements = partsOf(membersOf(data)?.get('result') ?? '[]').map(plainElement);
  if (elements.includes(undefined)) return NO_SERIES;
  const { partialBecause } = result.envelope;
  const plain = `{"status":"success","data":{"resultType":"matrix","result":[${elements.filter(Boolean).join(',')}]}}`;
  const read = readCompact(Buffer.from(plain, 'latin1'), limits, begin) ?? NO_SERIES;
  return read.ok && partialBecause !== undefined ? { ...read, partialBecause } : read;
}

/** An element in the plain form; empty for a native histogram, which has no values; undefined when it is no series. */
function plainElement(element: string): string | undefined {
  const members = element.startsWith('{') ? membersOf(element) : undefined;
  const [metric, values] = [members?.get('metric'), members?.get('values')];
  if (values === undefined) return members?.has('histograms') ? '' : undefined;
  return metric === undefined ? undefined : `{"metric":${metric},"values":${values}}`;
}

/** Looks at each series before it is passed on, and sums up. */
class MatrixAudit {
  /** The first thing that makes the whole answer bad. */
  problem: BadAnswer | undefined;
  #series = 0;
  #samples = 0;
  #dropped = 0;
  #newestMs = -Infinity;
  #oldestMs = Infinity;

  constructor(
    private readonly limits: MatrixLimits,
    private readonly onSeries: OnSeries,
  ) {}

  take(series: MatrixSeries): void {
    this.problem ??= this.#problemOf(series);
    if (this.problem) return;
    const { count, timesMs, metric } = series;
    const told = this.#series - this.#dropped;
    this.#series++;
    this.#samples += count;
    if (count > 0) {
      this.#oldestMs = Math.min(this.#oldestMs, timesMs[0]!);
      this.#newestMs = Math.max(this.#newestMs, timesMs[count - 1]!);
    }
    if (metric === '' || told >= this.limits.maxSeries) this.#dropped++;
    else this.onSeries(series);
  }

  summary(): MatrixSummary {
    return {
      ok: true,
      series: this.#series,
      samples: this.#samples,
      dropped: this.#dropped,
      newestMs: this.#newestMs,
      oldestMs: this.#oldestMs,
    };
  }

  #problemOf({ count, timesMs }: MatrixSeries): BadAnswer | undefined {
    const { atMs, rangeMs = Infinity } = this.limits;
    const latestMs = atMs + ROUNDED_MS;
    const earliestMs = Math.max(-Number.MAX_VALUE, atMs - rangeMs - HELD_BACK_MS);
    for (let index = 0; index < count; index++) {
      const timeMs = timesMs[index]!;
      if (!(timeMs <= latestMs && timeMs >= earliestMs)) return DATED;
      if (index > 0 && timeMs <= timesMs[index - 1]!) return NOT_RISING;
    }
    return undefined;
  }
}

/** There is always something wrong with an answer that is not 200. */
function refused(result: ReturnType<typeof readMatrixEnvelope>): BadAnswer {
  return result.ok ? NO_MATRIX : result;
}

function misshapen(detail: string): BadAnswer {
  return { ok: false, code: 'answer-shape', detail };
}
