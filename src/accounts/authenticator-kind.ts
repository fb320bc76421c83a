import type { Clock } from '../platform/clock/clock.js';
import type { ContributedSetting } from '../platform/settings/contributed-setting.js';
import type { Log } from '../platform/telemetry/log.js';
import type { Principal } from './principal.js';

/** Tells who sent a request by the bearer token that it carries. */
export interface Authenticator {
  /** Whether it could recognise anyone at all. */
  readonly anybody: boolean;
  /** Who holds a token; undefined if it does not know the token. Takes as long for a wrong one as for a right one. */
  holderOf(token: string): Principal | undefined;
}

/** What every authenticator is given. */
export interface AuthenticatorContext {
  readonly clock: Clock;
  readonly log: Log;
}

/**
 * A kind of authenticator, as `installed-authenticators.ts` lists it: its key in the settings comes from this one
 * registration.
 */
export interface AuthenticatorKind<T = unknown> {
  /** Its key in the section `access` of the settings. */
  readonly setting: ContributedSetting<T>;
  create(value: T, context: AuthenticatorContext): Authenticator;
}
