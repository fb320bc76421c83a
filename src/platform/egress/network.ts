import ipaddr from 'ipaddr.js';
import { allowed, refused, type EgressVerdict } from './egress-verdict.js';
import { isSameAddress, parseAddress, type IpAddress } from './ip-address.js';
import { shownValue } from '../settings/shown-value.js';

/** A range of addresses, as CIDR writes it. */
export interface Network {
  /** The first address. */
  readonly start: IpAddress;
  /** 0 to 32, or to 128. */
  readonly prefixBits: number;
}

/** A network by its CIDR text, `10.0.0.0/8`; an address alone is a network of one. Bits behind the prefix must be 0. */
export function parseNetwork(text: string): EgressVerdict<Network> {
  const [, address = '', prefix] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const start = parseAddress(address);
  if (!start) return refused('INVALID', `${shownValue(text)} is not a network such as 10.0.0.0/8`);
  const [family, mostBits] = start.kind() === 'ipv4' ? [ipaddr.IPv4, 32] : [ipaddr.IPv6, 128];
  const prefixBits = prefix === undefined ? mostBits : Number(prefix);
  if (prefixBits > mostBits) return refused('INVALID', `${text} has a prefix longer than ${mostBits}`);
  if (!isSameAddress(family.networkAddressFromCIDR(`${start}/${prefixBits}`), start))
    return refused('INVALID', `${text} does not begin where the network begins`);
  return allowed({ start, prefixBits });
}

/** A network that our own code writes; throws where the text is not one. */
export function constantNetwork(text: string): Network {
  const [start, prefixBits] = ipaddr.parseCIDR(text);
  return { start, prefixBits };
}

/** Whether an address is in a network. Families do not mix: an IPv4 address is in no IPv6 network. */
export function isInside(address: IpAddress, { start, prefixBits }: Network): boolean {
  return address.kind() === start.kind() && address.match(start, prefixBits);
}
