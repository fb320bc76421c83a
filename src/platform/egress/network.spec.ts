import { describe, expect, it } from '@jest/globals';
import { parseAddress } from './ip-address.js';
import { isInside, parseNetwork, type Network } from './network.js';

const networkOf = (text: string): Network => {
  const verdict = parseNetwork(text);
  if (!verdict.ok) throw new Error(verdict.detail);
  return verdict.value;
};

describe('A network', () => {
  it.each([
    '0.0.0.0/0',
    '10.0.0.0/8',
    '10.1.2.3',
    '10.1.2.3/32',
    '10.128.0.0/9',
    '::/0',
    'fd00::/8',
    'fd00::1',
    '::1/128',
  ])('is read from %s', (text) => {
    expect(parseNetwork(text)).toMatchObject({ ok: true });
  });

  it.each([
    '',
    '/8',
    '10.0.0.0/',
    '10.0.0.0/33',
    '10.0.0.1/8',
    '10.0.0/8',
    '010.0.0.0/8',
    '10.0.0.0/8/8',
    '10.0.0.0/-1',
    '10.0.0.0/255.0.0.0',
    'fd00::/129',
    'fd00::1/8',
    'fd00::%eth0/64',
    'example.com',
  ])('is not read from %j', (text) => {
    expect(parseNetwork(text)).toMatchObject({ ok: false, code: 'INVALID' });
  });

  it.each([
    ['10.0.0.0/8', '10.255.255.255', true],
    ['10.0.0.0/8', '11.0.0.0', false],
    ['10.0.0.0/8', '9.255.255.255', false],
    ['10.128.0.0/9', '10.127.255.255', false],
    ['10.128.0.0/9', '10.128.0.0', true],
    ['0.0.0.0/0', '255.255.255.255', true],
    ['0.0.0.0/0', '::1', false],
    ['::/0', '1.2.3.4', false],
    ['fe80::/10', 'febf:ffff::', true],
    ['fe80::/10', 'fec0::', false],
    ['10.1.2.3', '10.1.2.3', true],
    ['10.1.2.3', '10.1.2.2', false],
  ])('%s with %s in it: %s', (network, address, expected) => {
    expect(isInside(parseAddress(address)!, networkOf(network))).toBe(expected);
  });
});
