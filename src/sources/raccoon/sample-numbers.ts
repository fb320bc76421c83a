const QUOTE = 0x22;
const COMMA = 0x2c;
const DOT = 0x2e;
const BACKSLASH = 0x5c;
const ZERO = 0x30;
const NINE = 0x39;
/** So many digits are exact however they are added up. */
const SAFE_DIGITS = 15;
/** The same with three digits less, which become milliseconds. */
const SAFE_SECONDS_DIGITS = 12;
/** Longest number, as written: a double has at most some 350 digits, most of them zeros. */
const MAX_NUMBER_BYTES = 1_024;

/** Reads the two numbers of a sample off the bytes of an answer: its time and its value. */
export class SampleNumbers {
  /** The time that was read last, Unix time in whole milliseconds. */
  timeMs = 0;
  /** The value that was read last: NaN for `NaN`, infinite for anything else that is not a finite decimal number. */
  lastValue = NaN;
  #decimalsMs = 0;

  constructor(private readonly body: Buffer) {}

  /** Reads seconds with at most three decimals, as servers write them, into `timeMs`; gives the byte behind them. */
  time(start: number): number {
    const body = this.body;
    let at = start;
    let seconds = 0;
    while (isDigit(body[at]!)) seconds = seconds * 10 + body[at++]! - ZERO;
    const digits = at - start;
    if (digits === 0 || digits > SAFE_SECONDS_DIGITS || (body[start] === ZERO && digits > 1))
      return this.#oddTime(start);
    this.#decimalsMs = 0;
    if (body[at] === DOT) at = this.#decimals(at + 1);
    if (body[at] !== COMMA) return this.#oddTime(start);
    this.timeMs = seconds * 1_000 + this.#decimalsMs;
    return at;
  }

  /** Reads up to three decimals of a second; gives the byte behind them, negative where there is none. */
  #decimals(start: number): number {
    let at = start;
    let ms = 0;
    for (let scale = 100; scale >= 1 && isDigit(this.body[at]!); scale /= 10) ms += (this.body[at++]! - ZERO) * scale;
    this.#decimalsMs = ms;
    return at === start ? -1 : at;
  }

  /** The same for a number of any other form that JSON has. */
  #oddTime(start: number): number {
    const comma = this.#ahead(COMMA, start);
    const text = comma < 0 ? '' : this.body.toString('latin1', start, comma);
    if (!/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text)) return -1;
    this.timeMs = Math.round(Number(text) * 1_000);
    return comma;
  }

  /** Reads a number in quotes into `lastValue`; gives where the closing quote stands. */
  value(start: number): number {
    const body = this.body;
    let at = start;
    let value = 0;
    while (isDigit(body[at]!)) value = value * 10 + body[at++]! - ZERO;
    if (body[at] !== QUOTE || at === start || at - start > SAFE_DIGITS) return this.#oddNumber(start);
    this.lastValue = value;
    return at;
  }

  /** The same for what is not a short whole number. */
  #oddNumber(start: number): number {
    const quote = this.#ahead(QUOTE, start);
    const text = quote < 0 ? undefined : unescaped(this.body.toString('latin1', start, quote));
    if (text === undefined) return -1;
    const isDecimal = /^-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text);
    const value = isDecimal ? Number(text) : NaN;
    if (text === 'NaN') this.lastValue = NaN;
    else this.lastValue = Number.isFinite(value) ? value : Infinity;
    return quote;
  }

  /** Where a byte comes, within the length of a number; negative when one comes before that JSON does not have. */
  #ahead(wanted: number, start: number): number {
    const end = Math.min(this.body.length, start + MAX_NUMBER_BYTES);
    for (let at = start; at < end; at++) {
      const byte = this.body[at]!;
      if (byte === wanted) return at;
      if (byte < 0x20) return -1;
      if (byte === BACKSLASH) at++;
    }
    return -1;
  }
}

/** Some servers write the plus of `+Inf` as an escape. Undefined when it is none that JSON has. */
function unescaped(text: string): string | undefined {
  if (!text.includes('\\')) return text;
  try {
    return JSON.parse(`"${text}"`) as string;
  } catch {
    return undefined;
  }
}

function isDigit(byte: number): boolean {
  return byte >= ZERO && byte <= NINE;
}
