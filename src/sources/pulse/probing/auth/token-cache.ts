import { createHash } from 'node:crypto';
import type { Clock } from '../../../../platform/clock/clock.js';
import type { NoAnswer } from '../answer.js';
import type { ClientCredentials } from '../../probe-request.js';
import type { FreshToken } from './token-answer.js';

/** Asks a token endpoint once, within its own bounds; never rejects. */
export type TokenFetch = (credentials: ClientCredentials) => Promise<FreshToken | NoAnswer>;

const MOST_TOKENS = 1_000;
/** A token endpoint that fails is asked again after this. */
const FAILURE_KEPT_MS = 5_000;
/** A token younger than this is not replaced because of a 401: the next would be no better. */
const YOUNG_MS = 5_000;
/** The last part of its life, in which the next one is fetched. */
const REFRESH_PART = 0.1;
const REFRESH_MOST_MS = 60_000;

interface Kept {
  readonly found: FreshToken | NoAnswer;
  readonly fetchedMs: number;
  readonly refreshFromMs: number;
  readonly untilMs: number;
}

/**
 * Tokens by endpoint, client, secret and scope: a client that does not know the secret does not get the token. One request at a
 * time for each; the next token is fetched while the one before is still good. The one kept longest gives way.
 */
export class TokenCache {
  readonly #kept = new Map<string, Kept>();
  readonly #underWay = new Map<string, Promise<FreshToken | NoAnswer>>();

  constructor(
    private readonly clock: Clock,
    private readonly fetch: TokenFetch,
  ) {}

  /** At once if there is one. Throws when the secret cannot be read. */
  token(credentials: ClientCredentials): FreshToken | NoAnswer | Promise<FreshToken | NoAnswer> {
    const key = keyOf(credentials);
    const kept = this.#kept.get(key);
    const nowMs = this.clock.now().monotonicMs;
    if (!kept || nowMs >= kept.untilMs) return this.#fetched(key, credentials);
    if (nowMs >= kept.refreshFromMs) void this.#fetched(key, credentials);
    return kept.found;
  }

  /** Forgets a token that was answered with 401; false if another one would be no better. */
  refuse(credentials: ClientCredentials, token: string): boolean {
    const key = keyOf(credentials);
    const kept = this.#kept.get(key);
    const isSame = kept !== undefined && 'token' in kept.found && kept.found.token === token;
    if (!isSame) return true;
    if (this.clock.now().monotonicMs - kept.fetchedMs < YOUNG_MS) return false;
    this.#kept.delete(key);
    return true;
  }

  #fetched(key: string, credentials: ClientCredentials): Promise<FreshToken | NoAnswer> {
    const underWay = this.#underWay.get(key);
    if (underWay) return underWay;
    const fetched = this.fetch(credentials).then((found) => {
      this.#underWay.delete(key);
      this.#take(key, found);
      return found;
    });
    this.#underWay.set(key, fetched);
    return fetched;
  }

  /** A failed refresh leaves the token that is still good. */
  #take(key: string, found: FreshToken | NoAnswer): void {
    const nowMs = this.clock.now().monotonicMs;
    const before = this.#kept.get(key);
    if (!('token' in found) && before && 'token' in before.found && nowMs < before.untilMs) {
      this.#kept.set(key, { ...before, refreshFromMs: nowMs + FAILURE_KEPT_MS });
      return;
    }
    const livesMs = 'token' in found ? found.livesMs : FAILURE_KEPT_MS;
    const aheadMs = 'token' in found ? Math.min(livesMs * REFRESH_PART, REFRESH_MOST_MS) : 0;
    this.#kept.delete(key);
    if (this.#kept.size >= MOST_TOKENS) this.#kept.delete(this.#kept.keys().next().value!);
    this.#kept.set(key, {
      found,
      fetchedMs: nowMs,
      refreshFromMs: nowMs + livesMs - aheadMs,
      untilMs: nowMs + livesMs,
    });
  }
}

function keyOf({ tokenUrl, clientId, clientSecret, scope = '', tokenRequest }: ClientCredentials): string {
  const hash = createHash('sha256').update(clientSecret.reveal()).digest('base64');
  return JSON.stringify([tokenUrl.href, clientId, scope, tokenRequest ?? 'header', hash]);
}
