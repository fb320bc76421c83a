import { hashOf, TEXT_HASH, TextTable } from './text-table.js';

/** Told of each sample: numbers of the values of the wanted labels, good until the next call, and its count. */
export type OnSample = (labels: readonly number[], count: number) => void;

/** The document without the elements of its vector, which still has to be judged. */
export type ScannedRest = string | undefined;

const RESULT = Buffer.from('"result":[');
const METRIC = Buffer.from('{"metric":{');
const VALUE = Buffer.from(',"value":[');
const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const BRACKET = 0x5d;
const BRACE = 0x7d;
const ZERO = 0x30;
const NINE = 0x39;
/** So many digits are exact however they are added up. */
const SAFE_DIGITS = 15;

/**
 * Reads the elements of an instant vector straight off the bytes: neither an object nor a string is made for a
 * hundred thousand of them. Only the compact form that servers write is read; anything else is left to others.
 */
export class VectorScan {
  readonly texts: TextTable;
  /** `"name":"` of each wanted label. */
  readonly #openings: readonly Buffer[];
  readonly #values: number[];
  /** Where the string that was read last ends, at its closing quote, and the hash of its bytes. */
  #quote = 0;
  #hash = 0;
  /** Where the time that was read last stands, as written: almost always the same one for all elements. */
  #timeStart = 0;
  #timeEnd = 0;
  #oldestSeconds = Infinity;

  constructor(
    private readonly body: Buffer,
    wanted: readonly string[],
  ) {
    this.texts = new TextTable(body);
    this.#openings = wanted.map((name) => Buffer.from(`"${name}":"`));
    this.#values = wanted.map(() => 0);
  }

  /** The oldest time that an element bears, Unix seconds: `Infinity` where there is none, NaN where one makes no sense. */
  get oldestSeconds(): number {
    return this.#oldestSeconds;
  }

  /** Gives the rest of the document; undefined when it is not in the plain form, and what was told then is void. */
  run(onSample: OnSample): ScannedRest {
    const start = this.body.indexOf(RESULT);
    if (start < 0) return undefined;
    const first = start + RESULT.length;
    const end = this.#elements(first, onSample);
    return end < 0 ? undefined : this.body.toString('utf8', 0, first) + this.body.toString('utf8', end);
  }

  /** Reads elements from `at` on; gives where their closing bracket stands, negative when it is not the plain form. */
  #elements(at: number, onSample: OnSample): number {
    if (this.body[at] === BRACKET) return at;
    for (;;) {
      const end = this.#element(at, onSample);
      if (end < 0 || this.body[end] === BRACKET) return end;
      if (this.body[end] !== COMMA) return -1;
      at = end + 1;
    }
  }

  /** Gives the byte behind the element. */
  #element(at: number, onSample: OnSample): number {
    if (!this.#stands(METRIC, at)) return -1;
    const labelsEnd = this.#labels(at + METRIC.length);
    if (labelsEnd < 0 || !this.#stands(VALUE, labelsEnd)) return -1;
    const comma = this.#time(labelsEnd + VALUE.length);
    if (comma < 0 || this.body[comma + 1] !== QUOTE || !this.#text(comma + 2)) return -1;
    const end = this.#quote + 1;
    if (this.body[end] !== BRACKET || this.body[end + 1] !== BRACE) return -1;
    onSample(this.#values, this.#count(comma + 2, this.#quote));
    return end + 2;
  }

  /** Reads labels into `#values`; gives the byte behind their brace. */
  #labels(at: number): number {
    this.#values.fill(0);
    if (this.body[at] === BRACE) return at + 1;
    for (;;) {
      const end = this.#label(at);
      if (end < 0 || this.body[end] === BRACE) return end < 0 ? end : end + 1;
      if (this.body[end] !== COMMA) return -1;
      at = end + 1;
    }
  }

  /** Reads `"name":"value"`; gives the byte behind it. */
  #label(at: number): number {
    for (let index = 0; index < this.#openings.length; index++) {
      const opening = this.#openings[index]!;
      if (!this.#stands(opening, at)) continue;
      const start = at + opening.length;
      if (!this.#text(start)) return -1;
      this.#values[index] = this.texts.number(start, this.#quote, this.#hash);
      return this.#quote + 1;
    }
    return this.#otherLabel(at);
  }

  /** Skips a label that is not needed. */
  #otherLabel(at: number): number {
    if (this.body[at] !== QUOTE || !this.#text(at + 1)) return -1;
    const colon = this.#quote + 1;
    if (this.body[colon] !== COLON || this.body[colon + 1] !== QUOTE || !this.#text(colon + 2)) return -1;
    return this.#quote + 1;
  }

  /** Finds the closing quote of the string that begins at `start`; false when the string is broken. */
  #text(start: number): boolean {
    let hash = TEXT_HASH;
    let escaped = false;
    for (let at = start; at < this.body.length; at++) {
      const byte = this.body[at]!;
      if (byte === QUOTE) {
        this.#quote = at;
        this.#hash = hash;
        return !escaped || isText(this.body.toString('utf8', start - 1, at + 1));
      }
      if (byte < 0x20) return false;
      hash = hashOf(hash, byte);
      if (byte !== BACKSLASH) continue;
      escaped = true;
      hash = hashOf(hash, this.body[++at] ?? 0);
    }
    return false;
  }

  /** A finite count ≥ 0 as it is written in decimal digits; NaN for everything else. */
  #count(start: number, end: number): number {
    if (end - start > SAFE_DIGITS) return decimal(this.body.toString('latin1', start, end));
    let count = 0;
    for (let at = start; at < end; at++) {
      const byte = this.body[at]!;
      if (byte < ZERO || byte > NINE) return decimal(this.body.toString('latin1', start, end));
      count = count * 10 + byte - ZERO;
    }
    return start === end ? NaN : count;
  }

  /** Reads the time of an element; gives the comma behind it. */
  #time(start: number): number {
    let at = start;
    while ((this.body[at]! >= ZERO && this.body[at]! <= NINE) || this.body[at] === 0x2e) at++;
    if (at === start || this.body[at] !== COMMA) return -1;
    if (!this.#isTimeBefore(start, at)) {
      this.#timeStart = start;
      this.#timeEnd = at;
      this.#oldestSeconds = Math.min(this.#oldestSeconds, Number(this.body.toString('latin1', start, at)));
    }
    return at;
  }

  /** Whether the time is written as the one of the element before. */
  #isTimeBefore(start: number, end: number): boolean {
    if (end - start !== this.#timeEnd - this.#timeStart) return false;
    for (let at = start; at < end; at++) if (this.body[at] !== this.body[this.#timeStart + at - start]) return false;
    return true;
  }

  #stands(text: Buffer, at: number): boolean {
    for (let index = 0; index < text.length; index++) if (this.body[at + index] !== text[index]) return false;
    return true;
  }
}

/** The same JSON without the blanks between its parts, for what was written by somebody who likes them. */
export function withoutBlanks(body: Uint8Array): Uint8Array {
  const kept = new Uint8Array(body.length);
  let length = 0;
  let inText = false;
  for (let at = 0; at < body.length; at++) {
    const byte = body[at]!;
    if (byte === QUOTE) inText = !inText;
    else if (byte === BACKSLASH && inText) kept[length++] = body[at++]!;
    if (inText || byte > 0x20) kept[length++] = body[at]!;
  }
  return kept.subarray(0, length);
}

function decimal(text: string): number {
  return /^\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text) ? Number(text) : NaN;
}

function isText(quoted: string): boolean {
  try {
    return typeof JSON.parse(quoted) === 'string';
  } catch {
    return false;
  }
}
