import { unescaped } from './series-labels.js';

/** Bytes of one class, as a table: the scan looks at every byte of a page, and this is the quickest way to ask. */
function table(pattern: RegExp): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => (pattern.test(String.fromCharCode(byte)) ? 1 : 0));
}

const BLANK = table(/[ \t]/);
const NAME_START = table(/[a-zA-Z_:]/);
const NAME = table(/[a-zA-Z0-9_:]/);
const LABEL_START = table(/[a-zA-Z_]/);
const LABEL = table(/[a-zA-Z0-9_]/);
/** What may stand in a label value for itself: anything but the quote and the escape. */
const VALUE_PLAIN = table(/[^"\\]/);
const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;
const INFINITE = /^[+-]?Inf(?:inity)?$/i;
const NOT_A_NUMBER = /^[+-]?NaN$/i;
/** What Go reads as a number besides (https://pkg.go.dev/strconv#ParseFloat): no gateway counts so. */
const HEXADECIMAL = /^[+-]?0x[\da-f]*\.?[\da-f]*p[+-]?\d+$/i;
/** So many digits always fit a safe integer. */
const SAFE_DIGITS = 15;

const [HASH, QUOTE, COMMA, BACKSLASH, EQUALS, BRACE, END_BRACE] = Buffer.from('#",\\={}') as unknown as number[];

/** What a line is read with; `fail` throws. */
export interface SampleLineOptions {
  readonly wanted: Iterable<string>;
  readonly openMetrics: boolean;
  /** Labels, as read from a good page, that this one is likely to have, in the order of the page. */
  readonly expected?: readonly string[];
  fail(what: string): never;
}

/**
 * Reads one sample line after another. Every line is checked; only of wanted metrics are there strings, and those
 * stand alone: none of them keeps the page in memory.
 */
export class SampleLine {
  /** The metric, when it is a wanted one; else the fields below mean nothing. */
  metric: string | undefined;
  /** The bytes between the braces, one character each: the identity of the series on its page. */
  labels = '';
  value = 0;
  /** Wall time, ms, where the line gives one. */
  timestampMs: number | undefined;
  /** Whether the name and the labels of the line were read, whatever stands behind them. */
  isNamed = false;
  /** Whether the name of the metric is still to come, in quotes, between the braces: `{"metric.name",label="x"}`. */
  #isNameless = false;
  readonly #wanted: readonly string[];
  readonly #expected: readonly string[];
  #next = 0;
  #page: Buffer = Buffer.alloc(0);
  #at = 0;
  #end = 0;

  constructor(private readonly options: SampleLineOptions) {
    this.#expected = options.expected ?? [];
    this.#wanted = [...options.wanted];
  }

  /** Reads the line of `page` from `start` up to, not including, `end`, where it has a line feed; it begins with no blank. */
  read(page: Buffer, start: number, end: number): void {
    this.#page = page;
    this.#at = start;
    this.#end = end;
    this.isNamed = false;
    this.#readMetric();
    const blank = this.#skip(BLANK);
    const labelled = this.#readLabels();
    this.#skip(BLANK);
    if (!blank && !labelled) this.options.fail(this.#at === end ? 'has no value' : 'is not a sample');
    this.isNamed = true;
    if (this.#at === end) this.options.fail('has no value');
    this.value = this.#readNumber();
    this.timestampMs = undefined;
    if (this.#skip(BLANK) && this.#at < end && this.#page[this.#at] !== HASH) this.#readTime();
    this.#skip(BLANK);
    if (this.#at < end) this.#readExemplar();
  }

  /** Takes the value of the line that was read for none. */
  spoil(): void {
    this.value = NaN;
    this.timestampMs = undefined;
  }

  #readMetric(): void {
    const start = this.#at;
    this.metric = undefined;
    this.#isNameless = this.#page[start] === BRACE;
    if (this.#isNameless) return;
    if (NAME_START[this.#page[start]!] === 0) this.options.fail('is not a sample');
    this.#skip(NAME);
    for (const metric of this.#wanted) {
      if (metric.length === this.#at - start && this.#holdsText(start, metric)) this.metric = metric;
    }
  }

  /** Whether there were any labels, also empty braces. */
  #readLabels(): boolean {
    this.labels = '';
    if (this.#page[this.#at] !== BRACE || this.#at === this.#end) return false;
    const start = ++this.#at;
    if (this.metric !== undefined && this.#isExpected()) return true;
    this.#skip(BLANK);
    while (this.#page[this.#at] !== END_BRACE) this.#readLabel();
    if (this.#isNameless) this.#failInLabels();
    if (this.metric !== undefined) this.labels = this.#page.toString('latin1', start, this.#at);
    this.#at++;
    return true;
  }

  /**
   * A gateway shows the same series on every page, in the same order: comparing with the last page costs less than
   * checking, and saves a string. A series that is new, or one that is gone, does not upset the order.
   */
  #isExpected(): boolean {
    for (let index = this.#next; index < this.#next + 2 && index < this.#expected.length; index++) {
      const labels = this.#expected[index]!;
      const end = this.#at + labels.length;
      if (end >= this.#end || this.#page[end] !== END_BRACE || !this.#holdsText(this.#at, labels)) continue;
      this.labels = labels;
      this.#next = index + 1;
      this.#at = end + 1;
      return true;
    }
    return false;
  }

  #holdsText(start: number, text: string): boolean {
    for (let index = 0; index < text.length; index++)
      if (this.#page[start + index] !== text.charCodeAt(index)) return false;
    return true;
  }

  /** One `name="value"`, or the quoted name of the metric, the comma behind it included. */
  #readLabel(): void {
    const start = this.#at;
    const isQuoted = this.#page[start] === QUOTE;
    if (isQuoted) this.#readQuoted();
    else if (LABEL_START[this.#page[start]!] === 0) this.#failInLabels();
    else this.#skip(LABEL);
    const end = this.#at;
    this.#skip(BLANK);
    if (isQuoted && this.#isNameless && this.#page[this.#at] !== EQUALS) this.#readName(start + 1, end - 1);
    else this.#readLabelValue(isQuoted && end - start === 2);
    if (this.#page[this.#at] === COMMA) this.#at++;
    else if (this.#page[this.#at] !== END_BRACE) this.#failInLabels();
    this.#skip(BLANK);
  }

  #readLabelValue(isOfNone: boolean): void {
    if (isOfNone) this.#failInLabels();
    this.#expect(EQUALS);
    this.#skip(BLANK);
    this.#readQuoted();
    this.#skip(BLANK);
  }

  #readQuoted(): void {
    this.#expect(QUOTE);
    this.#skip(VALUE_PLAIN);
    while (this.#page[this.#at] === BACKSLASH) {
      this.#at += 2;
      this.#skip(VALUE_PLAIN);
    }
    this.#expect(QUOTE);
  }

  /** The name of the metric, which stood in quotes. */
  #readName(start: number, end: number): void {
    const follows = this.#page[this.#at];
    if (start === end || this.#at >= this.#end || (follows !== COMMA && follows !== END_BRACE)) this.#failInLabels();
    this.#isNameless = false;
    const name = unescaped(this.#page.toString('utf8', start, end));
    this.metric = this.#wanted.find((metric) => metric === name);
  }

  #readNumber(): number {
    const start = this.#at;
    let whole = 0;
    for (let digit = this.#page[this.#at]! - 0x30; digit >= 0 && digit <= 9; digit = this.#page[++this.#at]! - 0x30)
      whole = whole * 10 + digit;
    const digits = this.#at - start;
    const over = this.#at === this.#end || BLANK[this.#page[this.#at]!] === 1;
    return over && digits > 0 && digits <= SAFE_DIGITS ? whole : this.#readAnyNumber(start);
  }

  #readAnyNumber(start: number): number {
    while (this.#at < this.#end && BLANK[this.#page[this.#at]!] === 0) this.#at++;
    const text = this.#page.toString('latin1', start, this.#at);
    if (NUMBER.test(text)) return Number(text);
    if (INFINITE.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
    if (NOT_A_NUMBER.test(text) || HEXADECIMAL.test(text)) return NaN;
    return this.options.fail('has a value that is not a number');
  }

  #readTime(): void {
    const time = this.#readNumber();
    if (!Number.isFinite(time)) this.options.fail('has a time that is not a number');
    this.timestampMs = this.options.openMetrics ? Math.round(time * 1_000) : time;
  }

  #readExemplar(): void {
    if (this.#page[this.#at] !== HASH) this.options.fail('has more than a value and a time');
    if (!this.options.openMetrics) this.options.fail('has an exemplar, which only OpenMetrics knows');
  }

  /** Passes over the bytes of one class, within the line; whether there were any. */
  #skip(bytes: Uint8Array): boolean {
    const start = this.#at;
    while (this.#at < this.#end && bytes[this.#page[this.#at]!] === 1) this.#at++;
    return this.#at > start;
  }

  #expect(byte: number | undefined): void {
    if (this.#at >= this.#end || this.#page[this.#at] !== byte) this.#failInLabels();
    this.#at++;
  }

  #failInLabels(): never {
    if (this.#isNameless) this.options.fail('is not a sample');
    if (this.#at >= this.#end) this.options.fail('has labels without an end');
    return this.options.fail('has labels that are not well formed');
  }
}
