import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { verdictOnPath } from './egress-path.js';

const BASE = 'https://gateway.example.com/eni/echo/v1';

describe('A path below a base path', () => {
  it.each([
    '/',
    '/health',
    '/health/',
    '/a/b;v=1/c',
    '/caf%C3%A9',
    '/a%20b',
    '/health?deep=true&x=%2e%2e/..//a',
    '/...',
    '/..a',
    '/@me:1',
  ])('may be %s', (path) => {
    expect(verdictOnPath(path)).toEqual({ ok: true, value: path });
  });

  it('never leaves the base path that it is appended to, whichever characters it is made of', () => {
    const part = fc.constantFrom(
      '/',
      '.',
      '..',
      '%2e',
      '%2F',
      '%',
      ';',
      '\\',
      '?',
      '#',
      '@',
      ':',
      '//',
      'a',
      '%25',
      '~',
    );
    const path = fc.array(part, { maxLength: 12 }).map((parts) => `/${parts.join('')}`);
    let taken = 0;
    fc.assert(
      fc.property(path, (text) => {
        const verdict = verdictOnPath(text);
        if (!verdict.ok) return;
        taken += 1;
        const url = new URL(`${BASE}${verdict.value}`);
        expect([url.origin, url.href.startsWith(`${BASE}/`), url.href]).toEqual([
          'https://gateway.example.com',
          true,
          `${BASE}${text}`,
        ]);
        const decoded = decodeURIComponent(url.pathname).replace(/;[^/]*/g, '');
        expect(new URL(decoded, 'https://upstream').pathname.startsWith('/eni/echo/v1')).toBe(true);
      }),
      { numRuns: 5_000 },
    );
    expect(taken).toBeGreaterThan(100);
  });
});
