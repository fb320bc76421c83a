import { SampleLine } from './sample-line.js';

const MAX_LINE_BYTES = 64 * 1024;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const HASH = 0x23;
const EOF = '# EOF';

/** The page is not a metrics page, or not a whole one. */
export class BadExpositionError extends Error {
  readonly code = 'HEARTBEAT_EXPOSITION_BAD';

  constructor(what: string) {
    super(what);
    this.name = 'BadExpositionError';
  }
}

/**
 * Reads a metrics page (Prometheus text format 0.0.4, or OpenMetrics 1.0) piece by piece, as it comes over the network,
 * so that even the largest one never stands in memory. Half a page must not pass for a whole one, nor something else for
 * a page; but an odd line of a metric that nobody asked for is only that. Throws `BadExpositionError`.
 */
export class ExpositionScan {
  readonly #sample: SampleLine;
  /** What is wrong with the first line that cannot be read, and whether any line was a sample. */
  #odd: BadExpositionError | undefined;
  #anySample = false;
  /** The beginning of a line whose end has not come yet. */
  #rest: Buffer[] = [];
  #restBytes = 0;
  #line = 0;
  #empty = true;
  #ended = false;

  constructor(
    wanted: Iterable<string>,
    private readonly openMetrics: boolean,
    expected: readonly string[] = [],
  ) {
    const fail = (what: string): never => this.#fail(what);
    this.#sample = new SampleLine({ wanted, openMetrics, expected, fail });
  }

  /** Reads the next piece, and shows each line of a wanted metric that ends in it. */
  push(piece: Buffer, onSample: (line: Readonly<SampleLine>) => void): void {
    if (piece.length > 0) this.#empty = false;
    const first = this.#restBytes > 0 ? piece.indexOf(LINE_FEED) + 1 : 0;
    if (first > 0) {
      const line = Buffer.concat([...this.#rest, piece.subarray(0, first)]);
      [this.#rest, this.#restBytes] = [[], 0];
      this.#readLines(line, 0, onSample);
    }
    if (this.#restBytes > 0) return this.#keep(piece);
    const end = this.#readLines(piece, first, onSample);
    if (end < piece.length) this.#keep(piece.subarray(end));
  }

  /** Says that no more pieces come. */
  end(): void {
    if (this.#empty) throw new BadExpositionError('the page is empty');
    if (this.#odd && !this.#anySample) throw this.#odd;
    if (this.openMetrics && Buffer.concat(this.#rest).toString('latin1') === EOF) return;
    if (this.#restBytes > 0) throw new BadExpositionError('the page ends in the middle of a line');
    if (this.openMetrics && !this.#ended) this.#fail('lacks the # EOF of OpenMetrics');
  }

  /** Reads all lines of `bytes` that end there; gives where the first one begins that does not. */
  #readLines(bytes: Buffer, from: number, onSample: (line: Readonly<SampleLine>) => void): number {
    let at = from;
    for (let end = bytes.indexOf(LINE_FEED, at); end >= 0; end = bytes.indexOf(LINE_FEED, at)) {
      this.#line++;
      if (end - at > MAX_LINE_BYTES) this.#fail('is too long');
      const start = beginOf(bytes, at, end);
      at = end + 1;
      const last = bytes[end - 1] === CARRIAGE_RETURN ? end - 1 : end;
      if (start < end) this.#readLine(bytes, start, last, onSample);
    }
    return at;
  }

  #readLine(bytes: Buffer, start: number, end: number, onSample: (line: Readonly<SampleLine>) => void): void {
    if (this.#ended) this.#fail('stands behind # EOF');
    if (bytes[start] === HASH) return this.#readComment(bytes.toString('latin1', start, end));
    if (!this.#readSample(bytes, start, end)) return;
    this.#anySample = true;
    if (this.#sample.metric !== undefined) onSample(this.#sample);
  }

  /** Whether the line is a sample. One of a wanted metric that is not spoils the page: whose it is cannot be known. */
  #readSample(bytes: Buffer, start: number, end: number): boolean {
    try {
      this.#sample.read(bytes, start, end);
      return true;
    } catch (error) {
      if (!(error instanceof BadExpositionError) || this.#sample.metric !== undefined) throw error;
      this.#odd ??= error;
      return false;
    }
  }

  #keep(part: Buffer): void {
    this.#rest.push(part);
    this.#restBytes += part.length;
    if (this.#restBytes <= MAX_LINE_BYTES) return;
    this.#line++;
    this.#fail('is too long');
  }

  #readComment(comment: string): void {
    if (this.openMetrics && comment === EOF) this.#ended = true;
  }

  #fail(what: string): never {
    throw new BadExpositionError(`line ${this.#line} ${what}`);
  }
}

/** Where the line begins, blanks and the return of an empty line left out. */
function beginOf(bytes: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end && (bytes[at] === 0x20 || bytes[at] === 0x09)) at++;
  return at === end - 1 && bytes[at] === CARRIAGE_RETURN ? end : at;
}
