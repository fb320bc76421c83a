import { ChunkedBytes } from './chunked-bytes.js';
import type { BodyFraming } from './response-head.js';

/** `over` is a body that is larger than its bound, `broken` one that breaks its own framing. */
export type BodyProgress = 'more' | 'done' | 'over' | 'broken';

/** Reads one body to its end and not beyond, keeping it if asked to. */
export class BodyReader {
  readonly #chunked: ChunkedBytes | undefined;
  readonly #kept: Buffer[] = [];
  #bytes = 0;

  constructor(
    private readonly framing: BodyFraming,
    private readonly bounds: { readonly mostBytes: number; readonly keep: boolean },
  ) {
    this.#chunked = framing === 'chunked' ? new ChunkedBytes() : undefined;
  }

  /** Takes what came together with the head, perhaps nothing. */
  begin(rest: Buffer): BodyProgress {
    if (typeof this.framing === 'number' && this.framing > this.bounds.mostBytes) return 'over';
    if (rest.length > 0) return this.feed(rest);
    return this.framing === 0 ? 'done' : 'more';
  }

  /** Takes what has come; bytes after the end of the body make it `broken`. */
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

  #take(part: Buffer): BodyProgress {
    this.#bytes += part.length;
    if (this.#bytes > this.bounds.mostBytes) return 'over';
    // The memory of what arrives is used again for the next bytes.
    if (this.bounds.keep) this.#kept.push(Buffer.from(part));
    if (typeof this.framing !== 'number' || this.#bytes < this.framing) return 'more';
    return this.#bytes === this.framing ? 'done' : 'broken';
  }
}
