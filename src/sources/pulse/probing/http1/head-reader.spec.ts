import { describe, expect, it } from '@jest/globals';
import { HeadReader } from './head-reader.js';

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1');

/** Feeds pieces through one memory, as connections do. */
function feedAll(text: string, size: number): ReturnType<HeadReader['feed']> {
  const reader = new HeadReader('GET');
  const memory = Buffer.alloc(size);
  for (let at = 0; at < text.length; at += size) {
    const length = memory.write(text.slice(at, at + size), 'latin1');
    const read = reader.feed(memory.subarray(0, length));
    if (read !== undefined) return read;
    memory.fill(0);
  }
  return undefined;
}

describe('A head', () => {
  it.each([1, 2, 3, 7, 1_000])('is read from pieces of %i bytes', (size) => {
    const text = 'HTTP/1.1 103 Early\r\nLink: </a>\r\n\r\nHTTP/1.1 204 None\r\nRetry-After: 7\r\n\r\n';
    expect(feedAll(text, size)).toMatchObject({ head: { status: 204, retryAfter: '7', framing: 0 } });
  });

  it('says where the body begins in the last piece', () => {
    const reader = new HeadReader('GET');
    reader.feed(bytes('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n'));
    const last = bytes('\r\nbody');
    const read = reader.feed(last) as { bodyAt: number };
    expect(last.subarray(read.bodyAt).toString()).toBe('body');
  });

  it('has begun with its first byte', () => {
    const reader = new HeadReader('GET');
    expect(reader.begun).toBe(false);
    reader.feed(bytes('H'));
    expect(reader.begun).toBe(true);
  });

  it('has begun with an informational answer', () => {
    const reader = new HeadReader('GET');
    reader.feed(bytes('HTTP/1.1 100 Continue\r\n\r\n'));
    expect(reader.begun).toBe(true);
  });
});

describe('The status line decides', () => {
  it.each([100, 1_000, 100_000])('in front of a head that is too long, in pieces of %i bytes', (size) => {
    const text = `HTTP/1.1 503 No\r\nContent-Length: 0\r\nX: ${'a'.repeat(65_600)}\r\n\r\n`;
    expect(feedAll(text, size)).toMatchObject({ head: { status: 503, framing: 'unknown', keepAlive: false } });
  });

  it.each([100, 100_000])('in a head of 64 KiB, which is read, in pieces of %i bytes', (size) => {
    const text = `HTTP/1.1 200 OK\r\nX: ${'a'.repeat(65_400)}\r\nContent-Length: 7\r\n\r\n`;
    expect(feedAll(text, size)).toMatchObject({ head: { status: 200, framing: 7, keepAlive: true } });
  });

  it.each([1, 3, 100])('in lines that end in LF alone, in pieces of %i bytes', (size) => {
    expect(feedAll('HTTP/1.1 200 OK\nContent-Length: 7\n\n', size)).toMatchObject({ head: { framing: 7 } });
    expect(feedAll('HTTP/1.1 204 OK\r\nX: y\n\r\n', size)).toMatchObject({ head: { status: 204 } });
  });

  it('of what has come, once it is whole', () => {
    const reader = new HeadReader('GET');
    reader.feed(bytes('HTTP/1.1 103 Early\r\n\r\nHTTP/1.1 50'));
    expect(reader.begunHead).toBeUndefined();
    reader.feed(bytes('3 No\r\nX'));
    expect(reader.begunHead).toMatchObject({ status: 503, framing: 'unknown' });
  });

  it('but not of an informational answer', () => {
    const reader = new HeadReader('GET');
    reader.feed(bytes('HTTP/1.1 103 Early\r\nX'));
    expect(reader.begunHead).toBeUndefined();
  });
});

describe('An invalid head is refused as soon as it shows', () => {
  it.each(['S', 'SSH-2.0', 'HTTP/2', '\0', ' HTTP/1.1', 'HTTP/1.1 2 \nX: y\n\n', '\x15\x03\x01\x00\x02\x02\x16'])(
    '%j',
    (text) => {
      expect(feedAll(text, 100)).toMatchObject({ outcome: 'bad-data', cause: 'parse' });
    },
  );

  it.each([100, 1_000, 100_000])('a status line without an end, in pieces of %i bytes', (size) => {
    const reads = feedAll(`HTTP/1.1 200 ${'a'.repeat(65_600)}\r\n\r\n`, size);
    expect(reads).toMatchObject({ outcome: 'bad-data', detail: expect.stringContaining('longer than 65536 bytes') });
  });

  it('informational answers without an end', () => {
    expect(feedAll('HTTP/1.1 103 Early\r\n\r\n'.repeat(11), 5)).toMatchObject({
      outcome: 'no-response',
      cause: 'protocol',
    });
  });

  it('another protocol', () => {
    expect(feedAll('HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n', 100)).toMatchObject({ cause: 'protocol' });
  });
});
