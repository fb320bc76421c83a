import { beforeEach, describe, expect, it } from '@jest/globals';
import type { BasePath } from '../../catalogue/base-path.js';
import { PlayedCatalogue } from '../../../test/support/played-catalogue.js';
import { BasePathResolver } from './base-path-resolver.js';
import { MappingSettings } from './dialect.settings.js';
import { GroupTable } from './group-table.js';
import { kong } from './kong.js';

const [counter] = kong.counters as [(typeof kong.counters)[0]];
const ECHO = '/eni/echo/v1' as BasePath;
const ORDERS = '/eni/orders/v1' as BasePath;
const resolver = (...declared: BasePath[]) =>
  new BasePathResolver(new PlayedCatalogue(declared, 10).current(), new MappingSettings());

describe('GroupTable', () => {
  let groups: GroupTable;
  beforeEach(() => void (groups = new GroupTable(resolver(ECHO), 3)));
  const numberOf = (route: string, more: object = {}) => groups.number(counter, { route, ...more });

  it.each<[string, unknown[], unknown[]]>([
    ['one for each name', [['a'], ['b'], ['a']], [0, 1, 0]],
    [
      'the same whatever the outcome',
      [
        ['a', { code: '200' }],
        ['a', { code: '503' }],
      ],
      [0, 0],
    ],
    ['none for a name too many', [['a'], ['b'], ['c'], ['d'], ['a']], [0, 1, 2, undefined, 0]],
  ])('has numbers: %s', (_, series, numbers) => {
    expect(series.map((each) => numberOf(...(each as [string, object?])))).toEqual(numbers);
  });

  it('counts a missing label as an empty one, and other counters apart', () => {
    expect([groups.number(counter, {}), numberOf(''), groups.number({ ...counter, metric: 'x' }, {})]).toEqual([
      0, 0, 1,
    ]);
    expect(groups.size).toBe(2);
  });

  it('keeps labels that lead to a base path apart', () => {
    const within = { ...counter, basePath: [{ form: 'name', label: 'route', within: 'namespace' }] as const };
    const numbers = ['x', 'y', 'x'].map((namespace) => groups.number(within, { route: 'a', namespace, code: '200' }));
    expect(numbers).toEqual([0, 1, 0]);
    expect(groups.labels(1)).toEqual({ route: 'a', namespace: 'y' });
  });

  it('leads to base paths, and elsewhere when the catalogue is another', async () => {
    numberOf('eni-echo-v1');
    numberOf('eni-orders-v1');
    expect([groups.basePathOf(0), groups.basePathOf(1)]).toEqual([ECHO, undefined]);
    expect(Array.from(groups.resolutions(), ({ form }) => form)).toEqual(['mapped', 'unmapped']);
    const other = resolver(ORDERS);
    await groups.lead(other);
    expect([groups.basePathOf(0), groups.basePathOf(1)]).toEqual([undefined, ORDERS]);
    expect([groups.leadBy, groups.catalogueVersion]).toEqual([other, other.catalogueVersion]);
    expect(numberOf('eni-orders-v1')).toBe(1);
  });

  it('leads many groups in turns with the event loop', async () => {
    const many = new GroupTable(resolver(), 20_000);
    for (let route = 0; route < 20_000; route++) many.number(counter, { route: `r-${route}` });
    let turns = 0;
    const turning = setInterval(() => turns++, 0);
    await many.lead(resolver('/r/19999' as BasePath));
    clearInterval(turning);
    expect(turns).toBeGreaterThan(0);
    expect(many.basePathOf(19_999)).toBe('/r/19999');
  });
});
