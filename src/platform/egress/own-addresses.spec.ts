import { expect, it } from '@jest/globals';
import { verdictOnAddress } from './egress-address.js';
import { ownAddresses } from './own-addresses.js';

it('This machine is denied by its own addresses', () => {
  const denied = ownAddresses();
  expect(denied.length).toBeGreaterThan(0);
  const ipv4 = denied.filter(({ start }) => start.kind() === 'ipv4').map(({ start }) => start.toString());
  expect(ipv4.filter((address) => verdictOnAddress(address, { hosts: [], networks: denied, denied }).ok)).toEqual([]);
});
