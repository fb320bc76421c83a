import type { NoAnswer } from '../answer.js';
import type { ProbeAuth } from '../../probe-request.js';
import type { TokenCache } from './token-cache.js';
import { basic } from './token-request.js';

/** The value of the header `Authorization`, or why there is none. */
export type Authorization = { readonly value: string; readonly token?: string } | NoAnswer;

/** How a probe is authenticated; at once unless a token must be fetched. Throws when a secret cannot be read. */
export function authorizationFor(auth: ProbeAuth, tokens: TokenCache): Authorization | Promise<Authorization> {
  if (auth.kind === 'basic') return { value: basic(`${auth.username}:${auth.password.reveal()}`) };
  if (auth.kind === 'bearer') return { value: `Bearer ${auth.token.reveal()}` };
  const found = tokens.token(auth);
  return found instanceof Promise ? found.then(bearer) : bearer(found);
}

function bearer(found: NoAnswer | { readonly token: string }): Authorization {
  return 'token' in found ? { value: `Bearer ${found.token}`, token: found.token } : found;
}
