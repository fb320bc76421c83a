import { verdictOnAddress } from './egress-address.js';
import type { EgressPolicy } from './egress-policy.js';
import type { EgressVerdict, Refusal } from './egress-verdict.js';
import { parseAddress } from './ip-address.js';
import type { NameResolver } from './name-resolver.js';

/** Addresses that may be connected to, at least one, in the order to try them; nothing else may be. */
export type AllowedAddresses = EgressVerdict<readonly string[]> | Refusal<'DNS_FAILURE'>;

/**
 * Where a host of a URL, a name or an address (of IPv6 with or without brackets), may be connected to. One address that
 * is not allowed makes the whole name refused. `DNS_FAILURE` is not a refusal: there was no answer to judge.
 */
export async function resolveAllowed(
  host: string,
  policy: EgressPolicy | 'any',
  resolver: NameResolver,
): Promise<AllowedAddresses> {
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  if (parseAddress(bare)) return allAllowed([bare], policy);
  const answer = await resolver.resolve(bare);
  return answer.ok ? allAllowed(answer.addresses, policy) : answer;
}

function allAllowed(addresses: readonly string[], policy: EgressPolicy | 'any'): AllowedAddresses {
  const verdicts = addresses.map((address) => verdictOnAddress(address, policy));
  const denied = verdicts.find((verdict) => !verdict.ok);
  return denied ?? { ok: true, value: inTurns(addresses) };
}

/** The families take turns, IPv6 first (RFC 8305, 4): a family that does not work costs one attempt, not all of its own. */
function inTurns(addresses: readonly string[]): readonly string[] {
  if (addresses.length === 1) return addresses;
  const six = addresses.filter((address) => address.includes(':'));
  const four = addresses.filter((address) => !address.includes(':'));
  const turns = Array.from({ length: Math.max(six.length, four.length) }, (_, turn) => [six[turn], four[turn]]);
  return turns.flat().filter((address) => address !== undefined);
}
