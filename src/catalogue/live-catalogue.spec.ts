import { describe, expect, it, jest } from '@jest/globals';
import { pulseBlock } from '../../test/support/pulse-declarations.js';
import { parseBasePath, type BasePath } from './base-path.js';
import type { CatalogueVersion } from './catalogue.js';
import { PlayedCatalogue } from '../../test/support/played-catalogue.js';
import type { PulseDeclaration } from '../sources/pulse/pulse-declaration.js';
import type { Exposure } from './exposure.js';

const path = (text: string): BasePath => parseBasePath(text)!;
const exposing = (...texts: string[]): Exposure[] => texts.map((each) => ({ basePath: path(each), zone: 'z' }));
const files = (entries: Record<string, Exposure[]>): Map<string, Exposure[]> => new Map(Object.entries(entries));
const probing = (text: string, pulse: Partial<PulseDeclaration> = {}): Exposure => ({
  basePath: path(text),
  blocks: { pulse: pulseBlock(pulse) },
});
const declared = ({ declarations }: CatalogueVersion): Record<string, string> =>
  Object.fromEntries([...declarations.values()].map((each) => [each.basePath, each.declaredBy]));

describe('LiveCatalogue', () => {
  it('begins with what the settings declare', () => {
    const catalogue = new PlayedCatalogue([path('/a/v1')], 10);
    expect(catalogue.current().version).toBe(1);
    expect(declared(catalogue.current())).toEqual({ '/a/v1': 'settings' });
  });

  it('adds what the files declare, with the zone, and takes it away again', () => {
    const catalogue = new PlayedCatalogue([path('/a/v1')], 10);
    catalogue.update(files({ 'b.yaml': exposing('/b/v1') }));
    expect(catalogue.current().declarations.get(path('/b/v1'))).toEqual({
      basePath: '/b/v1',
      declaredBy: 'rovers/b.yaml',
      zone: 'z',
    });
    catalogue.update(new Map());
    expect(declared(catalogue.current())).toEqual({ '/a/v1': 'settings' });
  });

  it.each(['first', 'last'])(
    'gives a base path of the settings to a Rover that asks for probes and comes %s',
    (order) => {
      const catalogue = new PlayedCatalogue(order === 'last' ? [path('/a/v1')] : [], 10);
      catalogue.update(files({ 'b.yaml': [probing('/a/v1')] }));
      if (order === 'first') catalogue.declare([path('/a/v1')]);
      const { declaredBy, blocks } = catalogue.current().declarations.get(path('/a/v1'))!;
      expect([declaredBy, Object.keys(blocks ?? {}), catalogue.leftOut]).toEqual([
        'rovers/b.yaml',
        ['pulse'],
        { duplicates: [], refused: 0 },
      ]);
      catalogue.update(new Map());
      expect(declared(catalogue.current())).toEqual({ '/a/v1': 'settings' });
    },
  );

  it('keeps a base path of the settings with the Rover that had it first', () => {
    const catalogue = new PlayedCatalogue([path('/a/v1')], 10);
    catalogue.update(files({ b: [probing('/a/v1')] }));
    catalogue.update(files({ a: [probing('/a/v1')], b: [probing('/a/v1')] }));
    expect(declared(catalogue.current())).toEqual({ '/a/v1': 'rovers/b' });
    expect(catalogue.leftOut.duplicates).toEqual([{ basePath: '/a/v1', by: 'rovers/a', first: 'rovers/b' }]);
  });

  it('tells listeners of each change until they stop', () => {
    const catalogue = new PlayedCatalogue([], 10);
    const listener = jest.fn();
    const stop = catalogue.onChange(listener);
    catalogue.update(files({ a: exposing('/a/v1') }));
    expect(listener.mock.calls).toEqual([[catalogue.current()]]);
    stop();
    catalogue.update(new Map());
    expect(listener).toHaveBeenCalledTimes(1);
  });

  it.each<[string, Record<string, Exposure[]>, boolean]>([
    ['nothing differs', { a: exposing('/a/v1', '/b/v1') }, false],
    ['only the order differs', { a: exposing('/b/v1', '/a/v1') }, false],
    ['a base path is gone', { a: exposing('/a/v1') }, true],
    ['a base path is another', { a: exposing('/a/v1', '/c/v1') }, true],
    ['another file declares it', { a: exposing('/a/v1'), b: exposing('/b/v1') }, true],
    ['the zone is another', { a: [...exposing('/a/v1'), { basePath: path('/b/v1'), zone: 'y' }] }, true],
  ])('makes a new version only of another content: %s', (_, next, isNew) => {
    const catalogue = new PlayedCatalogue([], 10);
    catalogue.update(files({ a: exposing('/a/v1', '/b/v1') }));
    const { version } = catalogue.current();
    catalogue.update(files(next));
    expect(catalogue.current().version).toBe(isNew ? version + 1 : version);
  });

  it('never changes a version that it has given out', () => {
    const catalogue = new PlayedCatalogue([], 10);
    catalogue.update(files({ a: exposing('/a/v1') }));
    const before = catalogue.current();
    catalogue.update(files({ b: exposing('/b/v1') }));
    expect(declared(before)).toEqual({ '/a/v1': 'rovers/a' });
  });

  it('keeps a base path that is declared twice with the first, and reports the other', () => {
    const catalogue = new PlayedCatalogue([path('/a/v1')], 10);
    catalogue.update(files({ a: exposing('/a/v1', '/b/v1'), b: exposing('/b/v1') }));
    expect(declared(catalogue.current())).toEqual({ '/a/v1': 'settings', '/b/v1': 'rovers/a' });
    expect(catalogue.leftOut.duplicates).toEqual([
      { basePath: '/a/v1', by: 'rovers/a', first: 'settings' },
      { basePath: '/b/v1', by: 'rovers/b', first: 'rovers/a' },
    ]);
  });

  it('hands a base path over to the next who declares it once the first does not', () => {
    const catalogue = new PlayedCatalogue([], 10);
    catalogue.update(files({ a: exposing('/a/v1'), b: exposing('/a/v1') }));
    catalogue.update(files({ b: exposing('/a/v1') }));
    expect(declared(catalogue.current())).toEqual({ '/a/v1': 'rovers/b' });
    expect(catalogue.leftOut.duplicates).toEqual([]);
  });

  it('leaves a base path with its first declarer for as long as that declares it, regardless of file names', () => {
    const catalogue = new PlayedCatalogue([], 10);
    catalogue.update(files({ m: exposing('/m/v1') }));
    const { version } = catalogue.current();
    const withOthers = { a: exposing('/m/v1'), b: exposing('/m/v1'), m: exposing('/m/v1'), z: exposing('/m/v1') };
    catalogue.update(files(withOthers));
    expect(declared(catalogue.current())).toEqual({ '/m/v1': 'rovers/m' });
    expect(catalogue.current().version).toBe(version);
    expect(catalogue.leftOut.duplicates).toHaveLength(3);
    expect(catalogue.leftOut.duplicates).toEqual(
      expect.arrayContaining(
        ['a', 'b', 'z'].map((by) => ({ basePath: '/m/v1', by: `rovers/${by}`, first: 'rovers/m' })),
      ),
    );
    catalogue.update(files({ ...withOthers, m: [] }));
    expect(declared(catalogue.current())).toEqual({ '/m/v1': 'rovers/a' });
    catalogue.update(files(withOthers));
    expect(declared(catalogue.current())).toEqual({ '/m/v1': 'rovers/a' });
  });

  it('does not let one declarer change how the base path of another is probed', () => {
    const catalogue = new PlayedCatalogue([], 10);
    catalogue.update(files({ m: [probing('/m/v1', { path: '/health' })] }));
    catalogue.update(files({ a: [probing('/m/v1', { path: '/mine' })], m: [probing('/m/v1', { path: '/health' })] }));
    expect(catalogue.current().declarations.get(path('/m/v1'))).toMatchObject({
      declaredBy: 'rovers/m',
      blocks: { pulse: { path: '/health' } },
    });
  });

  it.each<[string, Exposure, boolean]>([
    ['nothing, though it was read again', probing('/a/v1'), false],
    ['the interval', probing('/a/v1', { intervalMs: 5_000 }), true],
    ['a header', probing('/a/v1', { headers: [['X-A', { secretRef: 'a' }]] }), true],
    ['the switch', probing('/a/v1', { enabled: false }), true],
    ['that it is probed at all', { basePath: path('/a/v1') }, true],
  ])('makes a new version of another pulse block, and no other objects of the rest: %s', (_, next, isNew) => {
    const catalogue = new PlayedCatalogue([], 10);
    catalogue.update(files({ a: [probing('/a/v1'), probing('/b/v1')] }));
    const before = catalogue.current();
    catalogue.update(files({ a: [next, probing('/b/v1')] }));
    const now = catalogue.current();
    expect(now.version).toBe(isNew ? before.version + 1 : before.version);
    const kept = [...now.declarations.values()].filter((each) => [...before.declarations.values()].includes(each));
    expect(kept.map((each) => each.basePath)).toEqual(isNew ? ['/b/v1'] : ['/a/v1', '/b/v1']);
    expect(now.declarations.get(path('/a/v1'))!.blocks).toEqual(next.blocks);
  });

  it('refuses and counts what is beyond the maximum; a duplicate is not', () => {
    const catalogue = new PlayedCatalogue([path('/a/v1')], 3);
    catalogue.update(files({ a: exposing('/a/v1', '/b/v1', '/c/v1', '/d/v1', '/e/v1') }));
    expect(Object.keys(declared(catalogue.current()))).toEqual(['/a/v1', '/b/v1', '/c/v1']);
    expect(catalogue.leftOut).toMatchObject({ refused: 2, duplicates: [{ basePath: '/a/v1' }] });
  });

  it('does not let a file name that sorts first push out what is in', () => {
    const catalogue = new PlayedCatalogue([], 2);
    catalogue.update(files({ m: exposing('/m/v1', '/m/v2') }));
    catalogue.update(files({ a: exposing('/a/v1', '/a/v2'), m: exposing('/m/v1', '/m/v2') }));
    expect(declared(catalogue.current())).toEqual({ '/m/v1': 'rovers/m', '/m/v2': 'rovers/m' });
    expect(catalogue.leftOut.refused).toBe(2);
    catalogue.update(files({ a: exposing('/a/v1', '/a/v2'), m: exposing('/m/v2') }));
    expect(declared(catalogue.current())).toEqual({ '/m/v2': 'rovers/m', '/a/v1': 'rovers/a' });
  });
});
