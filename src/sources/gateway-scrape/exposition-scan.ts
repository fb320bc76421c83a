import { SampleLine } from './sample-line.js';

const MAX_LINE_BYTES = 64 * 1024;
/** A line beyond this is on no metrics page. */
const MAX_PASSED_BYTES = 4 * 1024 * 1024;
const LINE_FEED = 0x0a;
const CARRIAGE_RETURN = 0x0d;
const HASH = 0x23;
const EOF = '# EOF';
/** What is left of a line that is too long: a comment, whatever comes behind it. */
const PASSED_OVER = Buffer.from('#-');
const END_OF_LINE = Buffer.from('\n');

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
  /** How a line of a wanted metric begins that has labels: without them it is of no base path. */
  readonly #beginnings: readonly Buffer[];
  /** What is wrong with the first line that cannot be read, and whether any line was a sample. */
  #odd: BadExpositionError | undefined;
  #anySample = false;
  /** The beginning of a line whose end has not come yet. */
  #rest: Buffer[] = [];
  #restBytes = 0;
  /** Bytes of that line that were passed over. */
  #passedBytes = 0;
  #line = 0;
  #empty = true;
  #ended = false;

  constructor(
    wanted: Iterable<string>,
    private readonly openMetrics: boolean,
    expected: readonly string[] = [],
  ) {
    const fail = (what: string): never => this.#fail(what);
    const metrics = [...wanted];
    this.#sample = new SampleLine({ wanted: metrics, openMetrics, expected, fail });
    this.#beginnings = metrics
      .flatMap((metric) => [`${metric}{`, `${metric} {`, `{${quoted(metric)}`, `{ ${quoted(metric)}`])
      .map((beginning) => Buffer.from(beginning));
  }

  /** Reads the next piece, and shows each line of a wanted metric that ends in it. */
  push(piece: Buffer, onSample: (line: Readonly<SampleLine>) => void): void {
    if (piece.length > 0) this.#empty = false;
    const first = this.#restBytes > 0 ? piece.indexOf(LINE_FEED) + 1 : 0;
    if (first > 0) {
      const line = Buffer.concat([...this.#rest, piece.subarray(0, first)]);
      [this.#rest, this.#restBytes, this.#passedBytes] = [[], 0, 0];
      this.#readLines(line, 0, onSample);
    }
    if (this.#restBytes > 0) return this.#keep(piece);
    const end = this.#readLines(piece, first, onSample);
    if (end < piece.length) this.#keep(piece.subarray(end));
  }

  /** Says that the last line is whole though it has no line end: more would have come if there were more. */
  endLine(onSample: (line: Readonly<SampleLine>) => void): void {
    if (this.#restBytes > 0) this.push(END_OF_LINE, onSample);
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
      const start = beginOf(bytes, at, end);
      const last = bytes[end - 1] === CARRIAGE_RETURN ? end - 1 : end;
      if (end - at > MAX_LINE_BYTES) this.#passOverLong(bytes, start, end);
      else if (start < end) this.#readLine(bytes, start, last, onSample);
      at = end + 1;
    }
    return at;
  }

  #readLine(bytes: Buffer, start: number, end: number, onSample: (line: Readonly<SampleLine>) => void): void {
    if (this.#ended) this.#fail('stands behind # EOF');
    if (bytes[start] === HASH) return this.#readComment(bytes.toString('latin1', start, end));
    if (this.#readSample(bytes, start, end) && this.#sample.metric !== undefined) onSample(this.#sample);
  }

  /**
   * Whether the line says which series it is of. Where only the value or the time of a wanted one is odd, that series is
   * spoiled, and nothing else.
   */
  #readSample(bytes: Buffer, start: number, end: number): boolean {
    try {
      this.#sample.read(bytes, start, end);
      this.#anySample = true;
      return true;
    } catch (error) {
      if (!(error instanceof BadExpositionError)) throw error;
      const isKnown = this.#sample.isNamed && this.#sample.metric !== undefined;
      this.#passOver(bytes.subarray(isKnown ? start + 1 : start, end), error);
      if (isKnown) this.#sample.spoil();
      return isKnown;
    }
  }

  /** Leaves out what is odd, unless a wanted metric stands on it: which of its series that is cannot be known. */
  #passOver(text: Buffer, error: BadExpositionError): void {
    if (this.#beginnings.some((beginning) => text.includes(beginning))) throw error;
    this.#odd ??= error;
  }

  #passOverLong(bytes: Buffer, start: number, end: number): void {
    if (bytes[start] === HASH) return;
    this.#passOver(bytes.subarray(start, end), new BadExpositionError(`line ${this.#line} is too long`));
  }

  #keep(part: Buffer): void {
    this.#rest.push(part);
    this.#restBytes += part.length;
    if (this.#restBytes <= MAX_LINE_BYTES) return;
    this.#line++;
    if ((this.#passedBytes += this.#restBytes) > MAX_PASSED_BYTES) this.#fail('is too long');
    const begun = Buffer.concat(this.#rest);
    this.#passOverLong(begun, beginOf(begun, 0, begun.length), begun.length);
    this.#line--;
    [this.#rest, this.#restBytes] = [[PASSED_OVER], PASSED_OVER.length];
  }

  #readComment(comment: string): void {
    if (this.openMetrics && comment === EOF) this.#ended = true;
  }

  #fail(what: string): never {
    throw new BadExpositionError(`line ${this.#line} ${what}`);
  }
}

/** A name as it stands in quotes. */
function quoted(name: string): string {
  return `"${name.replaceAll(/["\\]/g, String.raw`\$&`)}"`;
}

/** Where the line begins, blanks and the return of an empty line left out. */
function beginOf(bytes: Buffer, start: number, end: number): number {
  let at = start;
  while (at < end && (bytes[at] === 0x20 || bytes[at] === 0x09)) at++;
  return at === end - 1 && bytes[at] === CARRIAGE_RETURN ? end : at;
}
