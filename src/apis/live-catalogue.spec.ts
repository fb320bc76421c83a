import { describe, expect, it } from '@jest/globals';
import { basePath } from '../../test/support/evidence-window.js';
import { LiveCatalogue } from './live-catalogue.js';

const exposure = (path: string, zone?: string) => ({
  basePath: basePath(path),
  line: 1,
  ...(zone !== undefined && { zone }),
});

describe('LiveCatalogue', () => {
  it('holds what the settings and the files declare, and by whom', () => {
    const catalogue = new LiveCatalogue([basePath('/a')], 10);
    catalogue.update(new Map([['x.yaml', [exposure('/b', 'z')]]]));
    expect([...catalogue.current().declarations.values()]).toEqual([
      { basePath: '/a', declaredBy: 'settings' },
      { basePath: '/b', declaredBy: 'rovers/x.yaml', zone: 'z' },
    ]);
  });

  it('tells of a new version only when something differs', () => {
    const catalogue = new LiveCatalogue([], 10);
    const versions: number[] = [];
    const stop = catalogue.onChange((version) => versions.push(version.declarations.size));
    catalogue.update(new Map([['x.yaml', [exposure('/b')]]]));
    catalogue.update(new Map([['x.yaml', [exposure('/b')]]]));
    catalogue.update(new Map());
    stop();
    catalogue.update(new Map([['x.yaml', [exposure('/b')]]]));
    expect(versions).toEqual([1, 0]);
  });

  it('keeps the first of two declarations and reports the other', () => {
    const catalogue = new LiveCatalogue([], 10);
    catalogue.update(
      new Map([
        ['a.yaml', [exposure('/x')]],
        ['b.yaml', [exposure('/x', 'other')]],
      ]),
    );
    expect(catalogue.current().declarations.get(basePath('/x'))!.declaredBy).toBe('rovers/a.yaml');
    expect(catalogue.leftOut.duplicates).toEqual([{ basePath: '/x', by: 'rovers/b.yaml', first: 'rovers/a.yaml' }]);
  });

  it('refuses what is beyond the maximum, and leaves the earlier ones alone', () => {
    const catalogue = new LiveCatalogue([basePath('/a'), basePath('/b')], 3);
    catalogue.update(new Map([['x.yaml', [exposure('/c'), exposure('/d'), exposure('/e')]]]));
    expect([...catalogue.current().declarations.keys()]).toEqual(['/a', '/b', '/c']);
    expect(catalogue.leftOut.refused).toBe(2);
  });
});
