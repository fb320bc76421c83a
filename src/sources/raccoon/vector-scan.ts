/** Told of each sample: the values of the wanted labels, in their order and only until the next call, and its value. */
export type OnSample = (labels: readonly string[], value: string) => void;

const RESULT = Buffer.from('"result":[');
const METRIC = Buffer.from('{"metric":{');
const VALUE = Buffer.from(',"value":[');
const QUOTE = 0x22;
const COMMA = 0x2c;
const COLON = 0x3a;
const BACKSLASH = 0x5c;
const BRACKET = 0x5d;
const BRACE = 0x7d;
const MAX_KEPT_BYTES = 4;

/**
 * Reads the elements of an instant vector straight off the bytes: no object is made for a hundred thousand of them.
 * Only the compact form that servers write is read; anything else gives undefined, and the caller parses it all.
 * Gives the document without the elements, which still has to be judged.
 */
export function scanVector(body: Buffer, wanted: readonly string[], onSample: OnSample): string | undefined {
  const start = body.indexOf(RESULT);
  if (start < 0) return undefined;
  const scan = new VectorScan(body, wanted);
  const first = start + RESULT.length;
  const end = scan.elements(first, onSample);
  return end < 0 ? undefined : body.toString('utf8', 0, first) + body.toString('utf8', end);
}

class VectorScan {
  readonly #wanted: readonly Buffer[];
  readonly #values: string[];
  readonly #kept = new Map<number, string>();
  /** Where the string that was read last ends: at its closing quote. */
  #quote = 0;

  constructor(
    private readonly body: Buffer,
    wanted: readonly string[],
  ) {
    this.#wanted = wanted.map((name) => Buffer.from(name));
    this.#values = wanted.map(() => '');
  }

  /** Reads elements from `at` on; gives where their closing bracket stands, negative when it is not the plain form. */
  elements(at: number, onSample: OnSample): number {
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
    const comma = this.#timeEnd(labelsEnd + VALUE.length);
    if (comma < 0 || this.body[comma + 1] !== QUOTE) return -1;
    const value = this.#text(comma + 2);
    const end = this.#quote + 1;
    if (value === undefined || this.body[end] !== BRACKET || this.body[end + 1] !== BRACE) return -1;
    onSample(this.#values, value);
    return end + 2;
  }

  /** Reads labels into `#values`; gives the byte behind their brace. */
  #labels(at: number): number {
    this.#values.fill('');
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
    const nameEnd = this.body[at] === QUOTE ? this.body.indexOf(QUOTE, at + 1) : -1;
    if (nameEnd < 0 || this.body[nameEnd + 1] !== COLON || this.body[nameEnd + 2] !== QUOTE) return -1;
    const value = this.#text(nameEnd + 3);
    if (value === undefined) return -1;
    const index = this.#indexOf(at + 1, nameEnd);
    if (index >= 0) this.#values[index] = value;
    return this.#quote + 1;
  }

  #indexOf(start: number, end: number): number {
    for (let index = 0; index < this.#wanted.length; index++) {
      const name = this.#wanted[index]!;
      if (name.length === end - start && this.#stands(name, start)) return index;
    }
    return -1;
  }

  /** The string from `start` to its closing quote, decoded; undefined when it is broken. */
  #text(start: number): string | undefined {
    let plain = true;
    let packed = 0;
    for (let at = start; at < this.body.length; at++) {
      const byte = this.body[at]!;
      if (byte === QUOTE) {
        this.#quote = at;
        if (!plain) return decoded(this.body.toString('utf8', start - 1, at + 1));
        return at - start <= MAX_KEPT_BYTES ? this.#short(packed, start, at) : this.body.toString('latin1', start, at);
      }
      if (byte < 0x20) return undefined;
      if (byte >= 0x80 || byte === BACKSLASH) plain = false;
      if (byte === BACKSLASH) at++;
      packed = (packed << 8) | byte;
    }
    return undefined;
  }

  /** Status codes and the like: the same few texts again and again. */
  #short(packed: number, start: number, end: number): string {
    const known = this.#kept.get(packed);
    if (known !== undefined && known.length === end - start) return known;
    const text = this.body.toString('latin1', start, end);
    if (this.#kept.size < 1_000) this.#kept.set(packed, text);
    return text;
  }

  /** The comma behind a number, which nobody reads. */
  #timeEnd(at: number): number {
    const start = at;
    while ((this.body[at]! >= 0x30 && this.body[at]! <= 0x39) || this.body[at] === 0x2e) at++;
    return at > start && this.body[at] === COMMA ? at : -1;
  }

  #stands(text: Buffer, at: number): boolean {
    for (let index = 0; index < text.length; index++) if (this.body[at + index] !== text[index]) return false;
    return true;
  }
}

function decoded(quoted: string): string | undefined {
  try {
    return JSON.parse(quoted) as string;
  } catch {
    return undefined;
  }
}
