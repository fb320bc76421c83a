import { tagOf } from '../platform/http/entity-tag.js';
import { compress, type Coding } from './content-coding.js';

/** How many heartbeats match a query, and how many of them are in the answer. */
export interface Counts {
  readonly total: number;
  readonly count: number;
}

/** Smaller texts are kept as such: Node sends a string in one piece with its head, a buffer as a second piece. */
const SMALL_CHARACTERS = 1_024;

/**
 * A JSON body that is served. Equal tags mean equal bytes, so that each coding of it is made once and lives exactly as
 * long as it does.
 */
export class Answer {
  /** Of the body, not compressed. */
  readonly bytes: number;
  readonly #plainTag: string;
  #ready: Map<Coding, Buffer> | undefined;
  #making: Map<Coding, Promise<Buffer>> | undefined;

  /** `tag` is a hash of the body, without quotes; `counts` is absent where the body is no list. */
  constructor(
    private readonly body: Buffer | string,
    tag: string,
    readonly counts?: Counts,
  ) {
    this.bytes = Buffer.byteLength(body);
    this.#plainTag = `"${tag}"`;
  }

  get tag(): string {
    return this.#plainTag.slice(1, -1);
  }

  /** The strong entity tag: another one for each coding, because the bytes differ. */
  entityTag(coding: Coding): string {
    return coding === 'identity' ? this.#plainTag : `"${this.tag}-${coding}"`;
  }

  /** The body in a coding when it is there already; undefined when it has to be made. */
  ready(coding: Coding): Buffer | string | undefined {
    return coding === 'identity' ? this.body : this.#ready?.get(coding);
  }

  /** The body in a coding, made off the event loop once for all who ask. A failure is not kept. */
  async inCoding(coding: Coding): Promise<Buffer | string> {
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
  return new Answer(text.length < SMALL_CHARACTERS ? text : Buffer.from(text), tagOf(text), counts);
}
