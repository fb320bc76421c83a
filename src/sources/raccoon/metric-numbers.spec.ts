import { describe, expect, it } from '@jest/globals';
import { MetricNumbers } from './metric-numbers.js';

const numbered = (numbers: MetricNumbers, metrics: string) => [...metrics].map(numbers.numberOf);

describe('MetricNumbers', () => {
  it.each([
    ['the same order', 'abcd', 'abcd', [0, 1, 2, 3]],
    ['another order', 'abcd', 'dbca', [3, 1, 2, 0]],
    ['one left out', 'abcd', 'acd', [0, 2, 3]],
    ['one between', 'abcd', 'abxcd', [0, 1, 4, 2, 3]],
    ['one twice', 'abcd', 'aabb', [0, 0, 1, 1]],
    ['all new', 'abcd', 'xy', [4, 5]],
  ])('knows its numbers again, in %s', (_, first, then, expected) => {
    const numbers = new MetricNumbers();
    expect(numbered(numbers, first)).toEqual([0, 1, 2, 3]);
    expect(numbered(numbers, then)).toEqual(expected);
    expect(numbered(numbers, then)).toEqual(expected);
    expect(numbers.size).toBe(new Set(first + then).size);
  });

  it('tells each new metric once, in the order of the numbers', () => {
    const numbers = new MetricNumbers();
    numbered(numbers, 'aba');
    expect(numbers.takeFresh()).toEqual(['a', 'b']);
    numbered(numbers, 'bca');
    expect(numbers.takeFresh()).toEqual(['c']);
    expect(numbers.takeFresh()).toEqual([]);
  });

  it('begins at 0 again when it has forgotten all', () => {
    const numbers = new MetricNumbers();
    numbered(numbers, 'abc');
    numbers.clear();
    expect(numbers.size).toBe(0);
    expect(numbered(numbers, 'cba')).toEqual([0, 1, 2]);
    expect(numbers.takeFresh()).toEqual(['c', 'b', 'a']);
  });
});
