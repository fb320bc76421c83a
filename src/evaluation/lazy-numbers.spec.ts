import { expect, it } from '@jest/globals';
import { LazyNumbers } from './lazy-numbers.js';

it('is 0 for each id until another number is set, and keeps them when it grows', () => {
  const numbers = new LazyNumbers();
  numbers.set(50_000, 0);
  expect(numbers.of(50_000)).toBe(0);
  numbers.set(7, 3);
  numbers.set(100_000, 5);
  numbers.set(8, 4);
  expect([7, 8, 9, 100_000, 1_000_000].map((id) => numbers.of(id))).toEqual([3, 4, 0, 5, 0]);
  numbers.set(7, 0);
  expect(numbers.of(7)).toBe(0);
});
