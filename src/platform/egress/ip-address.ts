import ipaddr from 'ipaddr.js';

/** An address of either family; `toByteArray` gives its 4 or 16 bytes in network order. */
export type IpAddress = ipaddr.IPv4 | ipaddr.IPv6;

/** No zone, no hexadecimal number of IPv4, nothing longer than an address. */
const PLAIN = /^[\da-f:.]{2,45}$/i;
/** `ipaddr.js` reads `::1.2.3.4` as `::ffff:1.2.3.4`, which is another address. */
const BEFORE_COMPATIBLE = /^::(?=\d+\.)/;

/**
 * The address that a text writes in full: four decimal numbers without leading zeros, or IPv6 (RFC 4291, 2.2) without a
 * zone. The library alone would also read short, octal and hexadecimal forms of IPv4, which are not addresses here.
 */
export function parseAddress(text: string): IpAddress | undefined {
  if (!PLAIN.test(text)) return undefined;
  const quad = text.includes('.') ? text.slice(text.lastIndexOf(':') + 1) : undefined;
  if (quad !== undefined && !ipaddr.IPv4.isValidFourPartDecimal(quad)) return undefined;
  if (quad === text) return ipaddr.IPv4.parse(text);
  if (!ipaddr.IPv6.isValid(text)) return undefined;
  return ipaddr.IPv6.parse(text.replace(BEFORE_COMPATIBLE, '0::'));
}

/** Whether both are the same address. */
export function isSameAddress(one: IpAddress, other: IpAddress): boolean {
  return one.toString() === other.toString();
}
