import { describe, expect, it } from '@jest/globals';
import { isKnown, tagsOf } from './entity-tag.js';

describe('isKnown', () => {
  it.each([
    [undefined, false],
    ['', false],
    ['"a"', true],
    ['W/"a"', true],
    ['"b", "a"', true],
    ['*', true],
    ['"b"', false],
    ['a', false],
  ])('If-None-Match: %s names "a": %s', (header, expected) => {
    expect(isKnown(header, '"a"')).toBe(expected);
  });
});

describe('tagsOf', () => {
  it('gives each member once, without what stands between', () => {
    expect(tagsOf(' "a",, W/"b" ,*')).toEqual(['"a"', 'W/"b"', '*']);
  });
});
