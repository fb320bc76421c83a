import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { verdictOnAddress } from './egress-address.js';
import type { EgressPolicy } from './egress-policy.js';
import { parseNetwork, type Network } from './network.js';

const NONE: EgressPolicy = { hosts: [], networks: [] };
const networksOf = (...texts: readonly string[]): Network[] =>
  texts.flatMap((text) => {
    const verdict = parseNetwork(text);
    if (!verdict.ok) throw new Error(verdict.detail);
    return [verdict.value];
  });

type Kind = 'never' | 'loopback' | 'listed' | 'global';

/** First and last address, as whole numbers, of each range that differs from its surroundings. The narrowest counts. */
const range = (start: bigint, prefixBits: number, ofBits: number): readonly [bigint, bigint] => [
  start,
  start + (1n << BigInt(ofBits - prefixBits)) - 1n,
];
const quad = (text: string): bigint => text.split('.').reduce((value, part) => value * 256n + BigInt(part), 0n);
const hextets = (text: string): bigint => {
  const [head = '', tail = ''] = text.split('::');
  const groups = (part: string): string[] => part.split(':').filter((group) => group !== '');
  const zeros = Array<string>(8 - groups(head).length - groups(tail).length).fill('0');
  return [...groups(head), ...zeros, ...groups(tail)].reduce(
    (value, group) => value * 65_536n + BigInt(`0x${group}`),
    0n,
  );
};

const IPV4: readonly (readonly [readonly [bigint, bigint], Kind])[] = (
  [
    ['0.0.0.0/0', 'global'],
    ['0.0.0.0/8', 'never'],
    ['10.0.0.0/8', 'listed'],
    ['100.64.0.0/10', 'listed'],
    ['100.100.100.200/32', 'never'],
    ['127.0.0.0/8', 'loopback'],
    ['168.63.129.16/32', 'never'],
    ['169.254.0.0/16', 'never'],
    ['172.16.0.0/12', 'listed'],
    ['192.0.0.0/24', 'listed'],
    ['192.0.0.192/32', 'never'],
    ['192.0.2.0/24', 'listed'],
    ['192.88.99.0/24', 'listed'],
    ['192.168.0.0/16', 'listed'],
    ['198.18.0.0/15', 'listed'],
    ['198.51.100.0/24', 'listed'],
    ['203.0.113.0/24', 'listed'],
    ['224.0.0.0/4', 'never'],
    ['240.0.0.0/4', 'listed'],
    ['255.255.255.255/32', 'never'],
  ] as const
).map(([cidr, kind]) => [range(quad(cidr.split('/')[0]!), Number(cidr.split('/')[1]), 32), kind]);

const IPV6: readonly (readonly [readonly [bigint, bigint], Kind | 'low' | '6to4' | 'teredo' | 'site-nat64'])[] = (
  [
    ['::/0', 'listed'],
    ['2000::/3', 'global'],
    ['::/96', 'low'],
    ['::/128', 'never'],
    ['::1/128', 'loopback'],
    ['0:0:0:0:0:ffff::/96', 'low'],
    ['0:0:0:0:ffff::/96', 'low'],
    ['64:ff9b::/96', 'low'],
    ['64:ff9b:1::/48', 'site-nat64'],
    ['2001::/23', 'listed'],
    ['2001::/32', 'teredo'],
    ['2001:db8::/32', 'listed'],
    ['2002::/16', '6to4'],
    ['3fff::/20', 'listed'],
    ['fd00:ec2::/32', 'never'],
    ['fd00:42::42/128', 'never'],
    ['fd00:c1::a9fe:a9fe/128', 'never'],
    ['fd20:ce::254/128', 'never'],
    ['fe80::/10', 'never'],
    ['ff00::/8', 'never'],
  ] as const
).map(([cidr, kind]) => [range(hextets(cidr.split('/')[0]!), Number(cidr.split('/')[1]), 128), kind]);

function narrowest<K>(table: readonly (readonly [readonly [bigint, bigint], K])[], value: bigint): K {
  const around = table.filter(([[first, last]]) => first <= value && value <= last);
  return around.toSorted(([[a, b]], [[c, d]]) => (b - a < d - c ? -1 : 1))[0]![1];
}

const low32 = (value: bigint): bigint => value & 0xffff_ffffn;

/** The kind of an IPv6 address; of one that carries others, the worst of what decides. */
function kindOfIpv6(value: bigint): Kind {
  const kind = narrowest(IPV6, value);
  const inside = (...inner: bigint[]): Kind => worst(...inner.map((each) => narrowest(IPV4, each)));
  if (kind === 'low') return inside(low32(value));
  if (kind === 'site-nat64') return worst('listed', inside(low32(value)));
  if (kind === '6to4') return inside(low32(value >> 80n));
  if (kind === 'teredo') return inside(low32(value >> 64n), low32(value) ^ 0xffff_ffffn);
  const isatap = ((value >> 32n) & 0xfdff_ffffn) === 0x5efen && kind !== 'loopback';
  return isatap ? worst(kind, inside(low32(value))) : kind;
}

function worst(...kinds: readonly Kind[]): Kind {
  return (['never', 'loopback', 'listed', 'global'] as const).find((each) => kinds.includes(each))!;
}

const writtenIpv4 = (value: bigint): string => [24n, 16n, 8n, 0n].map((shift) => (value >> shift) & 255n).join('.');
const writtenIpv6 = (value: bigint): string =>
  Array.from({ length: 8 }, (_, index) => ((value >> BigInt(112 - 16 * index)) & 0xffffn).toString(16)).join(':');

/** Numbers all over, and many close to where the table changes. */
function numbers(bits: number, borders: readonly bigint[]): fc.Arbitrary<bigint> {
  const most = (1n << BigInt(bits)) - 1n;
  const close = fc
    .tuple(fc.constantFrom(...borders), fc.bigInt({ min: -2n, max: 2n }))
    .map(([border, by]) => BigInt.asUintN(bits, border + by));
  return fc.oneof(fc.bigInt({ min: 0n, max: most }), close);
}

const EVERYWHERE: EgressPolicy = { hosts: [], networks: networksOf('0.0.0.0/0', '::/0') };

function expectByTable(text: string, kind: Kind): void {
  const verdicts = [NONE, EVERYWHERE].map((policy) => verdictOnAddress(text, policy).ok);
  const wanted = [kind === 'global', kind === 'global' || kind === 'listed'];
  // Sixty thousand calls of expect() would take longer than all the verdicts.
  if (verdicts.some((verdict, index) => verdict !== wanted[index]))
    expect([text, ...verdicts]).toEqual([text, ...wanted]);
}

describe('The verdict on an address', () => {
  it('is that of a table made in another way, for IPv4', () => {
    const borders = IPV4.flatMap(([[first, last]]) => [first, last]);
    for (const border of borders
      .flatMap((each) => [each - 1n, each, each + 1n])
      .map((each) => BigInt.asUintN(32, each)))
      expectByTable(writtenIpv4(border), narrowest(IPV4, border));
    fc.assert(
      fc.property(numbers(32, borders), (value) => expectByTable(writtenIpv4(value), narrowest(IPV4, value))),
      { numRuns: 20_000 },
    );
  });

  it('is that of a table made in another way, for IPv6', () => {
    const borders = IPV6.flatMap(([[first, last]]) => [first, last]);
    for (const border of borders
      .flatMap((each) => [each - 1n, each, each + 1n])
      .map((each) => BigInt.asUintN(128, each)))
      expectByTable(writtenIpv6(border), kindOfIpv6(border));
    fc.assert(
      fc.property(numbers(128, borders), (value) => expectByTable(writtenIpv6(value), kindOfIpv6(value))),
      { numRuns: 20_000 },
    );
  });

  it('is that of the IPv4 address, however IPv6 carries it', () => {
    const borders = IPV4.flatMap(([[first, last]]) => [first, last]);
    const around: readonly ((value: bigint) => bigint)[] = [
      (value) => hextets('0:0:0:0:0:ffff::') | value,
      (value) => hextets('0:0:0:0:ffff::') | value,
      (value) => hextets('64:ff9b::') | value,
      (value) => hextets('2002::1') | (value << 80n),
      (value) => hextets('2001:0:808:808::') | (value ^ 0xffff_ffffn),
      (value) => hextets('2001:0:0:0:0:0:f7f7:f7f7') | (value << 64n),
      (value) => hextets('2606:2800:0:0:0:5efe::') | value,
    ];
    fc.assert(
      fc.property(numbers(32, borders), fc.constantFrom(...around), (value, put) => {
        expectByTable(writtenIpv6(put(value)), narrowest(IPV4, value));
      }),
      { numRuns: 20_000 },
    );
  });

  it('lets addresses of listed networks through, and of no others', () => {
    const policy = { hosts: [], networks: networksOf('10.1.0.0/16', 'fd12:3456::/32') };
    const listed = ['10.1.0.0', '10.1.255.255', '::ffff:10.1.2.3', '64:ff9b::10.1.2.3', 'fd12:3456::1', '8.8.8.8'];
    const others = ['10.0.255.255', '10.2.0.0', '192.168.0.1', 'fd12:3457::1', '64:ff9b::10.2.0.1'];
    expect(listed.filter((each) => !verdictOnAddress(each, policy).ok)).toEqual([]);
    expect(others.filter((each) => verdictOnAddress(each, policy).ok)).toEqual([]);
  });

  it('denies what the operator denies, public and listed addresses too, in each form', () => {
    const policy = { ...EVERYWHERE, denied: networksOf('10.96.0.1', '8.8.8.0/24', '2606:4700::/32') };
    const denied = ['10.96.0.1', '8.8.8.8', '::ffff:8.8.8.8', '64:ff9b::10.96.0.1', '2606:4700::1'];
    expect(denied.filter((each) => verdictOnAddress(each, policy).ok)).toEqual([]);
    expect(verdictOnAddress('10.96.0.2', policy).ok).toBe(true);
  });

  it('lets a person at a terminal reach every address, and nothing but addresses', () => {
    expect(verdictOnAddress('127.0.0.1', 'any')).toEqual({ ok: true, value: '127.0.0.1' });
    expect(verdictOnAddress('localhost', 'any')).toMatchObject({ ok: false, code: 'ADDRESS_DENIED' });
  });

  it.each([
    ['10.0.0.1', '10.0.0.1 is private, and in no network that the operator lists'],
    ['127.0.0.1', '127.0.0.1 is loopback'],
    ['169.254.169.254', '169.254.169.254 is link-local, which is never asked'],
    ['::ffff:127.0.0.1', '::ffff:127.0.0.1 is loopback'],
    ['64:ff9b::7f00:1', '64:ff9b::7f00:1 is IPv6 around an IPv4 address that is loopback'],
    ['fec0::1', 'fec0::1 is not global unicast, and in no network that the operator lists'],
    ['a\nb', '"a\\nb" is not an address'],
  ])('says why %j is denied', (address, detail) => {
    expect(verdictOnAddress(address, NONE)).toEqual({ ok: false, code: 'ADDRESS_DENIED', detail });
  });
});
