import { describe, expect, it } from '@jest/globals';
import { basePath } from '../../test/support/evidence-window.js';
import type { CatalogueVersion } from '../catalogue/catalogue.js';
import type { Resolution } from './dialects/base-path-resolver.js';
import { SeriesCensus } from './series-census.js';

function catalogue(paths: readonly string[]): CatalogueVersion {
  const declarations = new Map(paths.map((each) => [basePath(each), { basePath: basePath(each), declaredBy: 't' }]));
  return { version: 1, declarations };
}
const mapped = (path: string): Resolution => ({ form: 'mapped', basePath: basePath(path) });
const unmapped = (name: string): Resolution => ({ form: 'unmapped', name });

function findings(declared: readonly string[], sources: Readonly<Record<string, readonly Resolution[] | 'unread'>>) {
  const census = new SeriesCensus();
  for (const [name, resolutions] of Object.entries(sources)) {
    census.begin(name);
    if (resolutions !== 'unread') census.read(name, resolutions, catalogue(declared));
  }
  return census.findings(catalogue(declared));
}
const told = (...args: Parameters<typeof findings>): string[] =>
  findings(...args).map(({ level, text }) => `${level}: ${text}`);

describe('base paths without series', () => {
  it('are none where each is in one source or the other', () => {
    expect(told(['/a/v1', '/b/v1'], { one: [mapped('/a/v1')], two: [mapped('/b/v1')] })).toEqual([
      'ok: 2 of 2 declared base paths have series',
    ]);
  });

  it('F1: are a problem, each by name, where a name is nearly theirs', () => {
    const [, first, second] = findings(['/eni/ordres/v1', '/eni/echo/v1'], {
      edge: [unmapped('eni-orders-v1'), unmapped('prod--eni-echo-v1')],
    });
    expect(first).toEqual({
      level: 'problem',
      code: 'base-path-without-series',
      basePaths: ['/eni/ordres/v1'],
      text: '/eni/ordres/v1 has no series; edge has eni-orders-v1, which belongs to no declared base path',
      remedy:
        'if one of the two is a typing error, correct it; if both are right and it is this API, list it at the source as mapping.names: { "eni-orders-v1": /eni/ordres/v1 }',
    });
    expect(second).toMatchObject({
      level: 'problem',
      remedy: expect.stringContaining('cut what it has more by mapping.stripPrefixes'),
    });
  });

  it('are compared with the paths that labels give, too', () => {
    expect(told(['/eni/orders/v1'], { edge: [mapped('/eni/ordres/v1')] })[1]).toBe(
      'problem: /eni/orders/v1 has no series; edge has /eni/ordres/v1, which belongs to no declared base path',
    );
  });

  it('are a warning where only the version differs, or no name is nearly theirs', () => {
    const declared = ['/eni/orders/v1', '/eni/rates/v1'];
    expect(told(declared, { edge: [unmapped('eni-orders-v2'), unmapped('lost')] }).slice(1)).toEqual([
      'warning: /eni/orders/v1 has no series; edge has eni-orders-v2, which belongs to no declared base path',
      'warning: 1 base path has no series, and no name that is nearly theirs: /eni/rates/v1',
    ]);
  });

  it('that others claim the names of are told of with the names', () => {
    const collision: Resolution = { form: 'collision', name: 'a-b', basePaths: [basePath('/a/b'), basePath('/a-b')] };
    expect(told(['/a/b', '/a-b'], { edge: [collision] })).toEqual(['ok: 2 of 2 declared base paths have series']);
  });

  it('are named up to 20, those with a name first, and all are listed for programs', () => {
    const letters = [...'abcdefghijklmnopqrstuvwxyz'];
    const typed = letters.map((letter) => `/eni/order${letter}${letter}${letter}${letter}list/v1`);
    const far = Array.from({ length: 30 }, (_, index) => `/quite/another/${index}`);
    const names = typed.map((each) => unmapped(each.slice(1).replaceAll('/', '-').replace('list', 'lits')));
    const all = findings([...far, ...typed], { edge: names });
    expect(all.filter(({ text }) => text.includes('has no series; edge has'))).toHaveLength(20);
    expect(all.slice(21).map(({ level, text, basePaths }) => [level, text, basePaths?.length])).toEqual([
      ['problem', '6 base paths have no series, and a name that is nearly theirs, besides', 6],
      ['warning', '30 base paths have no series, and no name that is nearly theirs', 30],
    ]);
    const few = findings(far, { edge: [] });
    expect(few[1]!.text).toMatch(/nearly theirs: \/quite\/another\/0, .*, \/quite\/another\/19 and 10 more$/);
  });

  it('are not told of where no source could be read, and said to be elsewhere where one could not', () => {
    expect(told(['/a/v1'], { edge: 'unread' })).toEqual([]);
    expect(told(['/a/v1', '/other/v1'], { edge: 'unread', core: [mapped('/a/v1')] })).toEqual([
      'ok: 1 of 2 declared base paths have series in what could be read',
      'warning: 1 base path has no series, and no name that is nearly theirs: /other/v1; edge could not be read, and may have them',
    ]);
  });

  it('name what a gateway says harmlessly', () => {
    expect(told(['/eni/orders/v1'], { edge: [unmapped('eni-orders-v1\u001b[2J')] })[1]).toContain(
      'eni-orders-v1\\u001b[2J',
    );
  });
});
