import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { contains, parseBasePath, type BasePath } from './base-path.js';

const segment = fc.stringMatching(/^[A-Za-z0-9_~-][A-Za-z0-9._~-]{0,8}$/);
const path = fc.array(segment, { minLength: 1, maxLength: 5 }).map((segments) => `/${segments.join('/')}` as BasePath);

describe('parseBasePath', () => {
  it.each([
    ['/eni/echo/v1', '/eni/echo/v1'],
    ['/eni/echo/v1/', '/eni/echo/v1'],
    ['/ENI', '/ENI'],
    ['/a.b_c~d-e', '/a.b_c~d-e'],
    ['', undefined],
    ['/', undefined],
    ['//', undefined],
    ['eni', undefined],
    ['//eni//x', undefined],
    ['/eni/../admin', undefined],
    ['/eni/./x', undefined],
    ['/eni/%2e%2e/x', undefined],
    ['/eni\u0000', undefined],
    ['/eni\n', undefined],
    ['/eni echo', undefined],
    ['/eni?x=1', undefined],
    ['/ünïcode', undefined],
    [`/${'x'.repeat(511)}`, `/${'x'.repeat(511)}`],
    [`/${'x'.repeat(512)}`, undefined],
  ])('makes of %j the base path %j', (text, basePath) => {
    expect(parseBasePath(text)).toBe(basePath);
  });

  it('gives back what it has given', () => {
    fc.assert(fc.property(path, (one) => parseBasePath(one) === one));
  });
});

describe('contains', () => {
  it('holds exactly when the segments of one begin with those of the other', () => {
    const begins = (a: string, b: string): boolean => {
      const [short, long] = [a.split('/'), b.split('/')];
      return short.every((each, index) => long[index] === each);
    };
    fc.assert(fc.property(path, path, (a, b) => contains(a, b) === begins(a, b)));
    fc.assert(
      fc.property(
        path,
        segment,
        (a, more) => contains(a, `${a}/${more}` as BasePath) && !contains(a, `${a}${more}` as BasePath),
      ),
    );
  });
});
