import { describe, expect, it } from '@jest/globals';
import { chooseCoding } from './content-coding.js';

describe('the coding of an answer', () => {
  it.each([
    [undefined, 'identity'],
    ['', 'identity'],
    ['gzip', 'gzip'],
    ['GZIP', 'gzip'],
    ['gzip, deflate, br', 'br'],
    ['gzip;q=1.0, br;q=0.9', 'gzip'],
    ['gzip; q=0.8 , br;q=0.8', 'br'],
    ['gzip;q=0', 'identity'],
    ['br;q=0, gzip;q=0.001', 'gzip'],
    ['*', 'br'],
    ['*;q=0', 'identity'],
    ['*;q=0.5, br;q=0', 'gzip'],
    ['identity', 'identity'],
    ['identity, gzip;q=0.5', 'identity'],
    ['identity;q=0.5, gzip', 'gzip'],
    ['deflate, zstd', 'identity'],
    ['gzip;q=2', 'identity'],
    ['gzip;q=-1', 'identity'],
    ['gzip;q=', 'identity'],
    ['gzip;q=NaN, br;q=Infinity', 'identity'],
    [',,;;q=1,', 'identity'],
  ])('for %j is %s', (acceptEncoding, coding) => {
    expect(chooseCoding(acceptEncoding, 10_000)).toBe(coding);
  });

  it('is the same the second time, and after more headers than are remembered', () => {
    const headers = Array.from({ length: 200 }, (_, index) => `x-${index}, ${index % 2 === 0 ? 'gzip' : 'br'}`);
    const expected = headers.map((_, index) => (index % 2 === 0 ? 'gzip' : 'br'));
    const twice = [...headers, ...headers].map((header) => chooseCoding(header, 10_000));
    expect(twice).toEqual([...expected, ...expected]);
  });

  it('is none for a body that would gain nothing', () => {
    expect([chooseCoding('br', 1_023), chooseCoding('br', 1_024)]).toEqual(['identity', 'br']);
  });

  it('is found at once however long the header is', () => {
    expect(chooseCoding(`${'gzip;q=0.5,'.repeat(1_400)}br`, 10_000)).toBe('gzip');
  });
});
