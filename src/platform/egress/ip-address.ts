/** An address in network order. */
export interface IpAddress {
  readonly family: 4 | 6;
  /** 4 or 16 bytes. */
  readonly bytes: Uint8Array;
}

const LONGEST_TEXT = 45;
const QUAD = /^(\d{1,3})\.(\d{1,3})\.(\d{1,3})\.(\d{1,3})$/;

/**
 * The address that a text writes in full: four decimal numbers without leading zeros, or IPv6 (RFC 4291, 2.2) without a
 * zone. Short, octal and hexadecimal forms of IPv4 are no addresses here.
 */
export function parseAddress(text: string): IpAddress | undefined {
  if (text.length > LONGEST_TEXT) return undefined;
  const bytes = text.includes(':') ? ipv6Bytes(text) : ipv4Bytes(text);
  return bytes && { family: bytes.length === 4 ? 4 : 6, bytes: Uint8Array.from(bytes) };
}

/** Whether two texts write the same address. */
export function isSameAddress(one: IpAddress, other: IpAddress): boolean {
  return one.family === other.family && one.bytes.every((byte, index) => byte === other.bytes[index]);
}

function ipv4Bytes(text: string): number[] | undefined {
  const parts = QUAD.exec(text)?.slice(1);
  const sound = parts?.every((part) => Number(part) <= 255 && !/^0\d/.test(part));
  return sound ? parts!.map(Number) : undefined;
}

function ipv6Bytes(text: string): number[] | undefined {
  const hexadecimal = withoutQuad(text);
  const halves = hexadecimal?.split('::').map(groupBytes);
  if (!halves || halves.length > 2) return undefined;
  const [head, tail] = halves;
  if (halves.length === 1) return head?.length === 16 ? head : undefined;
  if (!head || !tail || head.length + tail.length > 14) return undefined;
  return [...head, ...Array<number>(16 - head.length - tail.length).fill(0), ...tail];
}

/** The text with an IPv4 address at its end written as two groups. */
function withoutQuad(text: string): string | undefined {
  const at = text.lastIndexOf(':') + 1;
  if (!text.includes('.')) return text;
  const [a, b, c, d] = ipv4Bytes(text.slice(at)) ?? [];
  if (d === undefined) return undefined;
  return `${text.slice(0, at)}${((a! << 8) | b!).toString(16)}:${((c! << 8) | d).toString(16)}`;
}

function groupBytes(text: string): number[] | undefined {
  if (text === '') return [];
  const groups = text.split(':');
  if (!groups.every((group) => /^[0-9a-f]{1,4}$/i.test(group))) return undefined;
  return groups.map((group) => Number.parseInt(group, 16)).flatMap((word) => [word >> 8, word & 255]);
}
