import { constantNetwork, isInside, type Network } from './network.js';
import type { IpAddress } from './ip-address.js';

/** Networks by their CIDR text, each with what it is, in words for people. */
export type SpecialNetworks = Readonly<Record<string, string>>;

/**
 * Never asked, even if an operator lists it: nothing worth a probe answers there, but on clouds the machine's keys do.
 * Metadata services: 169.254.169.254 (most), and the addresses that AWS, Google, Oracle, Scaleway, Alibaba and Azure
 * document besides it.
 */
export const NEVER_ASKED: SpecialNetworks = {
  '0.0.0.0/8': 'unspecified',
  '169.254.0.0/16': 'link-local',
  '224.0.0.0/4': 'multicast',
  '255.255.255.255/32': 'broadcast',
  '100.100.100.200/32': 'a metadata service of a cloud',
  '168.63.129.16/32': 'a metadata service of a cloud',
  '192.0.0.192/32': 'a metadata service of a cloud',
  '::/128': 'unspecified',
  'fe80::/10': 'link-local',
  'ff00::/8': 'multicast',
  'fd00:ec2::/32': 'a metadata service of a cloud',
  'fd20:ce::254/128': 'a metadata service of a cloud',
  'fd00:c1::a9fe:a9fe/128': 'a metadata service of a cloud',
  'fd00:42::42/128': 'a metadata service of a cloud',
};

/** This machine itself: asked only where the operator wrote out that very address. */
export const LOOPBACK: SpecialNetworks = { '127.0.0.0/8': 'loopback', '::1/128': 'loopback' };

/**
 * Not global unicast, by the registries of special-purpose addresses of IANA (RFC 6890): asked only inside the networks
 * of a policy. Of IPv6 they are exceptions to `2000::/3`; nothing outside of that is global.
 */
export const NOT_GLOBAL: SpecialNetworks = {
  '10.0.0.0/8': 'private',
  '100.64.0.0/10': 'private (carrier-grade NAT)',
  '172.16.0.0/12': 'private',
  '192.0.0.0/24': 'reserved for protocols',
  '192.0.2.0/24': 'for documentation',
  '192.88.99.0/24': 'reserved (6to4 relays)',
  '192.168.0.0/16': 'private',
  '198.18.0.0/15': 'for benchmarks',
  '198.51.100.0/24': 'for documentation',
  '203.0.113.0/24': 'for documentation',
  '240.0.0.0/4': 'reserved',
  '2001::/23': 'reserved for protocols',
  '2001:db8::/32': 'for documentation',
  '3fff::/20': 'for documentation',
};

/** The range of all global unicast IPv6 addresses. */
export const GLOBAL_IPV6: SpecialNetworks = { '2000::/3': 'global unicast' };

/** A function that says what an address is by a list of networks; `undefined` if none of them holds it. */
export function describedBy(list: SpecialNetworks): (address: IpAddress) => string | undefined {
  const entries = Object.entries(list).map(([text, what]) => [constantNetwork(text), what] as const);
  return (address) => entries.find(([network]) => isInside(address, network))?.[1];
}

/** Whether an address is in one of a policy's networks. */
export function isInsideAny(address: IpAddress, networks: readonly Network[]): boolean {
  return networks.some((network) => isInside(address, network));
}
