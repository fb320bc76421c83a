import type { IncomingMessage, ServerResponse } from 'node:http';

/** Answers a request before the router sees it; false when it is not for it. */
export type EarlyAnswer = (request: IncomingMessage, response: ServerResponse) => boolean;

/**
 * Where the hottest reads are answered ahead of the router. The server exists before the application does,
 * so the answer is plugged in once that is ready.
 */
export class EarlyAnswers {
  #answer: EarlyAnswer = () => false;

  use(answer: EarlyAnswer): void {
    this.#answer = answer;
  }

  tryAnswer(request: IncomingMessage, response: ServerResponse): boolean {
    return this.#answer(request, response);
  }
}
