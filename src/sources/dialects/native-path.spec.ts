import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyText } from '../../../test/support/any-text.js';
import { parseBasePath } from '../../catalogue/base-path.js';
import { readPath, type PathLabel } from './native-path.js';

/** The path that a label says, however sure. */
const nativePath = (label: string): string | undefined => {
  const read = readPath(label);
  return typeof read === 'object' ? read.path : undefined;
};

describe('the path in a label', () => {
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
    ['/a/b%20c', '/a'],
    ['/v1.2/x.y', '/v1.2/x.y'],
    ['/.well-known/jwks', '/.well-known/jwks'],
    ['/a/...', '/a/...'],
    ['//a', undefined],
    ['/', undefined],
    ['^/', undefined],
    ['*', undefined],
    ['/*', undefined],
    ['/.*', undefined],
    ['404 Not Found', undefined],
    ['api.example.com/v1', '/v1'],
    ['', undefined],
    [`/${'x'.repeat(511)}`, `/${'x'.repeat(511)}`],
    [`/${'x'.repeat(512)}`, undefined],
    ['/a\u0000b', undefined],
    ['/a/<script>', '/a'],
  ])('finds in %j the base path %j', (label, path) => {
    expect(nativePath(label)).toBe(path);
  });

  it.each([
    ['/eni/echo/v1($|/)(.*)', '/eni/echo/v1'],
    ['/eni/echo/v1((/|$)(.*))', '/eni/echo/v1'],
    ['/eni/echo/v1(?=/|$)', '/eni/echo/v1'],
    ['/eni/echo/v1(?<rest>/.*)?', '/eni/echo/v1'],
    ['^/eni/echo/v1/?', '/eni/echo/v1'],
    ['^/eni/echo/v1/?$', '/eni/echo/v1'],
    ['^\\/eni\\/echo\\/v1\\.2\\/.*$', '/eni/echo/v1.2'],
    ['~ ^/eni/echo/v1', '/eni/echo/v1'],
    ['~* ^/eni/echo/v1/', '/eni/echo/v1'],
    ['^~ /eni/echo/v1/', '/eni/echo/v1'],
    ['= /eni/echo/v1', '/eni/echo/v1'],
    ['~/eni/echo/v1(?:/|$)', '/eni/echo/v1'],
    ['~/eni/echo/v1/(?<id>\\d+)$', '/eni/echo/v1'],
    ['PathPrefix(`/eni/echo/v1`)', '/eni/echo/v1'],
    ['Host(`api.example.com`) && PathPrefix(`/eni/echo/v1`)', '/eni/echo/v1'],
    ['/eni/echo/v1/{*rest}', '/eni/echo/v1'],
    ['/eni/echo/v1/{id:[0-9]{1,5}}', '/eni/echo/v1'],
    ['/eni/echo/v1/{id?}', '/eni/echo/v1'],
    ['/eni/echo/v1/{rest...}', '/eni/echo/v1'],
    ['/eni/echo/v1/{$}', '/eni/echo/v1'],
    ['/eni/echo/v1/{path=**}', '/eni/echo/v1'],
    ['/eni/echo/v1/*splat', '/eni/echo/v1'],
    ['/eni/echo/v1/[[...slug]]', '/eni/echo/v1'],
    ['/eni/echo/v1/[^/]+/x', '/eni/echo/v1'],
    ['/eni/echo/v1/(?P<pk>[^/.]+)/$', '/eni/echo/v1'],
    ['/eni/echo/v1/:id(.:format)', '/eni/echo/v1'],
    ['/eni/echo/v1(.:format)', '/eni/echo/v1'],
    ['/eni/echo/v1/(method:GET)', '/eni/echo/v1'],
    ['/eni/echo/v1/users:search', '/eni/echo/v1'],
    ['/users/{id}:cancel', '/users'],
  ])('B2: is what stands before a tail: %j is %s', (label, path) => {
    expect(nativePath(label)).toBe(path);
  });

  it.each([
    '/shop/api/v[12]',
    '/shop/api/v(1|2)',
    '/shop/api/v\\d+',
    '/shop/api/v1?',
    '/shop/api/v1?(/.*)?',
    '/shop/api/v1|/shop/api/v2',
    '/shop/api/v1(-beta)?/.*',
    '/shop/api/v{version}/x',
    '/shop/(api-v1|api-v2)/.*',
    '/shop/{api-v1,api-v2}/*',
    '/shop/{name=projects/*}',
    '/a/api(foo|bar)/x',
    '/a/b{id}',
    '/a/../b',
    '/a/./b',
    '/a//b',
    '/a/\u202egnp',
    '/a/\ud800',
    '/a/"} or vector(1)',
    'api/v[12]',
    'GET /a/v[12]',
  ])('B2: is not known where the label cannot be read to a segment border: %j', (label) => {
    expect(readPath(label)).toBe('unreadable');
  });

  it.each<[string, PathLabel['leadsTo']]>([
    ['/eni/echo/v1', 'any'],
    ['/eni/echo/v1/*', 'any'],
    ['/eni/echo/v1*', 'exact'],
    ['/eni/echo/v1.*', 'exact'],
    ['/eni/echo/v1(.*)', 'exact'],
    ['^/eni/echo/v1(?:.+)$', 'exact'],
    ['eni/echo/v1*', 'exact'],
    ['UNKNOWN', 'declared'],
    ['root', 'declared'],
    ['N/A', 'declared'],
    ['api.example.com/v1', 'declared'],
    ['/eni/users:search', 'declared'],
  ])('B2: of %j leads to base paths of the kind %s', (label, leadsTo) => {
    expect(readPath(label)).toMatchObject({ leadsTo });
  });

  it.each(['{controller=Home}/{action=Index}/{id?}', '/{proxy+}', '/**', '^/', '404 Not Found'])(
    'is not in %j at all',
    (label) => {
      expect(readPath(label)).toBeUndefined();
    },
  );

  it.each([
    ['eni/net/v1/{id}', '/eni/net/v1', 'any'],
    ['api/v1/users/<int:pk>/', '/api/v1/users', 'any'],
    ['^api/v1/users/(?P<pk>[^/.]+)/$', '/api/v1/users', 'any'],
    ['v1.0/users/{id}', '/v1.0/users', 'any'],
    ['users', '/users', 'declared'],
    ['GET /eni/go/v1/{id}', '/eni/go/v1', 'any'],
    ['DELETE  /eni/go/v1/{rest...}', '/eni/go/v1', 'any'],
    ['GET /eni/go/v1/{$}', '/eni/go/v1', 'any'],
    ['POST eni/net/v1', '/eni/net/v1', 'any'],
    ['GET example.com/x/', '/x', 'declared'],
    ['example.com:8080/x/{id}', '/x', 'declared'],
    ['localhost:8080/x/{id}', '/x', 'declared'],
    ['*.example.com/x/*', '/x', 'declared'],
  ])('B3: of %j is %s', (label, path, leadsTo) => {
    expect(readPath(label)).toEqual({ path, leadsTo });
  });

  const pathLike = fc.string({ unit: fc.constantFrom(...'/ab1.-_~*+?$^(){}:%\u0000é'), maxLength: 30 });

  it('gives canonical base paths only, which the label begins with, segment by segment', () => {
    fc.assert(
      fc.property(fc.oneof(pathLike, anyText()), (label) => {
        const path = nativePath(label);
        if (path === undefined) return true;
        return parseBasePath(path) === path && label.replaceAll('\\', '').includes(path.slice(1));
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
