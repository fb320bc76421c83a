import { describe, expect, it } from '@jest/globals';
import { linkHeader } from './page-links.js';

function offsets(page: { limit: number; offset: number; total: number }): Record<string, number> {
  const links = linkHeader(`/heartbeats?limit=${page.limit}`, page).link!;
  const found = [...links.matchAll(/<\/heartbeats\?limit=\d+&offset=(\d+)>; rel="(\w+)"/g)];
  return Object.fromEntries(found.map(([, offset, relation]) => [relation!, Number(offset)]));
}

describe('the links of a page', () => {
  it.each([
    ['first', { limit: 25, offset: 0, total: 60 }, { first: 0, next: 25, last: 50 }],
    ['middle', { limit: 25, offset: 25, total: 60 }, { first: 0, prev: 0, next: 50, last: 50 }],
    ['last', { limit: 25, offset: 50, total: 60 }, { first: 0, prev: 25, last: 50 }],
    ['only', { limit: 25, offset: 0, total: 25 }, { first: 0, last: 0 }],
    ['empty', { limit: 25, offset: 0, total: 0 }, { first: 0, last: 0 }],
    ['one beyond the end', { limit: 25, offset: 1_000, total: 60 }, { first: 0, prev: 50, last: 50 }],
    ['one between pages', { limit: 25, offset: 10, total: 60 }, { first: 0, prev: 0, next: 35, last: 50 }],
  ])('lead from the %s page to those there are', (_, page, expected) => {
    expect(offsets(page)).toEqual(expected);
  });

  it('keep the other parameters, encoded, and leave no way out of the brackets', () => {
    const url = '/p/heartbeats?basepath=/a/*&offset=5&x=%3E;+rel=%22evil%22%0D%0A';
    const links = linkHeader(url, { limit: 1, offset: 5, total: 5 }).link!;
    expect(links.split(', ')[0]).toBe(
      '</p/heartbeats?basepath=%2Fa%2F*&x=%3E%3B%20rel%3D%22evil%22%0D%0A&offset=0>; rel="first"',
    );
  });

  it('are left out where the header would be longer than 4 kB', () => {
    const page = { limit: 10, offset: 0, total: 5 };
    const lengthOf = (letters: number): number => linkHeader(`/h?x=${'x'.repeat(letters)}`, page).link?.length ?? 0;
    const longest = Array.from({ length: 100 }, (_, index) => lengthOf(1_980 + index)).filter((each) => each > 0);
    expect(Math.max(...longest)).toBeGreaterThan(4_090);
    expect(Math.max(...longest)).toBeLessThanOrEqual(4_096);
    expect(lengthOf(13_000)).toBe(0);
  });
});
