import { parse as otherReading } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { EgressPolicy } from './egress-policy.js';
import { verdictOnUrl } from './egress-url.js';
import { parseHostRule } from './host-rule.js';

const rules = ['a.example', 'a.example:8443', '*.b.example'].map(parseHostRule);
const POLICY: EgressPolicy = { hosts: rules.flatMap((rule) => (rule.ok ? rule.value : [])), networks: [] };

const HOSTS = ['a.example', 'b.example', 'c.b.example', 'evil.net', '127.1', '[::1]', 'A', 'xn--', 'é', '。'];
const SIGNS = [...'/\\@:?#&;,. \t\n*-_', '//', ':443', ':8443', ':80', '%2e', '%00'];

describe('The verdict on a URL', () => {
  it('lets nothing through that leads anywhere else by any reading', () => {
    const begin = fc.constantFrom('https://', 'https://', 'HTTPS://', 'http://', 'https:/', '');
    const host = fc.constantFrom(
      'a.example',
      'c.b.example',
      'x-.b.example',
      'A.EXAMPLE',
      'b.example',
      'evil.net',
      '127.1',
    );
    const part = fc.constantFrom(...HOSTS, ...SIGNS);
    const text = fc.tuple(begin, host, fc.array(part, { maxLength: 5 })).map((parts) => parts.flat().join(''));
    let taken = 0;
    fc.assert(
      fc.property(text, (url) => {
        const verdict = verdictOnUrl(url, POLICY);
        if (!verdict.ok) return;
        taken += 1;
        const { protocol, hostname, port, username, password, hash } = verdict.value;
        expect([url, protocol, username, password, hash]).toEqual([url, 'https:', '', '', '']);
        const isListed = hostname === 'a.example' ? ['', '8443'].includes(port) : port === '';
        expect([url, hostname, isListed]).toEqual([url, expect.stringMatching(/^a\.example$|\.b\.example$/), true]);
        const other = otherReading(url);
        expect([other.hostname, (other.port ?? '443') || '443', other.auth]).toEqual([hostname, port || '443', null]);
      }),
      { numRuns: 30_000 },
    );
    expect(taken).toBeGreaterThan(300);
  });
});
