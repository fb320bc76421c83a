import { ChunkedBytes } from './chunked-bytes.js';
import type { BodyFraming } from './response-head.js';

/** What was read of a body. */
export interface ReadBody {
  readonly bytes: Buffer;
  /** Why this is not all of it, to be read after "the body cannot be judged:". */
  readonly lacks?: string;
}

/** `over` is a body that is larger than its bound, `broken` one that breaks its own framing. */
export type BodyProgress = 'more' | 'done' | 'over' | 'broken';

/** Reads one body to its end and not beyond, keeping it, up to its bound, if asked to. */
export class BodyReader {
  readonly #chunked: ChunkedBytes | undefined;
  readonly #kept: Buffer[] = [];
  #bytes = 0;
  #exceeded = false;

  constructor(
    private readonly framing: BodyFraming,
    private readonly bounds: { readonly mostBytes: number; readonly keep: boolean },
  ) {
    this.#chunked = framing === 'chunked' ? new ChunkedBytes() : undefined;
  }

  /** Whether more came than the body: then the next answer might be read from the wrong place. */
  get exceeded(): boolean {
    return this.#exceeded || (this.#chunked?.exceeded ?? false);
  }

  /** Takes what came together with the head, perhaps nothing. */
  begin(rest: Buffer): BodyProgress {
    if (!this.bounds.keep && typeof this.framing === 'number' && this.framing > this.bounds.mostBytes) return 'over';
    if (rest.length > 0) return this.feed(rest);
    return this.framing === 0 ? 'done' : 'more';
  }

  /** Takes what has come. */
  feed(chunk: Buffer): BodyProgress {
    if (this.#chunked === undefined) return this.#take(chunk);
    const progress = this.#chunked.feed(chunk, (part) => this.#take(part) !== 'over');
    return this.#bytes > this.bounds.mostBytes ? 'over' : progress;
  }

  /** The end of the connection, which ends a body of unknown length. */
  end(): BodyProgress {
    return this.framing === 'until-close' ? 'done' : 'broken';
  }

  /** What was kept. */
  get body(): Buffer {
    return Buffer.concat(this.#kept);
  }

  #take(chunk: Buffer): BodyProgress {
    const whole = typeof this.framing === 'number' ? this.framing : Infinity;
    const part = chunk.subarray(0, whole - this.#bytes);
    this.#exceeded ||= part.length < chunk.length;
    // The memory of what arrives is used again for the next bytes.
    if (this.bounds.keep) this.#kept.push(Buffer.from(part.subarray(0, this.bounds.mostBytes - this.#bytes)));
    this.#bytes += part.length;
    if (this.#bytes > this.bounds.mostBytes) return 'over';
    return this.#bytes === whole ? 'done' : 'more';
  }
}
