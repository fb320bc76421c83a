import { describe, expect, it } from '@jest/globals';
import { RefusedRequestError } from '../platform/http/problem.js';
import { readParameters, readQuery } from '../platform/http/query-parameters.js';
import {
  DetailsParameters,
  detailsQueryOf,
  HeartbeatsParameters,
  heartbeatsQueryOf,
  type HeartbeatsQuery,
} from './heartbeats-query.js';

const read = (queryString: string): HeartbeatsQuery =>
  heartbeatsQueryOf(readQuery(HeartbeatsParameters, readParameters(queryString)));

function refusal(queryString: string): RefusedRequestError {
  try {
    read(queryString);
  } catch (error) {
    return error as RefusedRequestError;
  }
  throw new Error(`${queryString} was accepted`);
}

describe('a query for heartbeats', () => {
  it.each([
    ['', { basePaths: [], subtrees: [], statuses: [], offset: 0 }],
    ['basepath=/a/v1&basepath=%2Fb%2Fv1', { basePaths: ['/a/v1', '/b/v1'] }],
    ['basepath=/a/v1/', { basePaths: ['/a/v1'] }],
    ['basepath=/a/*', { basePaths: [], subtrees: ['/a'] }],
    ['basepath=%2F*', { basePaths: [], subtrees: [''] }],
    ['status=UP&status=DOWN', { statuses: ['UP', 'DOWN'] }],
    ['limit=10&offset=20', { limit: 10, offset: 20 }],
    ['&&limit=1&', { limit: 1 }],
  ])('%s is understood', (queryString, expected) => {
    expect(read(queryString)).toMatchObject(expected);
  });

  it.each([
    ['basepath=', 'basepath'],
    ['basepath', 'basepath'],
    ['basepath=/', 'basepath'],
    ['basepath=a/v1', 'basepath'],
    ['basepath=/a//b', 'basepath'],
    ['basepath=/a/../b', 'basepath'],
    ['basepath=/a/%2e%2e/b', 'basepath'],
    ['basepath=/a%00', 'basepath'],
    ['basepath=/a+b', 'basepath'],
    ['basepath=/%C3%A4', 'basepath'],
    ['basepath=/a/**', 'basepath'],
    ['basepath=/*/b', 'basepath'],
    [`basepath=/${'a'.repeat(512)}`, 'basepath'],
    ['status=up', 'status'],
    ['status=', 'status'],
    ['limit=0', 'limit'],
    ['limit=100001', 'limit'],
    ['limit=1.5', 'limit'],
    ['limit=+1', 'limit'],
    ['limit=0x10', 'limit'],
    ['limit=', 'limit'],
    ['limit=1&limit=1', 'limit'],
    ['offset=-1', 'offset'],
    ['offset=9999999999', 'offset'],
    ['offset=0&offset=0', 'offset'],
    ['sort=basepath', 'sort'],
    ['basePath=/a', 'basePath'],
    ['__proto__=1', '__proto__'],
    ['=1', ''],
  ])('%s is refused by name', (queryString, name) => {
    const { kind, fields } = refusal(queryString);
    expect([kind.slug, fields?.map((each) => each.path)]).toEqual(['invalid-parameters', [name]]);
  });

  it('is refused with everything that is wrong, not only the first', () => {
    expect(refusal('basepath=a&status=b&limit=c&offset=d&e=f').fields?.map((each) => each.path)).toEqual([
      'basepath',
      'status',
      'limit',
      'offset',
      'e',
    ]);
  });

  it('is refused when an escape is not UTF-8', () => {
    for (const text of ['basepath=%ff', 'basepath=%E0%A4%A', '%c3=1', 'basepath=%']) {
      expect(refusal(text).fields?.[0]?.detail).toBe('is not valid percent-encoded UTF-8');
    }
  });

  it('is refused with 431 beyond 500 parameters of any name', () => {
    expect(readParameters('status=UP&'.repeat(499))).toHaveLength(499);
    expect(refusal('status=UP&'.repeat(500)).kind).toMatchObject({ status: 431, slug: 'too-many-parameters' });
  });

  it('shows a long value shortened', () => {
    expect(refusal(`status=${'x'.repeat(5_000)}`).fields![0]!.detail.length).toBeLessThan(150);
  });
});

describe('a query for details', () => {
  const asked = (queryString: string) => detailsQueryOf(readQuery(DetailsParameters, readParameters(queryString)));
  const all = { basePaths: [], subtrees: [], statuses: [], reasons: [], limit: 100, offset: 0 };

  it.each([
    ['basepath=/a/v1', { one: '/a/v1' }],
    ['', all],
    ['basepath=/a/*', { ...all, subtrees: ['/a'] }],
    ['basepath=/a&basepath=/b', { ...all, basePaths: ['/a', '/b'] }],
    ['basepath=/a&basepath=/b/*', { ...all, basePaths: ['/a'], subtrees: ['/b'] }],
    ['basepath=/a&status=DOWN', { ...all, basePaths: ['/a'], statuses: ['DOWN'] }],
    ['basepath=/a&reason=no-data', { ...all, basePaths: ['/a'], reasons: ['no-data'] }],
    ['basepath=/a&limit=100', { ...all, basePaths: ['/a'] }],
    ['basepath=/a&offset=0', { ...all, basePaths: ['/a'] }],
    ['reason=no-data&reason=no-traffic&limit=1000', { ...all, reasons: ['no-data', 'no-traffic'], limit: 1_000 }],
  ])('is one object only for one exact base path alone: %s', (queryString, expected) => {
    expect(asked(queryString)).toEqual(expected);
  });

  it.each(['limit=0', 'limit=1001', 'offset=-1', 'reason=', 'reason=DOWN', 'status=no-data', 'basepath=/a/**'])(
    'is refused: %s',
    (queryString) => {
      expect(() => asked(queryString)).toThrow(RefusedRequestError);
    },
  );
});
