import { describe, expect, it } from '@jest/globals';
import { ROVER_YAML_OF_ALL_KINDS } from '../../test/support/rover-yaml-of-all-kinds.js';
import { damagedRover, entryOf, keptRover, type ApiRover } from './rover-api/api-rover.js';
import { parseBasePath, type BasePath } from '../catalogue/base-path.js';
import { entriesOf } from './rover-directory/rover-watch.service.js';
import type { RoverFileState } from './rover-directory/rover-file.js';
import { Rovers } from './rovers.js';
import { PlayedCatalogue } from '../../test/support/played-catalogue.js';
import type { RoverExposure } from './rover-entry.js';

const path = (text: string): BasePath => parseBasePath(text)!;
const exposure = (text: string, rover?: string): RoverExposure => ({
  basePath: path(text),
  ...(rover !== undefined && { rover }),
});
const file = (exposures: RoverExposure[], over: Partial<RoverFileState> = {}): RoverFileState => ({
  condition: 'Accepted',
  sinceMs: 1,
  problems: [],
  exposures,
  ...over,
});
const api = (name: string, ...basePaths: string[]): Promise<ApiRover> => {
  const text = ROVER_YAML_OF_ALL_KINDS.write(
    name,
    basePaths.map((each) => exposure(each)),
  );
  return keptRover({ name, text, sinceMs: 2, by: 'team' }, ROVER_YAML_OF_ALL_KINDS);
};
function begin() {
  const catalogue = new PlayedCatalogue([], 100);
  let changes = 0;
  catalogue.onChange(() => changes++);
  const rovers = new Rovers(catalogue);
  const ofApi = rovers.open({ name: 'api', precedence: 1 });
  const ofFiles = rovers.open({ name: 'rovers', precedence: 2 });
  const takeApi = async (...given: (ApiRover | Promise<ApiRover>)[]): Promise<void> =>
    ofApi.take((await Promise.all(given)).map(entryOf));
  const takeFiles = (files: Record<string, RoverFileState>): Promise<void> =>
    ofFiles.take(entriesOf({ files: new Map(Object.entries(files)) }));
  const declared = (): Record<string, string> =>
    Object.fromEntries([...catalogue.current().declarations.values()].map((each) => [each.basePath, each.declaredBy]));
  return { rovers, takeApi, takeFiles, declared, changes: () => changes };
}

describe('Rovers', () => {
  it('puts files and the API together, each by its own name', async () => {
    const { takeApi, takeFiles, declared, changes } = begin();
    await takeApi(api('eni', '/eni/v1'));
    await takeFiles({ 'shop.yaml': file([exposure('/shop/v1', 'shop-api')]) });
    expect(declared()).toEqual({ '/eni/v1': 'api/eni', '/shop/v1': 'rovers/shop.yaml' });
    expect(changes()).toBe(2);
    await takeApi();
    expect(declared()).toEqual({ '/shop/v1': 'rovers/shop.yaml' });
  });

  it('lists them by name; a file is called by its Rovers, else by itself', async () => {
    const { rovers, takeApi, takeFiles } = begin();
    await takeApi(api('m', '/m/v1'));
    await takeFiles({
      'b.yml': file([exposure('/b/v1')]),
      'two.yaml': file([exposure('/z/v1', 'z'), exposure('/a/v1', 'a'), exposure('/a/v2', 'a')]),
      'broken.yaml': file([], { condition: 'Rejected', problems: [{ code: 'SYNTAX', message: 'x' }] }),
    });
    expect(rovers.list().map(({ name, origin, exposures }) => [name, origin, exposures.length])).toEqual([
      ['a', 'file', 2],
      ['b', 'file', 1],
      ['broken', 'file', 0],
      ['m', 'api', 1],
      ['z', 'file', 1],
    ]);
    expect(rovers.find('broken')).toMatchObject({
      condition: 'Rejected',
      problems: [{ code: 'SYNTAX' }],
      file: 'broken.yaml',
    });
    expect(rovers.find('unknown')).toBeUndefined();
  });

  it('gives a name no authority: all Rovers of one name are in force, that of the API is found first', async () => {
    const { rovers, takeApi, takeFiles, declared } = begin();
    await takeApi(api('billing', '/alpha/billing/v1'));
    await takeFiles({
      'billing.yaml': file([exposure('/beta/billing/v1', 'billing')]),
      'x.yaml': file([exposure('/x/v1', 'billing'), exposure('/y/v1', 'other')]),
    });
    expect(declared()).toEqual({
      '/alpha/billing/v1': 'api/billing',
      '/beta/billing/v1': 'rovers/billing.yaml',
      '/x/v1': 'rovers/x.yaml',
      '/y/v1': 'rovers/x.yaml',
    });
    expect(rovers.list().map(({ name, file: from, condition }) => [name, from, condition])).toEqual([
      ['billing', undefined, 'Accepted'],
      ['billing', 'billing.yaml', 'Accepted'],
      ['billing', 'x.yaml', 'Accepted'],
      ['other', 'x.yaml', 'Accepted'],
    ]);
    expect(rovers.find('billing')?.origin).toBe('api');
    await takeApi();
    expect(rovers.find('billing')?.file).toBe('billing.yaml');
  });

  it('shows each Rover of a file that is accepted in part by itself', async () => {
    const { rovers, takeFiles } = begin();
    const problems = [
      { code: 'BASE_PATH', message: 'x', rover: 'mixed' },
      { code: 'SPEC', message: 'y', rover: 'wrong' },
    ];
    const exposures = [exposure('/g/v1', 'good'), exposure('/m/v1', 'mixed')];
    await takeFiles({ 'list.yaml': file(exposures, { condition: 'PartlyAccepted', problems }) });
    expect(rovers.list().map((each) => [each.name, each.condition, each.problems.map(({ code }) => code)])).toEqual([
      ['good', 'Accepted', []],
      ['mixed', 'PartlyAccepted', ['BASE_PATH']],
      ['wrong', 'Rejected', ['SPEC']],
    ]);
  });

  it('shows what is damaged as rejected, and puts nothing of it in force', async () => {
    const { rovers, takeApi, declared } = begin();
    await takeApi(damagedRover('eni', 5));
    expect(declared()).toEqual({});
    expect(rovers.find('eni')).toMatchObject({
      origin: 'api',
      condition: 'Rejected',
      problems: [{ code: 'DAMAGED' }],
    });
  });

  it('shows a kept Rover that is not valid any more as rejected', async () => {
    const { rovers, takeApi, declared } = begin();
    await takeApi(
      keptRover(
        { name: 'eni', text: 'kind: Rover\napiVersion: tcp.ei.telekom.de/v1\n', sinceMs: 1, by: 'x' },
        ROVER_YAML_OF_ALL_KINDS,
      ),
    );
    expect(declared()).toEqual({});
    expect(rovers.find('eni')).toMatchObject({ condition: 'Rejected', problems: [{ code: 'SPEC' }] });
  });
});
