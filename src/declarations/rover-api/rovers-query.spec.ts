import { describe, expect, it } from '@jest/globals';
import { RefusedRequestError } from '../../platform/http/problem.js';
import { readParameters, readQuery } from '../../platform/http/query-parameters.js';
import { parseBasePath } from '../../catalogue/base-path.js';
import type { KnownRover } from '../rovers.js';
import { isWanted, pageOf, RoversParameters, roversQueryOf, type RoversQuery } from './rovers-query.js';

const read = (queryString: string): RoversQuery =>
  roversQueryOf(readQuery(RoversParameters, readParameters(queryString)));

const entry = (condition: KnownRover['condition'], ...basePaths: string[]): KnownRover => ({
  name: 'x',
  origin: 'api',
  condition,
  sinceMs: 0,
  problems: [],
  exposures: basePaths.map((each) => ({ basePath: parseBasePath(each)! })),
  declarer: 'x',
  declaredBy: 'api/x',
});

describe('a query for Rovers', () => {
  it.each([
    ['', { limit: 100, offset: 0, selectors: [], conditions: [] }],
    ['limit=1000&offset=5', { limit: 1_000, offset: 5 }],
    [
      'basepath=/a/*&basepath=%2Fb',
      {
        selectors: [
          { below: true, basePath: '/a' },
          { below: false, basePath: '/b' },
        ],
      },
    ],
    ['condition=Held&condition=Rejected', { conditions: ['Held', 'Rejected'] }],
  ])('%j is understood', (text, expected) => {
    expect(read(text)).toMatchObject(expected);
  });

  it.each([
    ['limit=0', 'limit'],
    ['limit=1001', 'limit'],
    ['limit=1&limit=1', 'limit'],
    ['offset=-1', 'offset'],
    ['basepath=/a//b', 'basepath'],
    ['basepath=/a/../*', 'basepath'],
    ['condition=accepted', 'condition'],
    ['name=x', 'name'],
    ['__proto__=1', '__proto__'],
  ])('%s is refused, and the parameter named', (text, name) => {
    expect(() => read(text)).toThrow(RefusedRequestError);
    try {
      read(text);
    } catch (error) {
      expect((error as RefusedRequestError).fields?.map((each) => each.path)).toEqual([name]);
    }
  });

  it.each<[string, KnownRover, boolean]>([
    ['', entry('Accepted'), true],
    ['basepath=/a/v1', entry('Accepted', '/b', '/a/v1'), true],
    ['basepath=/a', entry('Accepted', '/a/v1'), false],
    ['basepath=/a/*', entry('Accepted', '/a/v1'), true],
    ['basepath=/a/*', entry('Accepted', '/a-b'), false],
    ['basepath=/*', entry('Accepted', '/a-b'), true],
    ['basepath=/*', entry('Accepted'), false],
    ['condition=Held', entry('Accepted', '/a'), false],
    ['condition=Held&condition=Accepted&basepath=/a', entry('Accepted', '/a'), true],
    ['condition=Held&basepath=/a', entry('Accepted', '/a'), false],
  ])('%j wants %j: %s', (text, candidate, expected) => {
    expect(isWanted(read(text), candidate)).toBe(expected);
  });
});

describe('a page of Rovers', () => {
  const large = (count: number): KnownRover =>
    entry('Accepted', ...Array.from({ length: count }, (_, index) => `/n${index}`));
  const page = (entries: KnownRover[], text: string): unknown => {
    const found = pageOf(entries, read(text));
    return [found.page.map((each) => each.exposures.length), found.total, found.limit];
  };

  it.each<[string, number[], string, unknown]>([
    ['holds what is asked for', [1, 2, 3], 'limit=2&offset=1', [[2, 3], 3, 2]],
    ['is not full at the end', [1, 2, 3], 'limit=2&offset=2', [[3], 3, 2]],
    ['is empty beyond it', [1, 2, 3], 'offset=9', [[], 3, 100]],
    [
      'ends before 5 000 exposures, and the next one begins there',
      [2_000, 2_000, 2_000, 1],
      '',
      [[2_000, 2_000], 4, 2],
    ],
    ['holds exactly 5 000', [2_500, 2_500, 1], 'limit=2', [[2_500, 2_500], 3, 2]],
    ['holds one, however large', [6_000, 1], '', [[6_000], 2, 1]],
  ])('%s', (_, sizes, text, expected) => {
    expect(page(sizes.map(large), text)).toEqual(expected);
  });
});
