import ipaddr from 'ipaddr.js';
import type { IpAddress } from './ip-address.js';
import { constantNetwork, isInside } from './network.js';

/** The IPv4 addresses that stand in an IPv6 address, to which a translator or a tunnel may lead. */
export interface EmbeddedAddresses {
  readonly inner: readonly IpAddress[];
  /** Whether the inner addresses decide alone; otherwise the outer one must be allowed too. */
  readonly decide: boolean;
}

type Read = (bytes: readonly number[]) => readonly number[][];

const last: Read = (bytes) => [bytes.slice(12)];
const afterPrefix: Read = (bytes) => [bytes.slice(2, 6)];
const serverAndClient: Read = (bytes) => [bytes.slice(4, 8), bytes.slice(12).map((byte) => byte ^ 0xff)];

const FORMS = (
  [
    ['::ffff:0:0/96', last, true], // IPv4-mapped (RFC 4291)
    ['::ffff:0:0:0/96', last, true], // IPv4-translated (RFC 2765)
    ['::/96', last, true], // IPv4-compatible (RFC 4291)
    ['64:ff9b::/96', last, true], // NAT64 (RFC 6052)
    ['64:ff9b:1::/48', last, false], // NAT64 of one site (RFC 8215), with the prefix of 96 bits
    ['2002::/16', afterPrefix, true], // 6to4 (RFC 3056)
    ['2001::/32', serverAndClient, true], // Teredo (RFC 4380)
  ] as const
).map(([text, read, decide]) => ({ network: constantNetwork(text), read, decide }));

/** The IPv4 addresses in `address`; `undefined` where there are none. */
export function embeddedAddresses(address: IpAddress): EmbeddedAddresses | undefined {
  if (address instanceof ipaddr.IPv4) return undefined;
  const bytes = address.toByteArray();
  const form = FORMS.find(({ network }) => isInside(address, network));
  if (form) return { inner: form.read(bytes).map(ipaddr.fromByteArray), decide: form.decide };
  return isIsatap(bytes) ? { inner: last(bytes).map(ipaddr.fromByteArray), decide: false } : undefined;
}

/** An IPv4-mapped address as the IPv4 address that it is. */
export function unmapped(address: IpAddress): IpAddress {
  return address instanceof ipaddr.IPv6 && address.isIPv4MappedAddress() ? address.toIPv4Address() : address;
}

/** ISATAP (RFC 5214): interface identifiers that begin with `0000:5efe` or `0200:5efe`. */
function isIsatap(bytes: readonly number[]): boolean {
  return (bytes[8]! & 0xfd) === 0 && bytes[9] === 0 && bytes[10] === 0x5e && bytes[11] === 0xfe;
}
