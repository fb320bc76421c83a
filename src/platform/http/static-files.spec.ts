import { describe, expect, it } from '@jest/globals';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { StaticFiles } from './static-files.js';

const REQUEST = { headers: {} } as FastifyRequest;

/** A reply that keeps what was sent. */
function replies() {
  const sent: unknown[] = [];
  const reply = {
    headers: () => reply,
    header: () => reply,
    status: () => reply,
    send: (body: unknown) => sent.push(body),
  };
  return { sent, reply: reply as unknown as FastifyReply };
}

describe('StaticFiles', () => {
  it('reads a file once, and sends the same bytes to all who ask while it is being read', async () => {
    let loads = 0;
    const load = async (): Promise<Buffer> => Buffer.from(`read ${++loads}`);
    const files = new StaticFiles(new Map([['a.js', { type: 'text/javascript', load }]]));
    const { sent, reply } = replies();
    await Promise.all(Array.from({ length: 3 }, () => files.send('a.js', REQUEST, reply)));
    expect(sent.map(String)).toEqual(['read 1', 'read 1', 'read 1']);
    expect(new Set(sent).size).toBe(1);
  });

  it('reads it again after a failure, and knows no other names', async () => {
    let loads = 0;
    const load = async (): Promise<Buffer> => {
      if (++loads === 1) throw new Error('EMFILE');
      return Buffer.from('read');
    };
    const files = new StaticFiles(new Map([['a.js', { type: 'text/javascript', load }]]));
    const { sent, reply } = replies();
    await expect(files.send('a.js', REQUEST, reply)).rejects.toThrow('EMFILE');
    expect(await files.send('a.js', REQUEST, reply)).toBe(true);
    expect(await files.send('b.js', REQUEST, reply)).toBe(false);
    expect(sent.map(String)).toEqual(['read']);
  });
});
