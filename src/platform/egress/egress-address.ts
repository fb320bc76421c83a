import { embeddedAddresses, unmapped } from './embedded-address.js';
import type { EgressPolicy } from './egress-policy.js';
import { allowed, refused, type EgressVerdict } from './egress-verdict.js';
import { isSameAddress, parseAddress, type IpAddress } from './ip-address.js';
import { describedBy, GLOBAL_IPV6, isInsideAny, LOOPBACK, NEVER_ASKED, NOT_GLOBAL } from './special-networks.js';
import { shownValue } from '../settings/shown-value.js';

/** What `localhost` stands for (RFC 6761), IPv4 first. */
export const LOCALHOST_ADDRESSES: readonly string[] = ['127.0.0.1', '::1'];
const LOCALHOST = LOCALHOST_ADDRESSES.flatMap((text) => parseAddress(text) ?? []);

const neverAsked = describedBy(NEVER_ASKED);
const loopback = describedBy(LOOPBACK);
const notGlobal = describedBy(NOT_GLOBAL);
const globalIpv6 = describedBy(GLOBAL_IPV6);

/**
 * Whether an address may be connected to. The one function that decides on addresses, wherever they come from: a URL, an
 * answer of a name server, the other end of a socket. `any` allows every address, for a person at a terminal.
 */
export function verdictOnAddress(text: string, policy: EgressPolicy | 'any'): EgressVerdict<string> {
  const address = parseAddress(text);
  if (!address) return refused('ADDRESS_DENIED', `${shownValue(text)} is not an address`);
  const why = policy === 'any' ? undefined : whyDenied(unmapped(address), policy);
  return why === undefined ? allowed(text) : refused('ADDRESS_DENIED', `${text} is ${why}`);
}

function whyDenied(address: IpAddress, policy: EgressPolicy): string | undefined {
  const never = neverAsked(address);
  if (never !== undefined) return `${never}, which is never asked`;
  if (isWrittenOut(address, policy.literalAddress)) return undefined;
  const own = loopback(address) ?? (isInsideAny(address, policy.denied ?? []) ? 'denied by the operator' : undefined);
  return own ?? whyOutside(address, policy);
}

/** Why it is neither global unicast nor in a listed network; IPv4 inside of IPv6 is judged as the IPv4 that it is. */
function whyOutside(address: IpAddress, policy: EgressPolicy): string | undefined {
  const embedded = embeddedAddresses(address);
  const inner = embedded?.inner.map((each) => whyDenied(each, policy)).find((why) => why !== undefined);
  if (inner !== undefined) return `IPv6 around an IPv4 address that is ${inner}`;
  if (embedded?.decide || isInsideAny(address, policy.networks)) return undefined;
  const special = notGlobal(address) ?? (isGlobalFamily(address) ? undefined : 'not global unicast');
  return special === undefined ? undefined : `${special}, and in no network that the operator lists`;
}

function isGlobalFamily(address: IpAddress): boolean {
  return address.kind() === 'ipv4' || globalIpv6(address) !== undefined;
}

function isWrittenOut(address: IpAddress, literal: string | undefined): boolean {
  if (literal === undefined) return false;
  if (literal === 'localhost') return LOCALHOST.some((each) => isSameAddress(each, address));
  const written = parseAddress(literal);
  return written !== undefined && isSameAddress(unmapped(written), address);
}
