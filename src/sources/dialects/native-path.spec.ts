import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyText } from '../../../test/support/any-text.js';
import { parseBasePath } from '../../catalogue/base-path.js';
import { nativePath } from './native-path.js';

describe('nativePath', () => {
  it.each([
    ['/eni/echo/v1', '/eni/echo/v1'],
    ['/eni/echo/v1/', '/eni/echo/v1'],
    ['/eni/echo/v1/*', '/eni/echo/v1'],
    ['/eni/echo/v1/**', '/eni/echo/v1'],
    ['/eni/echo/v1*', '/eni/echo/v1'],
    ['/eni/echo/v1/.*', '/eni/echo/v1'],
    ['/eni/echo/v1.*', '/eni/echo/v1'],
    ['/eni/echo/v1.+', '/eni/echo/v1'],
    ['^/eni/echo/v1$', '/eni/echo/v1'],
    ['/eni/echo/v1(/|$)(.*)', '/eni/echo/v1'],
    ['/eni/echo/v1(?:/|$)', '/eni/echo/v1'],
    ['/eni/echo/v1(/.*)?', '/eni/echo/v1'],
    ['/eni/echo/v1(.*)', '/eni/echo/v1'],
    ['/eni/echo/v1/?(.*)', '/eni/echo/v1'],
    ['/users/{id}/orders', '/users'],
    ['/users/:id', '/users'],
    ['/users/<int:id>', '/users'],
    ['/users/[id]', '/users'],
    ['/api(foo|bar)/x', undefined],
    ['/a/api(foo|bar)/x', '/a'],
    ['/a/b{id}', '/a'],
    ['/a/b%20c', '/a'],
    ['/v1.2/x.y', '/v1.2/x.y'],
    ['/.well-known/jwks', '/.well-known/jwks'],
    ['/a/...', '/a/...'],
    ['/a/../b', '/a'],
    ['/a/./b', '/a'],
    ['/a//b', '/a'],
    ['//a', undefined],
    ['/', undefined],
    ['^/', undefined],
    ['*', undefined],
    ['/*', undefined],
    ['/.*', undefined],
    ['UNKNOWN', undefined],
    ['404 Not Found', undefined],
    ['api.example.com/v1', undefined],
    ['', undefined],
    [`/${'x'.repeat(511)}`, `/${'x'.repeat(511)}`],
    [`/${'x'.repeat(512)}`, undefined],
    ['/a\u0000b', undefined],
    ['/a/\u202egnp', '/a'],
    ['/a/\ud800', '/a'],
    ['/a/"} or vector(1)', '/a'],
    ['/a/<script>', '/a'],
  ])('finds in %j the base path %j', (label, path) => {
    expect(nativePath(label)).toBe(path);
  });

  const pathLike = fc.string({ unit: fc.constantFrom(...'/ab1.-_~*+?$^(){}:%\u0000é'), maxLength: 30 });

  it('gives canonical base paths only, which the label begins with, segment by segment', () => {
    fc.assert(
      fc.property(fc.oneof(pathLike, anyText()), (label) => {
        const path = nativePath(label);
        if (path === undefined) return true;
        const text = label.replace(/^\^/, '');
        return parseBasePath(path) === path && text.startsWith(path);
      }),
      { numRuns: 5_000 },
    );
  });

  it('finds a canonical base path in itself, and with every tail that a gateway writes', () => {
    const segment = fc.stringMatching(/^[A-Za-z0-9_~-](?:[A-Za-z0-9._~-]{0,5}[A-Za-z0-9_~-])?$/);
    const tails = fc.constantFrom(
      '',
      '/',
      '/*',
      '*',
      '/**',
      '.*',
      '(/|$)(.*)',
      '(/.*)?',
      '$',
      '/{id}',
      '/{id}/x',
      '/:id',
    );
    fc.assert(
      fc.property(fc.array(segment, { minLength: 1, maxLength: 6 }), tails, (segments, tail) => {
        const path = `/${segments.join('/')}`;
        return nativePath(path + tail) === path;
      }),
    );
  });
});
