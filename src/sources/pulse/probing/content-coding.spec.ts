import { brotliCompressSync, deflateRawSync, deflateSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { decoded } from './content-coding.js';

const TEXT = Buffer.from(`{"status":"UP"}${' '.repeat(500)}`);
const LARGE = Buffer.concat([Buffer.from('begins'), Buffer.alloc(3_000_000)]);

describe('A body is unpacked', () => {
  it.each<[string[], Buffer]>([
    [[], TEXT],
    [['zstd'], Buffer.alloc(0)],
    [['gzip'], gzipSync(TEXT)],
    [['x-gzip'], gzipSync(TEXT)],
    [['gzip'], Buffer.concat([gzipSync(TEXT.subarray(0, 9)), gzipSync(TEXT.subarray(9))])],
    [['deflate'], deflateSync(TEXT)],
    [['deflate'], deflateRawSync(TEXT)],
    [['br'], brotliCompressSync(TEXT)],
    [['br', 'gzip'], gzipSync(brotliCompressSync(TEXT))],
  ])('from %j', async (codings, bytes) => {
    expect(await decoded({ bytes }, codings)).toEqual({ bytes: bytes.length === 0 ? bytes : TEXT });
  });

  it.each<[string, (bytes: Buffer) => Buffer]>([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['deflate', deflateRawSync],
    ['br', brotliCompressSync],
  ])('up to its bound, whatever it would grow to: %s', async (coding, pack) => {
    const { bytes, lacks } = await decoded({ bytes: pack(LARGE) }, [coding]);
    expect([bytes.length, bytes.toString('latin1', 0, 6)]).toEqual([65_536, 'begins']);
    expect(lacks).toBe('it is larger than the 65536 bytes that are read');
  });

  it.each<[string, (bytes: Buffer) => Buffer]>([
    ['gzip', (bytes) => gzipSync(bytes)],
    ['deflate', (bytes) => deflateRawSync(bytes)],
    ['br', (bytes) => brotliCompressSync(bytes)],
  ])('as far as it was read: %s', async (coding, pack) => {
    const text = Buffer.from(Array.from({ length: 200 }, (_, at) => `line ${at * at}\n`).join(''));
    const packed = pack(text);
    const part = packed.subarray(0, Math.floor((packed.length * 3) / 4));
    const { bytes, lacks } = await decoded({ bytes: part, lacks: 'there is more' }, [coding]);
    expect([bytes.equals(text.subarray(0, bytes.length)), lacks]).toEqual([true, 'there is more']);
    expect(bytes.length).toBeGreaterThan(text.length / 4);
  });

  it.each<[string, string[], Buffer]>([
    ['that is none', ['gzip'], TEXT],
    ['that is cut off', ['gzip'], gzipSync(TEXT).subarray(0, 20)],
    ['that is none', ['br'], TEXT],
  ])('never from a coding %s, which is said', async (_, codings, bytes) => {
    expect((await decoded({ bytes }, codings)).lacks).toBe('it is not what its coding says');
  });

  it.each([[['zstd']], [['chunked']], [['gzip', 'gzip', 'gzip']]])('not from %j', async (codings) => {
    const { bytes, lacks } = await decoded({ bytes: TEXT }, codings);
    expect([bytes.length, lacks]).toEqual([0, 'its Content-Encoding is not supported']);
  });
});
