import { expect, it } from '@jest/globals';
import { retryAfterMs } from './retry-after.js';

const NOW_MS = Date.UTC(2026, 10, 21, 9, 0, 0);

it.each([
  ['0', 0],
  ['120', 120_000],
  ['9999999999', 86_400_000],
  ['Sat, 21 Nov 2026 09:00:30 GMT', 30_000],
  ['Sat, 21 Nov 2026 08:00:00 GMT', 0],
  ['Fri, 01 Jan 2999 00:00:00 GMT', 86_400_000],
])('%s asks for %i ms', (value, ms) => {
  expect(retryAfterMs(value, NOW_MS)).toBe(ms);
});

it.each([
  undefined,
  '',
  '-1',
  '1.5',
  '1e3',
  'soon',
  '99999999999',
  '2026-11-21T09:00:30Z',
  'Sat, 99 Nov 2026 09:00:30 GMT',
])('%s asks for nothing', (value) => {
  expect(retryAfterMs(value, NOW_MS)).toBeUndefined();
});
