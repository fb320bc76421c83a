import { isFault, noFinalAnswer, noHttp, type ResponseFault } from './response-fault.js';
import { parseHead, type ResponseHead } from './response-head.js';

const MOST_BYTES = 16_384;
const MOST_INFORMATIONAL = 10;
const BEGINNING = 'HTTP/1.';

/** A final head, and where in the chunk that completed it the body begins. */
export interface FinalHead {
  readonly head: ResponseHead;
  readonly bodyAt: number;
}

/** Puts the head of one answer together from what arrives, passing over informational ones (1xx). Bounded by 16 KiB. */
export class HeadReader {
  #held: Buffer | undefined;
  #informational = 0;

  constructor(private readonly method: string) {}

  /** Whether anything has come. */
  get begun(): boolean {
    return this.#held !== undefined || this.#informational > 0;
  }

  /** Undefined while the head is not complete. Keeps nothing of `chunk` but copies. */
  feed(chunk: Buffer): FinalHead | ResponseFault | undefined {
    const bytes = this.#held === undefined ? chunk : Buffer.concat([this.#held, chunk]);
    const before = bytes.length - chunk.length;
    let start = 0;
    for (let end = bytes.indexOf('\r\n\r\n'); end >= 0; end = bytes.indexOf('\r\n\r\n', start)) {
      if (end - start > MOST_BYTES) return TOO_LONG;
      const head = parseHead(bytes.toString('latin1', start, end), this.method);
      if (isFault(head)) return head;
      start = end + 4;
      if (head.status >= 200) return { head, bodyAt: start - before };
      const fault = this.#passOver(head.status);
      if (fault) return fault;
    }
    return this.#hold(bytes.subarray(start));
  }

  #passOver(status: number): ResponseFault | undefined {
    if (status === 101) return noFinalAnswer('the answer switches to another protocol, which was not asked for');
    this.#informational++;
    return this.#informational > MOST_INFORMATIONAL
      ? noFinalAnswer('informational answers (1xx) without an end')
      : undefined;
  }

  #hold(rest: Buffer): ResponseFault | undefined {
    if (rest.length > MOST_BYTES) return TOO_LONG;
    const beginning = rest.toString('latin1', 0, BEGINNING.length);
    if (!BEGINNING.startsWith(beginning) || rest.includes('\n\n')) return NO_STATUS_LINE;
    this.#held = rest.length === 0 ? undefined : Buffer.from(rest);
    return undefined;
  }
}

const TOO_LONG = noHttp(`the head of the answer is longer than ${MOST_BYTES} bytes`);
const NO_STATUS_LINE = noHttp('the answer does not begin with a status line of HTTP/1.1');
