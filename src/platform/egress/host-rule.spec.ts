import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { allowsHost, parseHostRule, type HostRule } from './host-rule.js';

const ruleOf = (text: string): HostRule => {
  const verdict = parseHostRule(text);
  if (!verdict.ok) throw new Error(verdict.detail);
  return verdict.value;
};

describe('A rule about hosts', () => {
  it.each([
    ['api.example.com', { name: 'api.example.com', below: false, port: 443 }],
    ['API.Example.com:8443', { name: 'api.example.com', below: false, port: 8443 }],
    ['*.example.com', { name: 'example.com', below: true, port: 443 }],
    ['*.example.com:8443', { name: 'example.com', below: true, port: 8443 }],
    ['gateway', { name: 'gateway', below: false, port: 443 }],
    ['xn--bcher-kva.example', { name: 'xn--bcher-kva.example', below: false, port: 443 }],
  ])('is read from %s', (text, value) => {
    expect(parseHostRule(text)).toEqual({ ok: true, value });
  });

  it.each([
    ['', 'INVALID'],
    ['*', 'INVALID'],
    ['*.', 'INVALID'],
    ['*.com', 'INVALID'],
    ['*example.com', 'INVALID'],
    ['api.*.com', 'INVALID'],
    ['.example.com', 'INVALID'],
    ['example.com.', 'INVALID'],
    ['a..b', 'INVALID'],
    [`${'a'.repeat(64)}.com`, 'INVALID'],
    [`${'a.'.repeat(127)}com`, 'INVALID'],
    ['https://example.com', 'INVALID'],
    ['example.com/path', 'INVALID'],
    ['bücher.example', 'INVALID'],
    ['user@example.com', 'INVALID'],
    ['10.0.0.1', 'INVALID'],
    ['127.1', 'INVALID'],
    ['0x7f000001', 'INVALID'],
    ['[::1]', 'INVALID'],
    ['localhost', 'INVALID'],
    ['*.localhost', 'INVALID'],
    ['api.localhost', 'INVALID'],
    ['example.com:', 'INVALID'],
    ['example.com:https', 'INVALID'],
    ['example.com:0', 'PORT'],
    ['example.com:65536', 'PORT'],
  ])('is not read from %j', (text, code) => {
    expect(parseHostRule(text)).toMatchObject({ ok: false, code });
  });

  it.each([
    ['api.example.com', 'api.example.com', true],
    ['api.example.com', 'API.EXAMPLE.COM', true],
    ['api.example.com', 'x.api.example.com', false],
    ['api.example.com', 'api.example.com.', false],
    ['api.example.com', 'api.example.com.evil.net', false],
    ['*.example.com', 'a.example.com', true],
    ['*.example.com', 'a.b.example.com', true],
    ['*.example.com', 'example.com', false],
    ['*.example.com', '.example.com', false],
    ['*.example.com', 'evilexample.com', false],
    ['*.example.com', 'a.example.com.', false],
  ])('%s, asked about %s, says %s', (rule, host, expected) => {
    expect(allowsHost(ruleOf(rule), host)).toBe(expected);
  });

  it('allows below a name exactly what ends in its labels, and more', () => {
    const label = fc.constantFrom('a', 'b', 'ab', 'example', 'com');
    const name = fc.array(label, { minLength: 2, maxLength: 4 });
    fc.assert(
      fc.property(name, fc.array(label, { minLength: 1, maxLength: 6 }), (below, host) => {
        const tail = host.slice(-below.length);
        const owns = host.length > below.length && tail.every((each, index) => each === below[index]);
        expect(allowsHost(ruleOf(`*.${below.join('.')}`), host.join('.'))).toBe(owns);
      }),
      { numRuns: 2_000 },
    );
  });
});
