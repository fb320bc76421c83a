import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import type { FastifyRequest } from 'fastify';
import { mediaTypeOf, readBody } from './request-body.js';

const requestOf = (headers: Record<string, string>, raw = new PassThrough()): FastifyRequest =>
  ({ headers, raw }) as unknown as FastifyRequest;

describe('readBody', () => {
  it('gives the whole body, in however many parts it comes', async () => {
    const raw = new PassThrough();
    const body = readBody(requestOf({}, raw), 6);
    for (const part of ['ab', '', 'c', 'def']) raw.write(part);
    raw.end();
    expect((await body).toString()).toBe('abcdef');
  });

  it('gives an empty body', async () => {
    expect(await readBody(requestOf({}, new PassThrough().end()), 6)).toHaveLength(0);
  });

  it('refuses one that says that it is too large, without reading', async () => {
    const raw = new PassThrough();
    await expect(readBody(requestOf({ 'content-length': '7' }, raw), 6)).rejects.toMatchObject({ statusCode: 413 });
    expect(raw.listenerCount('data')).toBe(0);
  });

  it('refuses one that turns out to be too large, and reads no further', async () => {
    const raw = new PassThrough();
    const body = readBody(requestOf({}, raw), 6);
    raw.write('abcd');
    raw.write('efg');
    await expect(body).rejects.toMatchObject({ statusCode: 413, code: 'HEARTBEAT_BODY_REFUSED' });
    expect(raw.isPaused()).toBe(true);
  });

  it.each(['destroyed', 'failed'])('refuses one that is cut off: %s', async (how) => {
    const raw = new PassThrough();
    const body = readBody(requestOf({}, raw), 6);
    raw.write('abc');
    raw.destroy(how === 'failed' ? new Error('ECONNRESET') : undefined);
    await expect(body).rejects.toMatchObject({ statusCode: 400 });
  });
});

describe('mediaTypeOf', () => {
  const ALLOWED = ['application/yaml', 'application/json'];

  it.each([
    [{ 'content-type': 'application/json' }, 'application/json'],
    [{ 'content-type': 'Application/YAML; Charset="UTF-8"' }, 'application/yaml'],
    [{ 'content-type': 'application/json;version=1', 'content-encoding': 'identity' }, 'application/json'],
  ])('takes %j', (headers, expected) => {
    expect(mediaTypeOf(requestOf(headers as never), ALLOWED)).toBe(expected);
  });

  it.each([
    {},
    { 'content-type': '' },
    { 'content-type': 'text/plain' },
    { 'content-type': 'application/jsonp' },
    { 'content-type': 'application/json; charset=latin1' },
    { 'content-type': 'application/json', 'content-encoding': 'gzip' },
    { 'content-type': 'application/json', 'content-encoding': 'identity, br' },
  ])('refuses %j', (headers) => {
    expect(() => mediaTypeOf(requestOf(headers as never), ALLOWED)).toThrow(
      expect.objectContaining({ statusCode: 415 }),
    );
  });
});
