import { expect, it } from '@jest/globals';
import { offsetOf } from './start-offset.js';

it('offsetOf spreads base paths that differ little evenly over the interval, always the same way', () => {
  const seconds = Array<number>(15).fill(0);
  for (let index = 0; index < 15_000; index++) seconds[Math.floor(offsetOf(`/eni/api-${index}/v1`, 15_000) / 1_000)]!++;
  expect(Math.min(...seconds)).toBeGreaterThan(850);
  expect(Math.max(...seconds)).toBeLessThan(1_150);
  expect(offsetOf('/eni/echo/v1', 15_000)).toBe(offsetOf('/eni/echo/v1', 15_000));
});
