import { expect, it } from '@jest/globals';
import { verdictOnAddress } from './egress-address.js';
import { ownAddresses } from './own-addresses.js';

it('This machine is denied by its own addresses', () => {
  const denied = ownAddresses();
  expect(denied.length).toBeGreaterThan(0);
  const ipv4 = denied.filter(({ family }) => family === 4).map(({ bytes }) => bytes.join('.'));
  expect(ipv4.filter((address) => verdictOnAddress(address, { hosts: [], networks: denied, denied }).ok)).toEqual([]);
});
