import { RefusedRequestError, type ProblemKind } from '../platform/http/problem.js';
import { token } from '../platform/injection/token.js';
import { NO_TOKENS_SET, NOT_COVERED, TOKEN_REQUIRED, TOO_MANY_WRONG } from './access-problems.js';
import type { Authenticator } from './authenticator-kind.js';
import type { AccessOutcome } from './accounts.metrics.js';
import type { Principal } from './principal.js';
import type { WrongTokens } from './wrong-tokens.js';

export const ACCESS_CONTROL = token<AccessControl>('AccessControl');

const BEARER = /^Bearer +([\x21-\x7e]{1,1024})$/i;
const MAX_NAMED = 3;

/** What a request says about who sent it. */
export interface Credentials {
  /** The `Authorization` header. */
  readonly authorization: string | undefined;
  /** Of the connection, never from headers that a client may set. */
  readonly address: string;
}

/** Who sent the request; or why it is refused, and when to come again. */
export type AccessDecision =
  | { readonly granted: true; readonly principal: Principal }
  | { readonly granted: false; readonly refusal: RefusedRequestError; readonly retryAfterSeconds?: number };

/** Decides who may write what. */
export class AccessControl {
  constructor(
    private readonly authenticators: readonly Authenticator[],
    private readonly wrongTokens: WrongTokens,
    private readonly decided: (outcome: AccessOutcome) => void,
  ) {}

  /** Whether anyone may write at all. */
  get anybody(): boolean {
    return this.authenticators.some((each) => each.anybody);
  }

  /** Tells who sent a request. */
  admit({ authorization, address }: Credentials): AccessDecision {
    if (!this.anybody)
      return this.#refuse('no-tokens-set', NO_TOKENS_SET, 'the setting access.tokens is missing: add a token to it');
    if (authorization === undefined || authorization === '')
      return this.#refuse('no-token', TOKEN_REQUIRED, 'send Authorization: Bearer with a token of access.tokens');
    const token = BEARER.exec(authorization)?.[1];
    const principal = token === undefined ? undefined : this.#holderOf(token);
    return principal ? this.#grant(principal) : this.#refuseWrong(address);
  }

  /** Throws unless `principal` may write all base paths. */
  requireCover(principal: Principal, basePaths: Iterable<string>): void {
    const foreign = [...basePaths].filter((each) => !principal.covers(each));
    if (foreign.length === 0) return;
    const more = foreign.length > MAX_NAMED ? ` and ${foreign.length - MAX_NAMED} more` : '';
    const named = `${foreign.slice(0, MAX_NAMED).join(', ')}${more}`;
    this.decided('not-covered');
    throw new RefusedRequestError(NOT_COVERED, `the token ${principal.name} may not write ${named}`);
  }

  #holderOf(token: string): Principal | undefined {
    for (const authenticator of this.authenticators) {
      const principal = authenticator.holderOf(token);
      if (principal) return principal;
    }
    return undefined;
  }

  /** Wrong tokens alone have to wait: behind a gateway its address is that of all who write. */
  #refuseWrong(address: string): AccessDecision {
    const waitMs = this.wrongTokens.waitMs(address);
    if (waitMs > 0) {
      const refused = this.#refuse('too-many-wrong', TOO_MANY_WRONG, 'this address has sent too many wrong tokens');
      return { ...refused, retryAfterSeconds: Math.ceil(waitMs / 1_000) };
    }
    this.wrongTokens.note(address);
    return this.#refuse('wrong-token', TOKEN_REQUIRED, 'the token is not one of access.tokens');
  }

  #grant(principal: Principal): AccessDecision {
    this.decided('granted');
    return { granted: true, principal };
  }

  #refuse(outcome: AccessOutcome, kind: ProblemKind, detail: string): Extract<AccessDecision, { granted: false }> {
    this.decided(outcome);
    return { granted: false, refusal: new RefusedRequestError(kind, detail) };
  }
}
