import { verdictOnAddress } from './egress-address.js';
import type { EgressPolicy } from './egress-policy.js';
import { refused, type EgressVerdict } from './egress-verdict.js';

/**
 * Whether the other end of a connected socket (`remoteAddress`) is one that may be reached: the last look, after
 * `connect` and before the first byte is sent. A socket that is no longer connected is refused.
 */
export function connectedAddressAllowed(
  remoteAddress: string | undefined,
  policy: EgressPolicy | 'any',
): EgressVerdict<string> {
  if (remoteAddress === undefined) return refused('ADDRESS_DENIED', 'the connection has no other end');
  return verdictOnAddress(remoteAddress, policy);
}
