import { describe, expect, it } from '@jest/globals';
import { apiRoverOf, damagedRover, type ApiRover } from './rover-api/api-rover.js';
import { parseBasePath, type BasePath } from '../catalogue/base-path.js';
import { DeclaredRovers } from './declared-rovers.js';
import { LiveCatalogue } from '../catalogue/live-catalogue.js';
import type { Exposure, RoverFileState } from './rover-files.js';
import { roverText } from './rover-yaml/rover-text.js';

const path = (text: string): BasePath => parseBasePath(text)!;
const exposure = (text: string, rover?: string): Exposure => ({
  basePath: path(text),
  ...(rover !== undefined && { rover }),
});
const file = (exposures: Exposure[], over: Partial<RoverFileState> = {}): RoverFileState => ({
  condition: 'Accepted',
  sinceMs: 1,
  problems: [],
  exposures,
  ...over,
});
const api = (name: string, ...basePaths: string[]): ApiRover => {
  const text = roverText(
    name,
    basePaths.map((each) => exposure(each)),
  );
  return apiRoverOf({ name, text, sinceMs: 2, by: 'team' });
};
const mapOf = (...rovers: ApiRover[]): Map<string, ApiRover> => new Map(rovers.map((each) => [each.name, each]));

function begin() {
  const catalogue = new LiveCatalogue([], 100);
  let changes = 0;
  const rovers = new DeclaredRovers(catalogue, () => changes++);
  const takeFiles = (files: Record<string, RoverFileState>): void =>
    rovers.takeFiles({ files: new Map(Object.entries(files)) });
  const declared = (): Record<string, string> =>
    Object.fromEntries([...catalogue.current().declarations.values()].map((each) => [each.basePath, each.declaredBy]));
  return { rovers, takeFiles, declared, changes: () => changes };
}

describe('DeclaredRovers', () => {
  it('puts files and the API together, each by its own name', () => {
    const { rovers, takeFiles, declared, changes } = begin();
    rovers.takeApi(mapOf(api('eni', '/eni/v1')));
    takeFiles({ 'shop.yaml': file([exposure('/shop/v1', 'shop-api')]) });
    expect(declared()).toEqual({ '/eni/v1': 'api/eni', '/shop/v1': 'rovers/shop.yaml' });
    expect(changes()).toBe(2);
    rovers.takeApi(new Map());
    expect(declared()).toEqual({ '/shop/v1': 'rovers/shop.yaml' });
  });

  it('lists them by name; a file is called by its Rovers, else by itself', () => {
    const { rovers, takeFiles } = begin();
    rovers.takeApi(mapOf(api('m', '/m/v1')));
    takeFiles({
      'b.yml': file([exposure('/b/v1')]),
      'two.yaml': file([exposure('/z/v1', 'z'), exposure('/a/v1', 'a'), exposure('/a/v2', 'a')]),
      'broken.yaml': file([], { condition: 'Rejected', problems: [{ code: 'SYNTAX', message: 'x' }] }),
    });
    expect(rovers.entries().map(({ name, origin, exposures }) => [name, origin, exposures.length])).toEqual([
      ['a', 'file', 2],
      ['b', 'file', 1],
      ['broken', 'file', 0],
      ['m', 'api', 1],
      ['z', 'file', 1],
    ]);
    expect(rovers.entry('broken')).toMatchObject({
      condition: 'Rejected',
      problems: [{ code: 'SYNTAX' }],
      file: 'broken.yaml',
    });
    expect(rovers.entry('nobody')).toBeUndefined();
  });

  it('leaves a name with the API: of a file, what has the name is not in force, and the rest is', () => {
    const { rovers, takeFiles, declared } = begin();
    rovers.takeApi(mapOf(api('eni', '/eni/v1')));
    takeFiles({
      'x.yaml': file([exposure('/x/v1', 'eni'), exposure('/y/v1', 'other')]),
      'eni.yaml': file([exposure('/z/v1')]),
    });
    expect(declared()).toEqual({ '/eni/v1': 'api/eni', '/y/v1': 'rovers/x.yaml' });
    expect(
      rovers.entries().map(({ name, file: from, condition, nameTaken }) => [name, from, condition, nameTaken]),
    ).toEqual([
      ['eni', undefined, 'Accepted', false],
      ['eni', 'x.yaml', 'Rejected', true],
      ['eni', 'eni.yaml', 'Rejected', true],
      ['other', 'x.yaml', 'Accepted', false],
    ]);
    expect(rovers.entry('eni')?.origin).toBe('api');
    rovers.takeApi(new Map());
    expect(declared()).toEqual({ '/x/v1': 'rovers/x.yaml', '/y/v1': 'rovers/x.yaml', '/z/v1': 'rovers/eni.yaml' });
  });

  it('shows what is damaged as rejected, and puts nothing of it in force', () => {
    const { rovers, declared } = begin();
    rovers.takeApi(mapOf(damagedRover('eni', 5)));
    expect(declared()).toEqual({});
    expect(rovers.entry('eni')).toMatchObject({
      origin: 'api',
      condition: 'Rejected',
      problems: [{ code: 'DAMAGED' }],
    });
  });

  it('shows a kept Rover that is not valid any more as rejected', () => {
    const { rovers, declared } = begin();
    rovers.takeApi(
      mapOf(apiRoverOf({ name: 'eni', text: 'kind: Rover\napiVersion: tcp.ei.telekom.de/v1\n', sinceMs: 1, by: 'x' })),
    );
    expect(declared()).toEqual({});
    expect(rovers.entry('eni')).toMatchObject({ condition: 'Rejected', problems: [{ code: 'SPEC' }] });
  });
});
