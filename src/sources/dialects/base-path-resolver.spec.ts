import { describe, expect, it } from '@jest/globals';
import { basePath } from '../../../test/support/evidence-window.js';
import { BasePathResolver } from './base-path-resolver.js';
import { MappingSettings } from './dialect.settings.js';
import { nativePath } from './native-path.js';
import { routeNameOf } from './route-name.js';

const NAME = [{ form: 'name', label: 'route' }] as const;
const PATH = [{ form: 'path', label: 'uri' }, ...NAME] as const;

function resolver(declared: string[], mapping: Partial<MappingSettings> = {}): BasePathResolver {
  const declarations = new Map(
    declared.map((each) => [basePath(each), { basePath: basePath(each), declaredBy: 'test' }]),
  );
  return new BasePathResolver({ version: 1, declarations }, Object.assign(new MappingSettings(), mapping));
}

describe('routeNameOf', () => {
  it.each([
    ['/eni/heartbeat/v1', 'eni-heartbeat-v1'],
    ['/ENI/Some_Thing/v2', 'eni-some-thing-v2'],
    ['/a\\b c/', 'a-b-c'],
    ['---', ''],
  ])('makes %s into %s', (path, name) => {
    expect(routeNameOf(path)).toBe(name);
  });
});

describe('nativePath', () => {
  it.each([
    ['/eni/echo/v1', '/eni/echo/v1'],
    ['/eni/echo/v1/', '/eni/echo/v1'],
    ['/eni/echo/v1/*', '/eni/echo/v1'],
    ['/eni/echo/v1*', '/eni/echo/v1'],
    ['/eni/echo/v1/.*', '/eni/echo/v1'],
    ['/eni/echo/v1.*', '/eni/echo/v1'],
    ['^/eni/echo/v1$', '/eni/echo/v1'],
    ['/eni/echo/v1(/|$)(.*)', '/eni/echo/v1'],
    ['/eni/echo/v1(?:/|$)', '/eni/echo/v1'],
    ['/eni/echo/v1/?(.*)', '/eni/echo/v1'],
    ['/users/{id}/orders', '/users'],
    ['/users/:id', '/users'],
    ['/api(foo|bar)/x', undefined],
    ['/a/api(foo|bar)/x', '/a'],
    ['/a/b%20c', '/a'],
    ['/v1.2/x.y', '/v1.2/x.y'],
    ['/', undefined],
    ['*', undefined],
    ['UNKNOWN', undefined],
    ['', undefined],
    ['/a/../b', '/a'],
    [`/${'x'.repeat(600)}`, undefined],
    ['/a\u0000b', undefined],
    ['/a/"} or vector(1)', '/a'],
  ])('finds in %j the base path %j', (label, path) => {
    expect(nativePath(label)).toBe(path);
  });
});

describe('BasePathResolver', () => {
  it('goes forward from the declared base path to the name', () => {
    const found = resolver(['/eni/echo/v1']).resolve({ route: 'eni-echo-v1' }, NAME);
    expect(found).toEqual({ form: 'mapped', basePath: '/eni/echo/v1' });
  });

  it('gives the counts of a colliding name to nobody', () => {
    const both = resolver(['/a/b-c', '/a-b/c']);
    expect(both.resolve({ route: 'a-b-c' }, NAME)).toMatchObject({
      form: 'collision',
      basePaths: ['/a/b-c', '/a-b/c'],
    });
    expect([...both.collisions().keys()]).toEqual(['a-b-c']);
  });

  it('says which name nobody declared', () => {
    expect(resolver([]).resolve({ route: 'lost' }, NAME)).toEqual({ form: 'unmapped', name: 'lost' });
    expect(resolver([]).resolve({}, NAME)).toEqual({ form: 'unmapped', name: '' });
  });

  it.each([
    ['/a/b/users', '/a/b'],
    ['/a/bc', '/a'],
    ['/a/b', '/a/b'],
    ['/x/y', '/x/y'],
  ])('leads the native path %s to %s, segment by segment', (uri, path) => {
    expect(resolver(['/a', '/a/b']).resolve({ uri }, PATH)).toEqual({ form: 'mapped', basePath: path });
  });

  it('falls back from an unusable path to the name', () => {
    expect(resolver(['/a/v1']).resolve({ uri: '-', route: 'a-v1' }, PATH)).toMatchObject({ basePath: '/a/v1' });
  });

  it('lets a listed name win', () => {
    const names = new Map([['eni-echo-v1', '/other/v1']]);
    expect(resolver(['/eni/echo/v1'], { names }).resolve({ route: 'eni-echo-v1' }, NAME)).toMatchObject({
      basePath: '/other/v1',
    });
  });

  it('strips what the operator says, and nothing else', () => {
    const stripping = resolver(['/a/v1'], { stripPrefixes: ['prod--'], stripSuffixes: ['--proxy'] });
    expect(stripping.resolve({ route: 'prod--a-v1--proxy' }, NAME)).toMatchObject({ basePath: '/a/v1' });
    expect(stripping.resolve({ route: 'test--a-v1' }, NAME)).toMatchObject({ form: 'unmapped' });
  });
});
