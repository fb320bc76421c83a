const LF = 10;
const MOST_LINE_BYTES = 1_024;
const MOST_LINES_BYTES = 65_536;
const SIZE_LINE = /^([0-9a-f]{1,8})[ \t]*(?:;.*)?$/i;

/**
 * Takes a chunked body apart (RFC 9112, 7.1). It is in a `size` line, in the `data` of a chunk, in the line `after` it,
 * in a `trailer` line, or `done`: a size of 0 leads from the size to the trailers, an empty line from there to the end.
 */
export class ChunkedBytes {
  #at: 'size' | 'data' | 'after' | 'trailer' | 'done' = 'size';
  #left = 0;
  #line = '';
  #lineBytes = 0;
  #exceeded = false;

  /** Whether bytes came after the end. */
  get exceeded(): boolean {
    return this.#exceeded;
  }

  /** Hands on the data, as long as `data` wants more. */
  feed(bytes: Buffer, data: (part: Buffer) => boolean): 'more' | 'done' | 'broken' {
    let at = 0;
    while (at < bytes.length && this.#at !== 'done') {
      const end = this.#at === 'data' ? Math.min(bytes.length, at + this.#left) : lineEnd(bytes, at);
      const part = bytes.subarray(at, end);
      if (!(this.#at === 'data' ? this.#data(part, data) : this.#lineOf(part))) return 'broken';
      at = end;
    }
    this.#exceeded ||= at < bytes.length;
    return this.#at === 'done' ? 'done' : 'more';
  }

  #data(part: Buffer, data: (part: Buffer) => boolean): boolean {
    this.#left -= part.length;
    if (this.#left === 0) this.#at = 'after';
    return data(part);
  }

  /** A line, or a piece of one; false when it is not what must stand here. */
  #lineOf(part: Buffer): boolean {
    this.#line += part.toString('latin1');
    this.#lineBytes += part.length;
    if (this.#line.length > MOST_LINE_BYTES || this.#lineBytes > MOST_LINES_BYTES) return false;
    if (!this.#line.endsWith('\n')) return true;
    const line = this.#line;
    this.#line = '';
    return line.endsWith('\r\n') && this.#next(line.slice(0, -2));
  }

  #next(line: string): boolean {
    if (this.#at === 'size') return this.#size(line);
    if (this.#at === 'trailer') {
      if (line === '') this.#at = 'done';
      return true;
    }
    this.#at = 'size';
    return line === '';
  }

  #size(line: string): boolean {
    const size = SIZE_LINE.exec(line);
    if (size === null) return false;
    this.#left = Number.parseInt(size[1]!, 16);
    this.#at = this.#left === 0 ? 'trailer' : 'data';
    return true;
  }
}

function lineEnd(bytes: Buffer, from: number): number {
  const end = bytes.indexOf(LF, from);
  return end < 0 ? bytes.length : end + 1;
}
