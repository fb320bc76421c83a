import { MAX_METRIC_BYTES } from './metric-labels.js';
import { SampleNumbers } from './sample-numbers.js';

/** One series of an answer. One object for all of them: what it holds is good until the next one is told. */
export interface MatrixSeries {
  /** The metric object exactly as written, its bytes as latin1; empty when there are more than `MAX_METRIC_BYTES`. */
  readonly metric: string;
  /** How many samples there are: the columns are longer. */
  readonly count: number;
  /** Unix time of each sample, whole milliseconds; may be infinite, for a time such as 1e999. */
  readonly timesMs: Float64Array;
  /** Value of each sample: NaN for `NaN`, as stale markers are shown; infinite for what else is no finite number. */
  readonly values: Float64Array;
}

/** Told of each series, in the order of the answer. */
export type OnSeries = (series: MatrixSeries) => void;

/** The document before and after the elements of its result, which still has to be judged. */
export interface MatrixRest {
  readonly before: string;
  readonly after: string;
}

/** Most samples of one series: a day of one each second. */
export const MAX_SAMPLES_OF_SERIES = 131_072;
/** The columns begin with room for this many. */
const FIRST_ROOM = 256;
/** A rest beyond this is none that a server writes. */
const MAX_REST_BYTES = 256 * 1024;

const RESULT = Buffer.from('"result":[');
const METRIC = Buffer.from('{"metric":');
const VALUES = Buffer.from(',"values":[');
const ESCAPED = Buffer.from('"\\/bfnrt');
const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACKET = 0x5b;
const BACKSLASH = 0x5c;
const BRACKET = 0x5d;
const UNICODE = 0x75;
const OPEN_BRACE = 0x7b;
const BRACE = 0x7d;
const ZERO = 0x30;
const NINE = 0x39;

/**
 * Reads the elements of a matrix straight off the bytes: of a hundred thousand series each becomes one text, and no
 * object. Only the compact form that servers write is read; anything else is left to others.
 */
export class MatrixScan {
  readonly #body: Buffer;
  readonly #series = { metric: '', count: 0, timesMs: new Float64Array(0), values: new Float64Array(0) };
  readonly #numbers: SampleNumbers;

  constructor(body: Uint8Array) {
    this.#body = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
    this.#numbers = new SampleNumbers(this.#body);
    this.#makeRoom(FIRST_ROOM);
  }

  /** Gives the rest of the document; undefined when it is not in the plain form, and what was told then is void. */
  run(onSeries: OnSeries): MatrixRest | undefined {
    const body = this.#body;
    const start = body.indexOf(RESULT);
    if (start < 0) return undefined;
    const first = start + RESULT.length;
    const end = this.#elements(first, onSeries);
    if (end < 0 || first + body.length - end > MAX_REST_BYTES) return undefined;
    return { before: body.toString('utf8', 0, first), after: body.toString('utf8', end) };
  }

  /** Reads elements from `at` on; gives where their closing bracket stands, negative when it is not the plain form. */
  #elements(at: number, onSeries: OnSeries): number {
    const body = this.#body;
    if (body[at] === BRACKET) return at;
    for (;;) {
      const end = this.#element(at);
      if (end < 0) return -1;
      onSeries(this.#series);
      if (body[end] === BRACKET) return end;
      if (body[end] !== COMMA) return -1;
      at = end + 1;
    }
  }

  /** Reads one element into `#series`; gives the byte behind it. */
  #element(at: number): number {
    if (!this.#stands(METRIC, at)) return -1;
    const start = at + METRIC.length;
    const end = this.#labels(start);
    if (end < 0 || !this.#stands(VALUES, end)) return -1;
    const bracket = this.#samples(end + VALUES.length);
    if (bracket < 0 || this.#body[bracket + 1] !== BRACE) return -1;
    this.#series.metric = end - start > MAX_METRIC_BYTES ? '' : this.#body.toString('latin1', start, end);
    return bracket + 2;
  }

  /** Makes sure that an object of texts begins at `at`; gives the byte behind it. */
  #labels(at: number): number {
    const body = this.#body;
    if (body[at] !== OPEN_BRACE) return -1;
    if (body[at + 1] === BRACE) return at + 2;
    for (;;) {
      const colon = this.#text(at + 1);
      if (colon < 0 || body[colon] !== COLON) return -1;
      const end = this.#text(colon + 1);
      if (end < 0 || body[end] === BRACE) return end < 0 ? -1 : end + 1;
      if (body[end] !== COMMA) return -1;
      at = end;
    }
  }

  /** Makes sure that a whole string begins at `opening`; gives the byte behind it. */
  #text(opening: number): number {
    const body = this.#body;
    if (body[opening] !== QUOTE) return -1;
    for (let at = opening + 1; at < body.length; at++) {
      const byte = body[at]!;
      if (byte === QUOTE) return at + 1;
      if (byte < 0x20) return -1;
      if (byte !== BACKSLASH) continue;
      at = this.#escape(at + 1);
      if (at < 0) return -1;
    }
    return -1;
  }

  /** Where the escape ends whose backslash is before `at`: at its last byte. */
  #escape(at: number): number {
    const body = this.#body;
    if (body[at] !== UNICODE) return ESCAPED.includes(body[at] ?? 0) ? at : -1;
    for (let index = 1; index <= 4; index++) if (!isHex(body[at + index])) return -1;
    return at + 4;
  }

  /** Reads `[time,"value"],…` into the columns; gives where the closing bracket stands. */
  #samples(at: number): number {
    const body = this.#body;
    const series = this.#series;
    series.count = 0;
    if (body[at] === BRACKET) return at;
    for (;;) {
      if (body[at] !== OPEN_BRACKET) return -1;
      const end = this.#sample(at + 1);
      if (end < 0 || !this.#keep()) return -1;
      if (body[end] === BRACKET) return end;
      if (body[end] !== COMMA) return -1;
      at = end + 1;
    }
  }

  /** Reads `time,"value"]`; gives the byte behind it. */
  #sample(at: number): number {
    const body = this.#body;
    const comma = this.#numbers.time(at);
    if (comma < 0 || body[comma] !== COMMA || body[comma + 1] !== QUOTE) return -1;
    const quote = this.#numbers.value(comma + 2);
    return quote < 0 || body[quote + 1] !== BRACKET ? -1 : quote + 2;
  }

  #keep(): boolean {
    const series = this.#series;
    const index = series.count++;
    if (index === MAX_SAMPLES_OF_SERIES) return false;
    if (index === series.values.length) this.#makeRoom(index * 2);
    series.timesMs[index] = this.#numbers.timeMs;
    series.values[index] = this.#numbers.lastValue;
    return true;
  }

  #makeRoom(samples: number): void {
    const { timesMs, values } = this.#series;
    this.#series.timesMs = new Float64Array(samples);
    this.#series.values = new Float64Array(samples);
    this.#series.timesMs.set(timesMs);
    this.#series.values.set(values);
  }

  #stands(text: Buffer, at: number): boolean {
    const body = this.#body;
    for (let index = 0; index < text.length; index++) if (body[at + index] !== text[index]) return false;
    return true;
  }
}

function isHex(byte = 0): boolean {
  const letter = byte | 0x20;
  return (byte >= ZERO && byte <= NINE) || (letter >= 0x61 && letter <= 0x66);
}
