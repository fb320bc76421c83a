import { describe, expect, it } from '@jest/globals';
import { connectionLimit, descriptorsIn } from './connection-limit.js';

describe('how many connections may be open', () => {
  it.each([
    [undefined, 20_000],
    [1, 1],
    [64, 32],
    [1_024, 512],
    [20_000, 15_904],
    [1_048_576, 20_000],
  ])('leaves a reserve of %s descriptors', (descriptors, expected) => {
    expect(connectionLimit(descriptors)).toBe(expected);
  });

  it.each([
    ['Limit            Soft Limit  Hard Limit  Units\nMax open files   1024        4096        files \n', 1_024],
    ['Max open files   unlimited   unlimited   files \n', undefined],
    ['', undefined],
  ])('is told by the system: %j', (limits, expected) => {
    expect(descriptorsIn(limits)).toBe(expected);
  });
});
