import { BodyReader } from './http1/body-reader.js';
import type { BodyFraming } from './http1/response-head.js';
import type { Deadline, Deadlines } from './deadlines.js';
import type { Connection, ConnectionUser } from './connections/connection.js';

const MOST_BYTES = 16_384;
const MOST_MS = 1_000;

/** The rest of an answer that is not needed. */
export interface Rest {
  readonly framing: BodyFraming;
  /** What came together with the head, perhaps nothing. */
  readonly begun: Buffer;
}

/**
 * Reads a rest, so that the connection can be used again, or at least ends in order. A larger or slower one is not worth
 * it: the connection is ended instead of calling `done`.
 */
export function drain(rest: Rest, connection: Connection, deadlines: Deadlines, done: () => void): void {
  const { framing, begun } = rest;
  // Most bodies come whole, with their head.
  if (begun.length === framing && connection.drained) {
    done();
    return;
  }
  const body = new BodyReader(rest.framing, { mostBytes: MOST_BYTES, keep: false });
  const progress = body.begin(rest.begun);
  if (progress === 'more') {
    connection.isDraining = true;
    connection.handTo(new Drain(body, connection, deadlines, done));
  } else if (progress === 'done' && !body.exceeded && connection.drained) done();
  else connection.destroy();
}

class Drain implements ConnectionUser {
  readonly #deadline: Deadline;

  constructor(
    private readonly body: BodyReader,
    private readonly connection: Connection,
    private readonly deadlines: Deadlines,
    private readonly done: () => void,
  ) {
    this.#deadline = deadlines.after(MOST_MS, () => connection.destroy());
  }

  received(bytes: Buffer): void {
    const progress = this.body.feed(bytes);
    if (progress === 'more') return;
    this.deadlines.cancel(this.#deadline);
    if (progress === 'done' && !this.body.exceeded && this.connection.drained) this.done();
    else this.connection.destroy();
  }

  ended(): void {
    this.deadlines.cancel(this.#deadline);
  }
}
