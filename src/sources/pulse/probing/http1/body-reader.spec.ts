import { describe, expect, it } from '@jest/globals';
import { BodyReader, type BodyProgress } from './body-reader.js';
import type { BodyFraming } from './response-head.js';

const CHUNKED = '5\r\nhello\r\n1;x="y"\r\n,\r\nA\r\n wide worl\r\n1\r\nd\r\n0\r\nExpires: never\r\n\r\n';

/** Reads in pieces of `size` bytes through one memory, as connections do. */
function readAll(framing: BodyFraming, text: string, size = 1_000, mostBytes = 100): [BodyProgress, string] {
  const reader = new BodyReader(framing, { mostBytes, keep: true });
  const memory = Buffer.alloc(size);
  let progress = reader.begin(Buffer.alloc(0));
  for (let at = 0; at < text.length && progress === 'more'; at += size) {
    const length = memory.write(text.slice(at, at + size), 'latin1');
    progress = reader.feed(memory.subarray(0, length));
  }
  return [progress, reader.body.toString()];
}

describe('A body of known length', () => {
  it.each([1, 2, 5, 100])('is done with its last byte, in pieces of %i', (size) => {
    expect(readAll(5, 'hello', size)).toEqual(['done', 'hello']);
  });

  it('is done at once where it is empty', () => {
    expect(readAll(0, '')).toEqual(['done', '']);
  });

  it('is not done before', () => {
    expect(readAll(5, 'hell')).toEqual(['more', 'hell']);
  });

  it.each([1, 2, 6])('is done before what comes after it, in pieces of %i', (size) => {
    expect(readAll(5, 'hello!', size)).toEqual(['done', 'hello']);
  });

  it('is exceeded by more than that', () => {
    const reader = new BodyReader(0, { mostBytes: 9, keep: true });
    expect([reader.exceeded, reader.begin(Buffer.from('x')), reader.exceeded]).toEqual([false, 'done', true]);
  });

  it('is broken when the connection ends', () => {
    expect(new BodyReader(5, { mostBytes: 9, keep: true }).end()).toBe('broken');
  });

  it.each([1, 7, 101])('is kept up to its bound, in pieces of %i', (size) => {
    expect(readAll(150, 'a'.repeat(101), size)).toEqual(['over', 'a'.repeat(100)]);
  });

  it('is not read at all where it is too large and not kept', () => {
    expect(new BodyReader(101, { mostBytes: 100, keep: false }).begin(Buffer.from('a'))).toBe('over');
  });
});

describe('A body in chunks', () => {
  it.each([1, 2, 3, 4, 5, 100])('is put together, in pieces of %i', (size) => {
    expect(readAll('chunked', CHUNKED, size)).toEqual(['done', 'hello, wide world']);
  });

  it.each([
    ['a size that is none', 'x\r\n'],
    ['no size', '\r\n'],
    ['a negative size', '-1\r\n'],
    ['a size beyond 32 bits', '100000000\r\n'],
    ['a line that ends in LF alone', '1\na\n'],
    ['a chunk longer than its size', '1\r\nab\r\n'],
    ['an endless line', `1;${'x'.repeat(1_030)}`],
    ['endless trailers', `0\r\n${`X: ${'y'.repeat(1_000)}\r\n`.repeat(70)}`],
  ])('is broken by %s', (_, text) => {
    expect(readAll('chunked', text)[0]).toBe('broken');
  });

  it('is done before what comes after its end', () => {
    const reader = new BodyReader('chunked', { mostBytes: 9, keep: true });
    expect([reader.begin(Buffer.from('0\r\n\r\nHTTP/1.1')), reader.exceeded]).toEqual(['done', true]);
  });

  it('is over its bound however small the chunks are', () => {
    expect(readAll('chunked', '1\r\na\r\n'.repeat(101), 7)[0]).toBe('over');
    expect(readAll('chunked', `ffffffff\r\n${'a'.repeat(101)}`)[0]).toBe('over');
  });

  it('is broken when the connection ends', () => {
    expect(new BodyReader('chunked', { mostBytes: 9, keep: true }).end()).toBe('broken');
  });
});

describe('A body that the end of the connection ends', () => {
  it('is done then', () => {
    const reader = new BodyReader('until-close', { mostBytes: 9, keep: true });
    expect([reader.begin(Buffer.from('he')), reader.feed(Buffer.from('y')), reader.end()]).toEqual([
      'more',
      'more',
      'done',
    ]);
    expect(reader.body.toString()).toBe('hey');
  });

  it('is over its bound before', () => {
    expect(readAll('until-close', 'a'.repeat(101))[0]).toBe('over');
  });
});

it('A body that is only read over is not kept', () => {
  const reader = new BodyReader(3, { mostBytes: 9, keep: false });
  expect([reader.feed(Buffer.from('hey')), reader.body.length]).toEqual(['done', 0]);
});
