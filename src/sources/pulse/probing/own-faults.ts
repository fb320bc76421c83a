import type { NoAnswer } from './answer.js';

/** What the prober itself could not do, so that nothing is said about the API: it stood still. */
export function heldUp(ms: number): NoAnswer {
  const detail = `this process stood still for ${Math.round(ms)} ms`;
  return { outcome: 'cancelled', cause: 'cancelled', detail };
}

/** A token that a request must not be sent again with. */
export const TOKEN_REFUSED: NoAnswer = {
  outcome: 'no-response',
  cause: 'auth',
  detail: 'answered 401: the token is not accepted any more, and a request that is not safe is not sent twice',
};

/** A secret that cannot be read. */
export const SECRET_UNREADABLE: NoAnswer = { outcome: 'no-response', cause: 'auth', detail: 'a secret cannot be read' };
