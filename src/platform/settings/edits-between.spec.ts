import { expect, it } from '@jest/globals';
import { editsBetween } from './edits-between.js';

it.each([
  ['orders', 'orders', 0, 0],
  ['ordres', 'orders', 1, 1],
  ['oders', 'orders', 1, 1],
  ['orderss', 'orders', 1, 1],
  ['orbers', 'orders', 1, 1],
  ['orders', 'prod--orders@docker', 13, 0],
  ['ordres', 'prod--orders@docker', 14, 1],
  ['', 'abc', 3, 0],
  ['abc', '', 3, 3],
])('%s is %s after %i edits, and a part of it after %i', (from, to, whole, part) => {
  expect([editsBetween(from, to), editsBetween(from, to, { within: true })]).toEqual([whole, part]);
});
