import { describe, expect, it } from '@jest/globals';
import { resolveAllowed } from './allowed-addresses.js';

describe('The addresses that may be connected to', () => {
  it.each([
    [
      ['8.8.8.8', '8.8.4.4', '1.1.1.1', '2001:4860:4860::8888'],
      ['2001:4860:4860::8888', '8.8.8.8', '8.8.4.4', '1.1.1.1'],
    ],
    [
      ['2606:4700::1', '2606:4700::2', '2606:4700::3', '1.1.1.1'],
      ['2606:4700::1', '1.1.1.1', '2606:4700::2', '2606:4700::3'],
    ],
    [['8.8.8.8'], ['8.8.8.8']],
  ])('let both families take turns, IPv6 first: %j', async (addresses, tried) => {
    const names = { resolve: () => Promise.resolve({ ok: true as const, addresses }) };
    expect(await resolveAllowed('a.example', 'any', names)).toEqual({ ok: true, value: tried });
  });
});
