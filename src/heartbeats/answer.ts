import { createHash } from 'node:crypto';
import { compress, type Coding } from './content-coding.js';

/** How many heartbeats match a query, and how many of them are in the answer. */
export interface Counts {
  readonly total: number;
  readonly count: number;
}

/** Headers of an answer, and what they were made for. */
export interface PreparedHeaders {
  readonly seconds: number;
  readonly coding: Coding;
  readonly status: number;
  readonly list: readonly string[];
}

/**
 * A JSON body that is served. Equal tags mean equal bytes, so what is made from it (codings, headers) is made once
 * and lives exactly as long as it does.
 */
export class Answer {
  /** Headers that were made last, for who serves the same answer thousands of times in a second. */
  headers: PreparedHeaders | undefined;
  #ready: Map<Coding, Buffer> | undefined;
  #making: Map<Coding, Promise<Buffer>> | undefined;

  /** `tag` is a hash of the body, without quotes; `counts` is absent where the body is no list. */
  constructor(
    readonly body: Buffer,
    readonly tag: string,
    readonly counts?: Counts,
  ) {}

  /** The strong entity tag: another one for each coding, because the bytes differ. */
  entityTag(coding: Coding): string {
    return coding === 'identity' ? `"${this.tag}"` : `"${this.tag}-${coding}"`;
  }

  /** The body in a coding when it is there already; undefined when it has to be made. */
  ready(coding: Coding): Buffer | undefined {
    return coding === 'identity' ? this.body : this.#ready?.get(coding);
  }

  /** The body in a coding, made off the event loop once for all who ask. A failure is not kept. */
  async inCoding(coding: Coding): Promise<Buffer> {
    if (coding === 'identity') return this.body;
    const making = (this.#making ??= new Map<Coding, Promise<Buffer>>());
    let body = making.get(coding);
    if (!body) {
      body = compress(this.body, coding);
      making.set(coding, body);
    }
    try {
      const made = await body;
      (this.#ready ??= new Map<Coding, Buffer>()).set(coding, made);
      return made;
    } catch (error) {
      making.delete(coding);
      throw error;
    }
  }
}

/** An answer of some JSON text. */
export function answerOf(text: string, counts?: Counts): Answer {
  const body = Buffer.from(text);
  return new Answer(body, tagOf(createHash('sha256').update(body).digest('base64url')), counts);
}

/** A tag of a SHA-256 in base64url: 132 bits of it. */
export function tagOf(digest: string): string {
  return digest.slice(0, 22);
}
