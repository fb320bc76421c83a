import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/** An address of either family; `toByteArray` gives its 4 or 16 bytes in network order. */
export type IpAddress = ipaddr.IPv4 | ipaddr.IPv6;

/** `ipaddr.js` reads `::1.2.3.4` as `::ffff:1.2.3.4`, which is another address. */
const BEFORE_COMPATIBLE = /^::(?=\d+\.)/;

/**
 * The address that a text writes in full: four decimal numbers without leading zeros, or IPv6 (RFC 4291, 2.2) without a
 * zone. The library alone would also read short, octal and hexadecimal forms of IPv4, which are no addresses here.
 */
export function parseAddress(text: string): IpAddress | undefined {
  if (isIP(text) === 0 || text.includes('%')) return undefined;
  return ipaddr.parse(text.replace(BEFORE_COMPATIBLE, '0::'));
}

/** Whether both are the same address. */
export function isSameAddress(one: IpAddress, other: IpAddress): boolean {
  return one.toString() === other.toString();
}
