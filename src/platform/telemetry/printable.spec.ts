import { expect, it } from '@jest/globals';
import { printable } from './printable.js';

it.each([
  ['/eni/echo/v1 café ✓', '/eni/echo/v1 café ✓'],
  ['\u001b[2J\r\n\t', '\\u001b[2J\\u000d\\u000a\\u0009'],
  ['\u009b31m\u007f', '\\u009b31m\\u007f'],
  ['\u202egnp\u2066\u200b\ufeff', '\\u202egnp\\u2066\\u200b\\ufeff'],
])('printable text cannot move a cursor, start a line or turn round: %j', (text, shown) => {
  expect(printable(text)).toBe(shown);
});
