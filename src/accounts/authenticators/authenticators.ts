import type { AuthenticatorKind } from '../authenticator-kind.js';
import * as installed from './installed-authenticators.js';

/** Every kind of authenticator, in the order of their keys. */
export const AUTHENTICATORS: readonly AuthenticatorKind[] = Object.values<AuthenticatorKind>(installed).toSorted(
  (one, other) => (one.setting.key < other.setting.key ? -1 : 1),
);
