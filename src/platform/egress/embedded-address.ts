import type { IpAddress } from './ip-address.js';
import { isInside, parseNetwork } from './network.js';

/** The IPv4 addresses that stand in an IPv6 address, to which it leads where a translator or a tunnel is about. */
export interface EmbeddedAddresses {
  readonly inner: readonly IpAddress[];
  /** Whether the inner addresses decide alone; otherwise the outer one must be allowed too. */
  readonly decide: boolean;
}

type Read = (bytes: Uint8Array) => readonly Uint8Array[];

const last: Read = (bytes) => [bytes.subarray(12)];
const afterPrefix: Read = (bytes) => [bytes.subarray(2, 6)];
const serverAndClient: Read = (bytes) => [bytes.subarray(4, 8), bytes.subarray(12).map((byte) => byte ^ 0xff)];

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
).flatMap(([text, read, decide]) => {
  const network = parseNetwork(text);
  return network.ok ? [{ network: network.value, read, decide }] : [];
});

/** The IPv4 addresses in `address`; `undefined` where there are none. */
export function embeddedAddresses(address: IpAddress): EmbeddedAddresses | undefined {
  if (address.family === 4) return undefined;
  const form = FORMS.find(({ network }) => isInside(address, network));
  if (form) return { inner: form.read(address.bytes).map(asAddress), decide: form.decide };
  return isIsatap(address.bytes) ? { inner: last(address.bytes).map(asAddress), decide: false } : undefined;
}

/** An IPv4-mapped address as the IPv4 address that it is. */
export function unmapped(address: IpAddress): IpAddress {
  const mapped = address.family === 6 && isInside(address, FORMS[0]!.network);
  return mapped ? asAddress(address.bytes.subarray(12)) : address;
}

/** ISATAP (RFC 5214): interface identifiers that begin with `0000:5efe` or `0200:5efe`. */
function isIsatap(bytes: Uint8Array): boolean {
  return (bytes[8]! & 0xfd) === 0 && bytes[9] === 0 && bytes[10] === 0x5e && bytes[11] === 0xfe;
}

function asAddress(bytes: Uint8Array): IpAddress {
  return { family: 4, bytes };
}
