import { once } from 'node:events';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import axios from 'axios';
import { SourceClient } from '../../src/sources/source-request.js';

setFlagsFromString('--expose-gc');
const collectGarbage = runInNewContext('gc') as () => void;

const HEAD = 'HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 1000\r\n\r\nsome';

/** A server that takes every connection, says `greeting`, and nothing more. */
async function silentServer(greeting: string) {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    socket.once('data', () => socket.write(greeting));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  return { url: `http://127.0.0.1:${port}/metrics`, close: () => server.close() };
}

/** `exchange`, or why it did not end in time, while memory is collected all the time. */
async function underCollection<T>(exchange: Promise<T>): Promise<T | string> {
  for (let look = 0; look < 30; look++) {
    const ended = await Promise.race([exchange, sleep(50, undefined)]);
    if (ended !== undefined) return ended;
    collectGarbage();
  }
  return 'not within 1 500 ms';
}

describe('the deadline of a request to a source', () => {
  const client = new SourceClient(axios.create(), {});
  const request = { method: 'GET', deadlineMs: 300, maxBytes: 10_000 } as const;
  const never = new AbortController().signal;

  // https://github.com/nodejs/node/issues/57736
  it.each([
    ['that is never answered', ''],
    ['whose body never ends', HEAD],
  ])('holds for one %s, whatever is collected meanwhile', async (_, greeting) => {
    const server = await silentServer(greeting);
    try {
      const asked = { ...request, url: server.url };
      const sent = await underCollection(client.send(asked, never));
      const streamed = await underCollection(
        client.stream(asked, never, async ({ pieces }) => {
          for await (const piece of pieces) expect(String(piece)).toBe('some');
          return { ok: true };
        }),
      );
      expect([sent, streamed]).toMatchObject([{ code: 'timeout' }, { code: 'timeout' }]);
    } finally {
      server.close();
    }
  });
});
