import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** Requests that may wait on one connection for the answers before them; a client may have to send the rest again. */
const MOST_WAITING = 100;

interface Line {
  waiting: number;
  last: ServerResponse;
  full: boolean;
}

/**
 * Requests that came before the answer to an earlier one on their connection had left. Each begins when it is its turn,
 * so that one connection has one unfinished request however many it sends, and answers wait for a client that does not
 * read. Where too many wait, the connection ends with the answer to the last of them (RFC 9112, 9.3.2).
 */
export class PipelinedRequests {
  readonly #lines = new WeakMap<Socket, Line>();

  /** `cut` is called for each connection on which too many waited. */
  constructor(private readonly cut: () => void) {}

  /** Whether an answer to an earlier request on the connection is still to leave: Node gives each answer the socket then. */
  static isWaiting(response: ServerResponse): boolean {
    return response.socket === null;
  }

  /** Calls `begin` when all answers before this one have left; never, where the connection ends before. */
  wait({ socket }: IncomingMessage, response: ServerResponse, begin: () => void): void {
    const line = this.#lines.get(socket) ?? { waiting: 0, last: response, full: false };
    this.#lines.set(socket, line);
    if (line.full) return;
    if (line.waiting >= MOST_WAITING) return this.#close(line, socket);
    line.waiting++;
    line.last = response;
    response.once('socket', () => {
      line.waiting--;
      begin();
    });
  }

  #close(line: Line, socket: Socket): void {
    line.full = true;
    line.last.shouldKeepAlive = false;
    socket.pause();
    leaveUnread(socket);
    this.cut();
  }
}

/**
 * What is left of the bytes that were read is still parsed, up to thousands of requests, and Node keeps each until its
 * answer has left. Should Node name its parser otherwise one day, that costs memory, no more.
 */
function leaveUnread(socket: Socket): void {
  const parser = Reflect.get(socket, 'parser') as { onIncoming?: unknown } | null | undefined;
  if (typeof parser?.onIncoming === 'function') parser.onIncoming = (): number => 0;
}
