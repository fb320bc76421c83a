import { expect, it } from '@jest/globals';
import { paintFor } from './colours.js';

it.each([
  ['a terminal', true, {}, '\u001b[31mDOWN\u001b[0m'],
  ['a terminal with an empty NO_COLOR', true, { NO_COLOR: '' }, '\u001b[31mDOWN\u001b[0m'],
  ['a terminal with NO_COLOR', true, { NO_COLOR: '1' }, 'DOWN'],
  ['a dumb terminal', true, { TERM: 'dumb' }, 'DOWN'],
  ['a pipe', undefined, {}, 'DOWN'],
])('on %s', (_, isTTY, environment, shown) => {
  expect(paintFor(isTTY ? { isTTY } : {}, environment)('DOWN', 'red')).toBe(shown);
});
