import { createHash, timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../../platform/clock/clock.js';
import { FileUnreadableError } from '../../../platform/storage/given-file.js';
import type { Log } from '../../../platform/telemetry/log.js';
import type { Authenticator } from '../../authenticator-kind.js';
import { Principal } from '../../principal.js';
import { isUsableToken, TOKEN_SHAPE, type AccessTokenSettings } from './access-tokens.settings.js';

/** A rotated token file is read again within this time. */
const READ_AGAIN_AFTER_MS = 1_000;

interface KnownToken {
  readonly settings: AccessTokenSettings;
  readonly principal: Principal;
  /** Undefined while the token cannot be read, or is not one. */
  hash: Buffer | undefined;
  problem: string | undefined;
}

/** The tokens of the settings, by their hashes. */
export class AccessTokens implements Authenticator {
  readonly #tokens: readonly KnownToken[];
  #readAtMs = -Infinity;

  constructor(
    tokens: readonly AccessTokenSettings[],
    private readonly clock: Clock,
    private readonly log: Log,
  ) {
    this.#tokens = tokens.map((settings) => ({
      settings,
      principal: new Principal(settings.name, settings.basePaths),
      hash: undefined,
      problem: undefined,
    }));
  }

  get anybody(): boolean {
    return this.#tokens.length > 0;
  }

  /** All are compared, by their hashes, so that a wrong one takes as long as a right one. */
  holderOf(token: string): Principal | undefined {
    this.#readAgain();
    const hash = hashOf(token);
    let holder: Principal | undefined;
    for (const known of this.#tokens) {
      const same = known.hash !== undefined && timingSafeEqual(known.hash, hash);
      if (same) holder = known.principal;
    }
    return holder;
  }

  #readAgain(): void {
    const nowMs = this.clock.now().monotonicMs;
    if (nowMs - this.#readAtMs < READ_AGAIN_AFTER_MS) return;
    this.#readAtMs = nowMs;
    for (const known of this.#tokens) this.#read(known);
  }

  #read(known: KnownToken): void {
    const { value, problem } = valueOf(known.settings);
    known.hash = value === undefined ? undefined : hashOf(value);
    if (problem === known.problem) return;
    known.problem = problem;
    const { name } = known.settings;
    if (problem === undefined) this.log.info('access token can be used again', { name });
    else this.log.warn('access token cannot be used', { name, problem });
  }
}

function valueOf({ token }: AccessTokenSettings): { value?: string; problem?: string } {
  try {
    const value = token.reveal();
    return isUsableToken(value) ? { value } : { problem: `its file does not hold ${TOKEN_SHAPE}` };
  } catch (error) {
    if (!(error instanceof FileUnreadableError)) throw error;
    return { problem: `its file cannot be read: ${error.why}` };
  }
}

function hashOf(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
