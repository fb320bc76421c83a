import { expect, it } from '@jest/globals';
import stringWidth from 'string-width';
import { fitTo } from './text-width.js';

it.each([
  ['orders', 8, 'orders  '],
  ['orders', 6, 'orders'],
  ['orders', 5, 'orde…'],
  ['orders', 1, '…'],
  ['orders', 0, ''],
  ['注文サービス', 12, '注文サービス'],
  ['注文サービス', 11, '注文サービ…'],
  ['注文サービス', 10, '注文サー… '],
  ['e\u0301te\u0301', 4, 'e\u0301te\u0301 '],
  ['🚀 go', 5, '🚀 go'],
  ['🚀 go', 2, '… '],
  ['⌚ go', 5, '⌚ go'],
  ['❤\ufe0f go', 5, '❤\ufe0f go'],
  ['🇨🇭🇨🇭', 3, '🇨🇭…'],
])('%j fits into %i columns as %j', (text, width, fitted) => {
  expect(fitTo(text, width)).toBe(fitted);
  expect(stringWidth(fitted)).toBe(width);
});
