import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyText } from '../../../test/support/any-text.js';
import { contains, parseBasePath, type BasePath } from '../../catalogue/base-path.js';
import { basePath } from '../../../test/support/evidence-window.js';
import { BasePathResolver, routeNameOf, type Resolution } from './base-path-resolver.js';
import { MappingSettings } from './dialect.settings.js';

const NAME = [{ form: 'name', label: 'route' }] as const;
const PATH = [{ form: 'path', label: 'uri' }, ...NAME] as const;
const WITHIN = [
  { form: 'path', label: 'uri', within: 'host' },
  { form: 'name', label: 'route', within: 'namespace' },
] as const;

const declarationOf = (path: string) => ({ basePath: basePath(path), declaredBy: 'test' });

function resolver(declared: string[], mapping: Partial<MappingSettings> = {}): BasePathResolver {
  const declarations = new Map(declared.map((each) => [basePath(each), declarationOf(each)]));
  return new BasePathResolver({ version: 1, declarations }, Object.assign(new MappingSettings(), mapping));
}

it('says the same when it was made in turns, and leaves others theirs meanwhile', async () => {
  const paths = Array.from({ length: 10_000 }, (_, index) => basePath(`/team${index % 7}/api-${index % 9_000}/v1`));
  const declarations = new Map([...paths, basePath('/team1/api/1/v1')].map((each) => [each, declarationOf(each)]));
  const catalogue = { version: 4, declarations };
  const mapping = Object.assign(new MappingSettings(), { names: new Map([['by-hand', '/team1/api/1/v1']]) });
  let turns = 0;
  const counting = setInterval(() => turns++, 0);
  const inTurns = await BasePathResolver.inTurns(catalogue, mapping);
  clearInterval(counting);
  const atOnce = new BasePathResolver(catalogue, mapping);
  expect(turns).toBeGreaterThan(0);
  expect(inTurns.catalogueVersion).toBe(4);
  expect(inTurns.collisions()).toEqual(atOnce.collisions());
  expect(inTurns.collisions().size).toBe(1);
  for (const path of paths) {
    const series = [{ uri: `${path}/x/*` }, { uri: '', route: routeNameOf(path) }, { uri: '', route: 'by-hand' }];
    for (const labels of series) expect(inTurns.resolve(labels, PATH)).toEqual(atOnce.resolve(labels, PATH));
  }
});

const mapped = (path: string): Resolution => ({ form: 'mapped', basePath: basePath(path) });
const unmapped = (name: string): Resolution => ({ form: 'unmapped', name });

describe('a name', () => {
  it('leads to the declared base path that it is made from', () => {
    expect(resolver(['/eni/echo/v1']).resolve({ route: 'eni-echo-v1' }, NAME)).toEqual(mapped('/eni/echo/v1'));
    expect(resolver(['/Eni/Echo_x/v1']).resolve({ route: 'ENI-echo-x-v1' }, NAME)).toEqual(mapped('/Eni/Echo_x/v1'));
  });

  it('that several base paths claim gives its counts to none', () => {
    const both = resolver(['/a/b-c', '/a-b/c', '/a-b-c', '/other']);
    const basePaths = ['/a/b-c', '/a-b/c', '/a-b-c'];
    expect(both.resolve({ route: 'a-b-c' }, NAME)).toEqual({ form: 'collision', name: 'a-b-c', basePaths });
    expect([...both.collisions()]).toEqual([['a-b-c', basePaths]]);
  });

  it('that 65 536 base paths claim is worked out as soon as any other', () => {
    const separators = (index: number): string =>
      [...index.toString(2).padStart(16, '0')].map((bit) => (bit === '0' ? '/' : '-')).join('a');
    const all = resolver(Array.from({ length: 65_536 }, (_, index) => `/a${separators(index)}a`));
    const found = all.resolve({ route: `a${'-a'.repeat(16)}` }, NAME);
    expect(found.form === 'collision' && found.basePaths.length).toBe(65_536);
  }, 5_000);

  it('collides no longer once it is listed', () => {
    const listed = resolver(['/a/b-c', '/a-b/c'], { names: new Map([['a-b-c', '/a-b/c']]) });
    expect(listed.resolve({ route: 'a-b-c' }, NAME)).toEqual(mapped('/a-b/c'));
    expect(listed.collisions().size).toBe(0);
  });

  it('that is not declared is reported as it is', () => {
    expect(resolver([]).resolve({ route: 'lost' }, NAME)).toEqual(unmapped('lost'));
    expect(resolver(['/lost/1']).resolve({ route: 'lost' }, NAME)).toEqual(unmapped('lost'));
    expect(resolver([]).resolve({}, NAME)).toEqual(unmapped(''));
    expect(resolver([]).resolve({ route: '-' }, NAME)).toEqual(unmapped(''));
  });

  it('of nothing but separators leads nowhere', () => {
    const odd = resolver(['/_', '/-/_'], { stripPrefixes: ['prod'] });
    expect([odd.resolve({ route: 'prod' }, NAME), odd.collisions().size]).toEqual([unmapped('prod'), 0]);
  });

  it('like a property of an object is a name like any other', () => {
    for (const route of ['__proto__', 'constructor', 'toString'])
      expect(resolver(['/a']).resolve({ route }, NAME)).toEqual(unmapped(route));
  });
});

describe('prefixes and suffixes', () => {
  const stripping = resolver(['/a/v1', '/eu/a/v1', '/b', '/b/proxy'], {
    stripPrefixes: ['prod-', 'prod--', 'prod--eu--'],
    stripSuffixes: ['-proxy', '--proxy', '@docker'],
  });

  it.each([
    ['prod--a-v1', '/a/v1'],
    ['prod--a-v1--proxy', '/a/v1'],
    ['a-v1@docker', '/a/v1'],
    ['prod--eu--a-v1', '/a/v1'],
    ['b@docker', '/b'],
  ])('are cut off %s, the longest that fits', (route, path) => {
    expect(stripping.resolve({ route }, NAME)).toEqual(mapped(path));
  });

  it('stay on a name that leads somewhere as it is', () => {
    expect(stripping.resolve({ route: 'b-proxy' }, NAME)).toEqual(mapped('/b/proxy'));
  });

  it.each(['test--a-v1', 'a-v1--other', 'a-v1@docker@docker', 'PROD--a-v1', 'prod--', '--proxy'])(
    'of others stay: %s is unmapped',
    (route) => {
      expect(stripping.resolve({ route }, NAME)).toEqual(unmapped(route));
    },
  );

  it('that overlap leave nothing', () => {
    const overlapping = resolver(['/b', '/abc'], { stripPrefixes: ['xab'], stripSuffixes: ['bcx'] });
    expect(overlapping.resolve({ route: 'xabcx' }, NAME)).toEqual(unmapped('xabcx'));
  });
});

describe('a native path', () => {
  it.each([
    ['/a/b/users', '/a/b'],
    ['/a/bc', '/a'],
    ['/a/b', '/a/b'],
    ['/a/b/*', '/a/b'],
    ['/ab', '/ab'],
    ['/x/y', '/x/y'],
    ['/A/b', '/A/b'],
  ])('%s leads to %s, segment by segment', (uri, path) => {
    expect(resolver(['/a', '/a/b', '/z/z/z/z']).resolve({ uri }, PATH)).toEqual(mapped(path));
  });

  it('that says nothing leaves the word to the name', () => {
    const either = resolver(['/a/v1']);
    for (const uri of ['-', '', '/', 'UNKNOWN', '/(.*)'])
      expect(either.resolve({ uri, route: 'a-v1' }, PATH)).toEqual(mapped('/a/v1'));
    expect(either.resolve({ uri: '/*', route: 'lost' }, PATH)).toEqual(unmapped('/*'));
  });

  it('B2: that cannot be read to a segment border leads nowhere, whatever the name beside it says', () => {
    const shop = resolver(['/shop/api', '/shop/api/v1', '/shop/api/v2']);
    for (const uri of ['/shop/api/v[12]', '/shop/api/v*', '/shop/api/v(1|2)(/|$)(.*)', '/shop/a*'])
      expect(shop.resolve({ uri, route: 'shop-api' }, PATH)).toEqual(unmapped(uri));
    expect(shop.resolve({ uri: '/shop/api/v1*' }, PATH)).toEqual(mapped('/shop/api/v1'));
    expect(resolver([]).resolve({ uri: '/shop/api/v[12]' }, PATH)).toEqual(unmapped('/shop/api/v[12]'));
    expect(resolver(['/shop']).resolve({ uri: '/shop/api/v1*' }, PATH)).toEqual(unmapped('/shop/api/v1*'));
  });

  it('B2: that cannot be read is led by the list', () => {
    const listed = resolver(['/shop/api'], { names: new Map([['/shop/api/v[12]', '/shop/both/v1']]) });
    expect(listed.resolve({ uri: '/shop/api/v[12]' }, PATH)).toEqual(mapped('/shop/both/v1'));
  });

  it('B3: leads somewhere without its slash and with a method or a host before it', () => {
    const http = resolver(['/eni/net/v1', '/eni/go/v1', '/eni/host/v1', '/users']);
    for (const [uri, path] of [
      ['eni/net/v1/{id}', '/eni/net/v1'],
      ['GET /eni/go/v1/{id}', '/eni/go/v1'],
      ['api.example.com/eni/host/v1/', '/eni/host/v1'],
      ['GET api.example.com/eni/host/v1/{id}', '/eni/host/v1'],
      ['users', '/users'],
    ])
      expect(http.resolve({ uri: uri! }, PATH)).toEqual(mapped(path!));
    for (const uri of ['UNKNOWN', 'N/A', 'api.example.com/v1', '404 Not Found'])
      expect(http.resolve({ uri, route: 'users' }, PATH)).toEqual(mapped('/users'));
  });

  it('leads to the longest declared base path that contains it, else to itself', () => {
    const segments = fc.array(fc.constantFrom('a', 'b', 'ab'), { minLength: 1, maxLength: 4 });
    const path = segments.map((each) => basePath(`/${each.join('/')}`));
    fc.assert(
      fc.property(fc.array(path, { maxLength: 8 }), path, (declared, uri) => {
        const above = declared.filter((each) => contains(each, uri)).toSorted((a, b) => b.length - a.length);
        const found = resolver(declared).resolve({ uri }, PATH);
        return found.form === 'mapped' && found.basePath === (above[0] ?? uri);
      }),
    );
  });
});

describe('what is listed', () => {
  it('wins over names, native paths and their order', () => {
    const names = new Map([
      ['eni-echo-v1', '/other/v1'],
      ['/native/v1', '/named/v1'],
      ['by-route', '/routed/v1'],
    ]);
    const listed = resolver(['/eni/echo/v1', '/native/v1'], { names });
    expect(listed.resolve({ route: 'eni-echo-v1' }, PATH)).toEqual(mapped('/other/v1'));
    expect(listed.resolve({ uri: '/native/v1' }, PATH)).toEqual(mapped('/named/v1'));
    expect(listed.resolve({ uri: '/else', route: 'by-route' }, PATH)).toEqual(mapped('/routed/v1'));
    expect(listed.resolve({ uri: '/native/v1/x' }, PATH)).toEqual(mapped('/native/v1'));
  });

  it('may be said of one host or one namespace, which counts before what is said of all', () => {
    const names = new Map([
      ['api.example.com/v1', '/api/v1'],
      ['/v1', '/rest/v1'],
      ['shop/echo', '/shop/echo/v1'],
    ]);
    const listed = resolver([], { names });
    expect(listed.resolve({ uri: '/v1', host: 'api.example.com' }, WITHIN)).toEqual(mapped('/api/v1'));
    expect(listed.resolve({ uri: '/v1', host: 'www.example.com' }, WITHIN)).toEqual(mapped('/rest/v1'));
    expect(listed.resolve({ uri: '/v1' }, WITHIN)).toEqual(mapped('/rest/v1'));
    expect(listed.resolve({ route: 'echo', namespace: 'shop' }, WITHIN)).toEqual(mapped('/shop/echo/v1'));
    expect(listed.resolve({ route: 'echo', namespace: 'bank' }, WITHIN)).toEqual(unmapped('echo'));
  });

  it('may lead many names to one base path, in its canonical form', () => {
    const names = new Map([
      ['a', '/x/v1/'],
      ['b', '/x/v1'],
    ]);
    const listed = resolver([], { names });
    expect(['a', 'b'].map((route) => listed.resolve({ route }, NAME))).toEqual([mapped('/x/v1'), mapped('/x/v1')]);
  });
});

describe('hostile label values', () => {
  it.each([
    ['of 10 kB', 'x'.repeat(10_000)],
    ['of 10 kB that begins like a base path', `/a/${'x'.repeat(10_000)}`],
    ['of 513 characters', 'x'.repeat(513)],
  ])('%s are unmapped, and reported cut short', (_, value) => {
    const found = resolver(['/a']).resolve({ uri: value, route: value }, PATH);
    expect(found).toEqual(unmapped(`${value.slice(0, 119)}…`));
  });

  it.each(['a\n-v1', 'a\u0000', '\u202ea', '"a"', '<a>', '\ud800', '😀', 'a{b="c"}'])('%j are unmapped', (route) => {
    expect(resolver(['/a']).resolve({ route }, NAME)).toEqual(unmapped(route));
  });

  it('always lead to canonical base paths or nowhere, and to the same place twice', () => {
    const hostile = resolver(['/a', '/a/b', '/a-b'], {
      names: new Map([['n', '/n']]),
      stripPrefixes: ['p-'],
      stripSuffixes: ['-s'],
    });
    const labels = fc.record({ uri: anyText(), route: anyText() });
    fc.assert(
      fc.property(labels, (each) => {
        const found = hostile.resolve(each, PATH);
        expect(hostile.resolve(each, PATH)).toEqual(found);
        return found.form !== 'mapped' || parseBasePath(found.basePath) === found.basePath;
      }),
      { numRuns: 2_000 },
    );
  });

  it('of a hundred thousand distinct routes leave the known ones where they are', () => {
    const many = resolver(['/a/v1']);
    let elsewhere = 0;
    for (let index = 0; index < 100_000; index++)
      if (many.resolve({ uri: `/x/${index}`, route: `r-${index}` }, PATH).form === 'mapped') elsewhere++;
    expect(elsewhere).toBe(100_000);
    expect(many.resolve({ uri: '/a/v1/users', route: 'x' }, PATH)).toEqual(mapped('/a/v1'));
  });
});

it('A name leads back to its base path, or to a collision that it is part of', () => {
  const segment = fc.stringMatching(/^[a-z_-]{1,3}$/);
  const path = fc
    .array(segment, { minLength: 1, maxLength: 3 })
    .map((each): BasePath => basePath(`/${each.join('/')}`));
  fc.assert(
    fc.property(fc.uniqueArray(path, { maxLength: 20 }), (declared) => {
      const all = resolver(declared);
      return declared.every((each) => {
        const name = routeNameOf(each);
        const found = all.resolve({ route: name }, NAME);
        const claimants = declared.filter((other) => routeNameOf(other) === name);
        if (name === '') return found.form === 'unmapped';
        if (claimants.length === 1) return found.form === 'mapped' && found.basePath === each;
        return found.form === 'collision' && found.basePaths.length === claimants.length;
      });
    }),
  );
});

describe('routeNameOf', () => {
  it.each([
    ['/eni/heartbeat/v1', 'eni-heartbeat-v1'],
    ['/ENI/Some_Thing/v2', 'eni-some-thing-v2'],
    ['/a\\b c/', 'a-b-c'],
    ['/v1.2/~x', 'v1.2-~x'],
    ['/-a-/b-', 'a--b'],
    ['---', ''],
  ])('makes %s into %s', (path, name) => {
    expect(routeNameOf(path)).toBe(name);
  });
});
