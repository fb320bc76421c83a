import type { IncomingMessage, ServerResponse } from 'node:http';
import { elapsedMs } from '../clock/elapsed.js';
import type { Cors } from './cors.js';
import type { Drain } from './drain.js';
import type { RequestTally } from './request-tally.js';

/** A whole answer; the headers are Node's flat list of names and values. */
export interface EarlyReply {
  readonly status: number;
  readonly headers: readonly string[];
  readonly body?: Buffer | string;
}

/** Answers a request before the router sees it, or leaves it to the router (undefined). Changes nothing. */
export type EarlyAnswer = (request: IncomingMessage) => EarlyReply | undefined;

/**
 * Where the hottest reads are answered ahead of the router. The server exists before the application does,
 * so the answer is plugged in once that is ready.
 */
export class EarlyAnswers {
  #answer: EarlyAnswer = () => undefined;
  #tally: RequestTally | undefined;

  constructor(
    private readonly drain: Drain,
    private readonly cors: Cors,
  ) {}

  /** Plugs the answer in, and what its requests are counted by. */
  use(answer: EarlyAnswer, tally: RequestTally): void {
    this.#answer = answer;
    this.#tally = tally;
  }

  /** Answers if it can; false when the router has to. */
  tryAnswer(request: IncomingMessage, response: ServerResponse): boolean {
    const startMs = elapsedMs();
    const reply = this.#replyTo(request);
    if (!reply) return false;
    const { status, body } = reply;
    const headers = this.cors.added(reply.headers, request.headers.origin);
    response.writeHead(status, this.drain.draining ? ['connection', 'close', ...headers] : (headers as string[]));
    response.end(body);
    this.#tally?.answered(status, elapsedMs() - startMs);
    return true;
  }

  /** A fault here would end the process. The router meets it again, and there it is logged and answered with 500. */
  #replyTo(request: IncomingMessage): EarlyReply | undefined {
    try {
      return this.#answer(request);
    } catch {
      return undefined;
    }
  }
}
