import { isFault, noFinalAnswer, noHttp, type ResponseFault } from './response-fault.js';
import { parseBegunHead, parseHead, type ResponseHead } from './response-head.js';

const MOST_BYTES = 65_536;
const MOST_INFORMATIONAL = 10;
const BEGINNING = 'HTTP/1.';

/** A final head, and where in the chunk that completed it the body begins. */
export interface FinalHead {
  readonly head: ResponseHead;
  readonly bodyAt: number;
}

/**
 * Puts the head of one answer together from what arrives, passing over informational ones (1xx). Bounded by 64 KiB: of a
 * longer head, and of one that is cut off, the status line counts if it has come.
 */
export class HeadReader {
  #held: Buffer | undefined;
  #informational = 0;

  constructor(private readonly method: string) {}

  /** Whether anything has come. */
  get begun(): boolean {
    return this.#held !== undefined || this.#informational > 0;
  }

  /** What is known of a head that is not complete: its status line, or why there is none; undefined if that is under way. */
  get begunHead(): ResponseHead | ResponseFault | undefined {
    const head = this.#held && parseBegunHead(this.#held.toString('latin1', 0, MOST_BYTES), this.method);
    return head && 'status' in head && head.status < 200 ? undefined : head;
  }

  /** Undefined while the head is not complete. Keeps nothing of `chunk` but copies. */
  feed(chunk: Buffer): FinalHead | ResponseFault | undefined {
    const bytes = this.#held === undefined ? chunk : Buffer.concat([this.#held, chunk]);
    const before = bytes.length - chunk.length;
    let start = 0;
    for (let end = endOf(bytes, start); end !== undefined; end = endOf(bytes, start)) {
      if (end.headEnd - start > MOST_BYTES) break;
      const head = parseHead(bytes.toString('latin1', start, end.headEnd), this.method);
      if (isFault(head)) return head;
      start = end.bodyAt;
      if (head.status >= 200) return { head, bodyAt: start - before };
      const fault = this.#passOver(head.status);
      if (fault) return fault;
    }
    return this.#hold(bytes === chunk ? Buffer.from(bytes.subarray(start)) : bytes.subarray(start), chunk.length);
  }

  #passOver(status: number): ResponseFault | undefined {
    if (status === 101) return noFinalAnswer('the answer switches to another protocol, which was not asked for');
    this.#informational++;
    return this.#informational > MOST_INFORMATIONAL
      ? noFinalAnswer('informational answers (1xx) without an end')
      : undefined;
  }

  #hold(rest: Buffer, chunkBytes: number): FinalHead | ResponseFault | undefined {
    if (!BEGINNING.startsWith(rest.toString('latin1', 0, BEGINNING.length))) return NO_STATUS_LINE;
    this.#held = rest.length === 0 ? undefined : rest;
    if (rest.length <= MOST_BYTES) return undefined;
    const head = this.begunHead ?? TOO_LONG;
    return isFault(head) ? head : { head, bodyAt: chunkBytes };
  }
}

/** The first empty line: where the head ends, without what ends its last line, and where the body begins. */
function endOf(bytes: Buffer, from: number): { readonly headEnd: number; readonly bodyAt: number } | undefined {
  const usual = bytes.indexOf('\n\r\n', from);
  const bare = (usual < 0 ? bytes : bytes.subarray(0, usual)).indexOf('\n\n', from);
  if (usual < 0 && bare < 0) return undefined;
  const lineEnd = bare < 0 ? usual : bare;
  const headEnd = bytes[lineEnd - 1] === CR && lineEnd > from ? lineEnd - 1 : lineEnd;
  return { headEnd, bodyAt: lineEnd + (bare < 0 ? 3 : 2) };
}

const CR = 13;
const TOO_LONG = noHttp(`the head of the answer is longer than ${MOST_BYTES} bytes`);
const NO_STATUS_LINE = noHttp('the answer does not begin with a status line of HTTP/1.1');
