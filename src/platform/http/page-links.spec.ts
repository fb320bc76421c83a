import { describe, expect, it } from '@jest/globals';
import { pageLinks } from './page-links.js';

function offsets(page: { limit: number; offset: number; total: number }): Record<string, number> {
  const links = pageLinks('/heartbeats', [['limit', String(page.limit)]], page);
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
    const parameters = [
      ['basepath', '/a/*'],
      ['offset', '5'],
      ['x', '>; rel="evil"\r\n'],
    ] as const;
    const links = pageLinks('/p/heartbeats', parameters, { limit: 1, offset: 5, total: 5 });
    expect(links.split(', ')[0]).toBe(
      '</p/heartbeats?basepath=%2Fa%2F*&x=%3E%3B%20rel%3D%22evil%22%0D%0A&offset=0>; rel="first"',
    );
  });
});
