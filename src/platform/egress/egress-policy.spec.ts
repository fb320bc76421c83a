import { describe, expect, it } from '@jest/globals';
import { verdictOnAddress } from './egress-address.js';
import { gatewayPolicy, ownAddresses } from './egress-policy.js';

describe("The operator's own gateway", () => {
  it.each([
    ['http://127.0.0.1:8000', '127.0.0.1', true],
    ['http://127.0.0.1:8000', '::ffff:127.0.0.1', true],
    ['http://127.0.0.1:8000', '127.0.0.2', false],
    ['http://127.0.0.1:8000', '::1', false],
    ['http://127.0.0.1:8000', '10.0.0.1', false],
    ['http://2130706433:8000', '127.0.0.1', true],
    ['http://[::1]:8000', '::1', true],
    ['http://[::1]:8000', '127.0.0.1', false],
    ['http://10.1.2.3', '10.1.2.3', true],
    ['http://10.1.2.3', '10.1.2.4', false],
    ['http://localhost:8000', '127.0.0.1', true],
    ['http://localhost:8000', '::1', true],
    ['http://localhost:8000', '127.0.0.2', false],
    ['http://169.254.169.254', '169.254.169.254', false],
    ['http://[fe80::1]', 'fe80::1', false],
    ['http://0.0.0.0', '0.0.0.0', false],
    ['https://gateway.example.com', '10.1.2.3', true],
    ['https://gateway.example.com', 'fd12::1', true],
    ['https://gateway.example.com', '8.8.8.8', true],
    ['https://gateway.example.com', '2606:4700::1111', true],
    ['https://gateway.example.com', '127.0.0.1', false],
    ['https://gateway.example.com', '::1', false],
    ['https://gateway.example.com', '::ffff:127.0.0.1', false],
    ['https://gateway.example.com', '169.254.169.254', false],
    ['https://gateway.example.com', '64:ff9b::169.254.169.254', false],
    ['https://gateway.example.com', 'fd00:ec2::254', false],
    ['https://gateway.example.com', '168.63.129.16', false],
    ['https://gateway.example.com', '100.100.100.200', false],
    ['https://gateway.example.com', '224.0.0.1', false],
  ])('%s may be connected to at %s: %s', (url, address, expected) => {
    expect(verdictOnAddress(address, gatewayPolicy(new URL(url))).ok).toBe(expected);
  });
});

it('This machine is denied by its own addresses', () => {
  const denied = ownAddresses();
  expect(denied.length).toBeGreaterThan(0);
  const ipv4 = denied.filter(({ start }) => start.kind() === 'ipv4').map(({ start }) => start.toString());
  expect(ipv4.filter((address) => verdictOnAddress(address, { hosts: [], networks: denied, denied }).ok)).toEqual([]);
});
