import { allowed, refused, type EgressVerdict } from './egress-verdict.js';
import { parseAddress, type IpAddress } from './ip-address.js';
import { shownValue } from '../settings/shown-value.js';

/** A range of addresses, as CIDR writes it. */
export interface Network {
  readonly family: 4 | 6;
  /** The first address, in network order: 4 or 16 bytes. */
  readonly bytes: Uint8Array;
  /** 0 to 32, or to 128. */
  readonly prefixBits: number;
}

/** A network by its CIDR text, `10.0.0.0/8`; an address alone is a network of one. Bits behind the prefix must be 0. */
export function parseNetwork(text: string): EgressVerdict<Network> {
  const [, start = '', prefix] = /^([^/]*)(?:\/(\d{1,3}))?$/.exec(text) ?? [];
  const address = parseAddress(start);
  if (!address) return refused('INVALID', `${shownValue(text)} is not a network such as 10.0.0.0/8`);
  const mostBits = address.bytes.length * 8;
  const prefixBits = prefix === undefined ? mostBits : Number(prefix);
  if (prefixBits > mostBits) return refused('INVALID', `${text} has a prefix longer than ${mostBits}`);
  if (address.bytes.some((byte, index) => (byte & ~maskOf(prefixBits, index)) !== 0))
    return refused('INVALID', `${text} does not begin where the network begins`);
  return allowed({ ...address, prefixBits });
}

/** Whether an address lies in a network. The families are apart: nothing of IPv4 lies in one of IPv6. */
export function isInside(address: IpAddress, network: Network): boolean {
  if (address.family !== network.family) return false;
  return address.bytes.every(
    (byte, index) => ((byte ^ network.bytes[index]!) & maskOf(network.prefixBits, index)) === 0,
  );
}

/** The bits of the byte at `index` that belong to the prefix. */
function maskOf(prefixBits: number, index: number): number {
  const bits = Math.min(8, Math.max(0, prefixBits - index * 8));
  return 0xff & (0xff << (8 - bits));
}
