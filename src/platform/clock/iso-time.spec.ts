import { expect, it } from '@jest/globals';
import { isoTime } from './iso-time.js';

it.each([
  [0, '1970-01-01T00:00:00.000Z'],
  [1_795_250_000_123, '2026-11-21T08:33:20.123Z'],
  [0.5, '1970-01-01T00:00:00.000Z'],
  [-1, '1969-12-31T23:59:59.999Z'],
  [253_402_300_800_000, '9999-12-31T23:59:59.999Z'],
  [8.64e15 + 1, '9999-12-31T23:59:59.999Z'],
  [Infinity, '9999-12-31T23:59:59.999Z'],
  [-9e18, '0000-01-01T00:00:00.000Z'],
  [-Infinity, '0000-01-01T00:00:00.000Z'],
  [NaN, null],
])('%d ms is written as %s', (wallMs, text) => {
  expect(isoTime(wallMs)).toBe(text);
});
