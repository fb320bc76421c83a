const MAX_LINE = 64 * 1024;
const NAME_START = /[a-zA-Z_:]/;

/** One sample line of a wanted metric. */
export interface ExpositionLine {
  readonly metric: string;
  /** The text between the braces, as written: the identity of the series on its page. */
  readonly labels: string;
  readonly value: number;
  /** Wall time, ms, where the page gives one. */
  readonly timestampMs?: number;
}

/** The page is not a metrics page, or not a whole one. */
export class BadExpositionError extends Error {
  readonly code = 'HEARTBEAT_EXPOSITION_BAD';

  constructor(
    readonly line: number,
    what: string,
  ) {
    super(`line ${line} ${what}`);
    this.name = 'BadExpositionError';
  }
}

/**
 * Reads a metrics page (Prometheus text format 0.0.4, or OpenMetrics) a number of lines at a time. Lines of wanted
 * metrics are handed on; the others are only checked for looking like lines. Throws `BadExpositionError`.
 */
export class ExpositionScan {
  readonly #types = new Set<string>();
  #at = 0;
  #line = 0;
  #ended = false;

  constructor(
    private readonly text: string,
    private readonly wanted: ReadonlySet<string>,
    private readonly openMetrics: boolean,
  ) {
    if (text.length > 0 && !text.endsWith('\n'))
      throw new BadExpositionError(0, 'the page ends in the middle of a line');
  }

  /** Reads up to `lines` more lines; false when the page is at its end. */
  advance(lines: number, onSample: (line: ExpositionLine) => void): boolean {
    for (let count = 0; count < lines; count++) {
      if (this.#at >= this.text.length) return this.#end();
      const end = this.text.indexOf('\n', this.#at);
      this.#line++;
      if (end - this.#at > MAX_LINE) this.#fail('is too long');
      this.#readLine(this.#at, this.text.charCodeAt(end - 1) === 13 ? end - 1 : end, onSample);
      this.#at = end + 1;
    }
    return true;
  }

  #end(): false {
    if (this.openMetrics && !this.#ended) this.#fail('lacks the # EOF of OpenMetrics');
    return false;
  }

  #readLine(start: number, end: number, onSample: (line: ExpositionLine) => void): void {
    if (start >= end) return;
    const first = this.text[start]!;
    if (this.#ended) this.#fail('stands behind # EOF');
    if (first === '#') return this.#comment(this.text.slice(start, end));
    if (!NAME_START.test(first)) this.#fail('is no sample');
    const nameEnd = this.#nameEnd(start, end);
    const metric = this.text.slice(start, nameEnd);
    if (this.wanted.has(metric)) onSample(this.#sample(metric, nameEnd, end));
    else if (this.text.charCodeAt(end - 1) < 0x21) this.#fail('is no sample');
  }

  #comment(line: string): void {
    if (line === '# EOF') this.#ended = true;
    if (!line.startsWith('# TYPE ')) return;
    const metric = line.slice(7).split(' ', 1)[0]!;
    if (this.#types.has(metric)) this.#fail(`declares the type of ${metric.slice(0, 80)} once more`);
    this.#types.add(metric);
  }

  /** Where the metric's name ends: at a brace or a blank. */
  #nameEnd(start: number, end: number): number {
    for (let at = start; at < end; at++) {
      const code = this.text.charCodeAt(at);
      if (code === 0x7b || code === 0x20 || code === 0x09) return at;
      if (code < 0x21) this.#fail('holds a control character');
    }
    return this.#fail('has no value');
  }

  #sample(metric: string, nameEnd: number, end: number): ExpositionLine {
    let at = nameEnd;
    let labels = '';
    if (this.text.charCodeAt(at) === 0x7b) {
      const close = this.#closingBrace(at + 1, end);
      labels = this.text.slice(at + 1, close);
      at = close + 1;
    }
    const [value = '', timestamp, ...rest] = this.#withoutExemplar(this.text.slice(at, end))
      .trim()
      .split(/[ \t]+/);
    if (rest.length > 0) this.#fail('has more than a value and a time');
    return {
      metric,
      labels,
      value: this.#number(value),
      ...(timestamp !== undefined && { timestampMs: this.#time(timestamp) }),
    };
  }

  /** The brace that closes the labels: one outside of quotes. */
  #closingBrace(start: number, end: number): number {
    let quoted = false;
    for (let at = start; at < end; at++) {
      const code = this.text.charCodeAt(at);
      if (code === 0) this.#fail('holds a control character');
      if (quoted && code === 0x5c) at++;
      else if (code === 0x22) quoted = !quoted;
      else if (!quoted && code === 0x7d) return at;
    }
    return this.#fail('has labels without an end');
  }

  #withoutExemplar(tail: string): string {
    const mark = tail.indexOf(' # ');
    if (mark < 0) return tail;
    return this.openMetrics ? tail.slice(0, mark) : this.#fail('has an exemplar, which only OpenMetrics knows');
  }

  #number(text: string): number {
    if (/^[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/.test(text)) return Number(text);
    if (/^[+-]?Inf$/i.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
    return text === 'NaN' ? NaN : this.#fail('has a value that is no number');
  }

  #time(text: string): number {
    const time = this.#number(text);
    return this.openMetrics ? Math.round(time * 1_000) : time;
  }

  #fail(what: string): never {
    throw new BadExpositionError(this.#line, what);
  }
}
