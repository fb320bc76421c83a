import { SampleLine } from './sample-line.js';

const MAX_LINE_BYTES = 64 * 1024;
const MAX_DECLARED_METRICS = 100_000;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const HASH = 0x23;

/** The page is not a metrics page, or not a whole one. */
export class BadExpositionError extends Error {
  readonly code = 'HEARTBEAT_EXPOSITION_BAD';

  constructor(what: string) {
    super(what);
    this.name = 'BadExpositionError';
  }
}

/**
 * Reads a metrics page (Prometheus text format 0.0.4, or OpenMetrics 1.0) a number of bytes at a time, so that even
 * the largest one leaves room for others. Every line is checked, because half a page must not pass for a whole one.
 * Throws `BadExpositionError`.
 */
export class ExpositionScan {
  readonly #sample: SampleLine;
  readonly #declared = new Set<string>();
  #at = 0;
  #line = 0;
  #ended = false;

  constructor(
    private readonly page: Buffer,
    wanted: Iterable<string>,
    private readonly openMetrics: boolean,
    expected: readonly string[] = [],
  ) {
    const fail = (what: string): never => this.#fail(what);
    this.#sample = new SampleLine(page, { wanted, openMetrics, expected, fail });
    if (page.length === 0) throw new BadExpositionError('the page is empty');
    if (page[page.length - 1] !== LINE_FEED) throw new BadExpositionError('the page ends in the middle of a line');
  }

  /** Reads on for about `bytes`, whole lines, and shows each line of a wanted metric; false at the end of the page. */
  advance(bytes: number, onSample: (line: Readonly<SampleLine>) => void): boolean {
    const until = Math.min(this.page.length, this.#at + bytes);
    while (this.#at < until) {
      const end = this.page.indexOf(LINE_FEED, this.#at);
      this.#line++;
      if (end - this.#at > MAX_LINE_BYTES) this.#fail('is too long');
      const start = this.#begin(this.#at, end);
      this.#at = end + 1;
      if (start < end) this.#readLine(start, this.page[end - 1] === CARRIAGE_RETURN ? end - 1 : end, onSample);
    }
    if (this.#at < this.page.length) return true;
    if (this.openMetrics && !this.#ended) this.#fail('lacks the # EOF of OpenMetrics');
    return false;
  }

  #readLine(start: number, end: number, onSample: (line: Readonly<SampleLine>) => void): void {
    if (this.#ended) this.#fail('stands behind # EOF');
    if (this.page[start] === HASH) return this.#readComment(this.page.toString('latin1', start, end));
    this.#sample.read(start, end);
    if (this.#sample.metric !== undefined) onSample(this.#sample);
  }

  #readComment(comment: string): void {
    if (this.openMetrics && comment === '# EOF') this.#ended = true;
    if (!comment.startsWith('# TYPE ')) return;
    const metric = comment.split(/[ \t]+/, 3)[2]!;
    if (this.#declared.has(metric)) this.#fail('declares the type of a metric once more');
    if (this.#declared.size >= MAX_DECLARED_METRICS) this.#fail('declares one metric too many');
    this.#declared.add(metric);
  }

  /** Where the line begins, blanks and the return of an empty line left out. */
  #begin(start: number, end: number): number {
    let at = start;
    while (at < end && (this.page[at] === 0x20 || this.page[at] === 0x09)) at++;
    return at === end - 1 && this.page[at] === CARRIAGE_RETURN ? end : at;
  }

  #fail(what: string): never {
    throw new BadExpositionError(`line ${this.#line} ${what}`);
  }
}
