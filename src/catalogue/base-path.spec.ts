import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { contains, parseBasePath, type BasePath } from './base-path.js';

const SEGMENT = fc
  .string({ unit: fc.constantFrom(...'abcXYZ019._~-'), minLength: 1, maxLength: 8 })
  .filter((segment) => segment !== '.' && segment !== '..');
const SEGMENTS = fc.array(SEGMENT, { minLength: 1, maxLength: 6 });
const pathOf = (segments: readonly string[]): string => `/${segments.join('/')}`;

describe('parseBasePath', () => {
  it.each([
    ['/eni/echo/v1', '/eni/echo/v1'],
    ['/a', '/a'],
    ['/eni/echo/v1/', '/eni/echo/v1'],
    ['/ENI/Echo/v1', '/ENI/Echo/v1'],
    ['/eni/echo.v1~2_3-4/v1', '/eni/echo.v1~2_3-4/v1'],
    ['/...', '/...'],
    [`/${'a'.repeat(511)}`, `/${'a'.repeat(511)}`],
  ])('takes %s', (text, basePath) => {
    expect(parseBasePath(text)).toBe(basePath);
  });

  it.each([
    ['nothing', ''],
    ['the root', '/'],
    ['only slashes', '//'],
    ['no leading slash', 'eni/echo/v1'],
    ['H76 a doubled slash at the beginning', '//eni//x'],
    ['a doubled slash inside', '/eni//echo'],
    ['two slashes at the end', '/eni/echo//'],
    ['H76 a step up', '/eni/../admin/v1'],
    ['a step up at the end', '/eni/..'],
    ['a step nowhere', '/eni/./echo'],
    ['H76 an encoded step up', '/eni/%2e%2e/x'],
    ['H75 an encoded NUL', '/%00'],
    ['H75 half an escape', '/%E0%A4%A'],
    ['H75 no UTF-8', '/%ff'],
    ['a NUL', '/eni\0'],
    ['a space', '/eni /echo'],
    ['a line end', '/eni\n'],
    ['a line end after a slash', '/eni/\n'],
    ['a backslash', '/eni\\echo'],
    ['a wildcard', '/eni/*'],
    ['a query', '/eni?x=1'],
    ['a fragment', '/eni#x'],
    ['a parameter', '/eni/..;/admin'],
    ['a quote', '/eni"} or vector(1) or k{a="'],
    ['a letter that is not ASCII', '/enï'],
    ['a letter that looks like one', '/еni'],
    ['more than 512 characters', `/${'a'.repeat(512)}`],
  ])('refuses %s', (_, text) => {
    expect(parseBasePath(text)).toBeUndefined();
  });

  it('takes every path of plain segments as it is, with or without a slash at the end', () => {
    fc.assert(
      fc.property(SEGMENTS, fc.constantFrom('', '/'), (segments, end) => {
        expect(parseBasePath(pathOf(segments) + end)).toBe(pathOf(segments));
      }),
    );
  });

  it('gives only what it takes again unchanged, and what a URL leaves unchanged', () => {
    const anything = fc.oneof(
      fc.string({ unit: fc.constantFrom(...'/ab.%2eE\\?#;\0\n\u00e9 ') }).map((text) => `/${text}`),
      fc.webPath(),
    );
    fc.assert(
      fc.property(anything, (text) => {
        const basePath = parseBasePath(text);
        if (basePath === undefined) return;
        expect(parseBasePath(basePath)).toBe(basePath);
        expect(new URL(basePath, 'http://gateway').pathname).toBe(basePath);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe('contains', () => {
  it.each<[string, string, boolean]>([
    ['/eni', '/eni', true],
    ['/eni', '/eni/echo', true],
    ['/eni/echo', '/eni', false],
    ['/eni', '/eni-evil', false],
    ['/eni', '/enigma/v1', false],
    ['/eni/echo/v1', '/eni/echo/v10', false],
    ['/eni', '/ENI/echo', false],
  ])('%s contains %s: %s', (prefix, path, expected) => {
    expect(contains(prefix as BasePath, path as BasePath)).toBe(expected);
  });

  it('goes by segments: a path contains another if its segments begin the other', () => {
    fc.assert(
      fc.property(SEGMENTS, SEGMENTS, fc.boolean(), (one, other, below) => {
        const path = below ? [...one, ...other] : other;
        const begins = one.every((segment, index) => path[index] === segment);
        expect(contains(pathOf(one) as BasePath, pathOf(path) as BasePath)).toBe(begins);
      }),
    );
  });
});
