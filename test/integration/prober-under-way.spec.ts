import { pbkdf2 } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzipSync, createGzip } from 'node:zlib';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Secret } from '../../src/platform/settings/secret.js';
import type { ProbeAuth, ProbeRequest } from '../../src/sources/pulse/probe-request.js';
import type { ProbeResult } from '../../src/sources/pulse/probe-result.js';
import type { Http1Prober } from '../../src/sources/pulse/probing/http1-prober.js';
import { outcomeOf, probeOf, startProber } from '../support/probing.js';
import { RawServer, type RawReply } from '../support/servers/raw-server.js';
import { ShiftedClock } from '../support/shifted-clock.js';

const NEVER = new AbortController().signal;
const answer = (status: number, body = 'ok'): string =>
  `HTTP/1.1 ${status} Said\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

let cleanUp: (() => unknown)[] = [];

afterEach(async () => {
  for (const each of cleanUp.toReversed()) await each();
  cleanUp = [];
});

function proberWith(options: Parameters<typeof startProber>[0] = {}): Http1Prober {
  const prober = startProber(options);
  cleanUp.push(() => prober.close());
  return prober;
}

async function serverThat(reply: RawReply): Promise<RawServer> {
  const server = await RawServer.start(reply);
  cleanUp.push(() => server.stop());
  return server;
}

const probe = (prober: Http1Prober, url: string, parts: Partial<ProbeRequest> = {}): Promise<ProbeResult> =>
  prober.probe(probeOf(url, parts), NEVER);

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** What is expected of a body. */
const holding = (bodyContains: string): Pick<ProbeRequest, 'expect'> => ({
  expect: { ...probeOf('http://x').expect, bodyContains },
});

describe('A token that is refused', () => {
  /** Gives one token, and never another one. */
  const tokenServer = (): Promise<RawServer> => {
    let given = 0;
    return serverThat((socket) => {
      if (given++ === 0) socket.write(answer(200, '{"access_token":"t1","token_type":"Bearer","expires_in":3600}'));
    });
  };

  const credentials = (tokens: RawServer, clientSecret = Secret.of('s')): ProbeAuth => ({
    kind: 'oauth2',
    tokenUrl: new URL(`${tokens.origin}/token`),
    clientId: 'a',
    clientSecret,
    policy: 'any',
  });

  it('does not count where its secret cannot be read any more, nor end the process', async () => {
    const tokens = await tokenServer();
    const folder = mkdtempSync(join(tmpdir(), 'heartbeat-test-'));
    cleanUp.push(() => rmSync(folder, { recursive: true, force: true }));
    const file = join(folder, 'secret');
    writeFileSync(file, 's');
    const auth = credentials(tokens, Secret.fromFile(file));
    const api = await serverThat((socket) => {
      rmSync(file);
      socket.write(answer(401));
    });
    expect(outcomeOf(await probe(proberWith(), api.origin, { auth }))).toMatch(/^no-response auth/);
  });

  it('leaves a probe without one where none comes, and leaves the other probes of the gateway alone', async () => {
    const tokens = await tokenServer();
    const api = await serverThat((socket, { request }) => {
      if (request < 3) socket.write(answer(request === 1 ? 200 : 401));
      else {
        socket.write('HTTP/1.1 200 Said\r\nContent-Length: 4\r\n\r\nok');
        setTimeout(() => socket.write('ok'), 1_000);
      }
    });
    const clock = new ShiftedClock();
    const prober = proberWith({ clock });
    const auth = credentials(tokens);
    await probe(prober, api.origin, { auth });
    // A token that was refused is replaced once it is some seconds old.
    clock.putForward(9_000);
    const refused = probe(prober, api.origin, { auth, timeoutMs: 600 });
    await pause(200);
    // It has the connection on which the other one was refused.
    const other = probe(prober, api.origin, { timeoutMs: 3_000, ...holding('okok') });
    expect(outcomeOf(await refused)).toBe('no-response auth');
    expect([outcomeOf(await other), api.connections]).toEqual(['success status 200', 1]);
  });
});

describe('Where the gateway allows one connection', () => {
  it('a slow answer on the kept one counts, though the new one is refused', async () => {
    const api = await serverThat((socket, { connection, request }) => {
      if (connection > 1) socket.destroy();
      else setTimeout(() => socket.write(answer(200)), request === 1 ? 0 : 700);
    });
    const prober = proberWith();
    await probe(prober, api.origin);
    expect(outcomeOf(await probe(prober, api.origin))).toBe('success status 200');
    expect(api.connections).toBe(2);
  });
});

describe('A text in a body', () => {
  it('is found on either connection where both have begun to answer', async () => {
    const api = await serverThat((socket, { connection, request }) => {
      if (connection === 1 && request === 1) socket.write(answer(200, 'okok'));
      else if (connection === 1)
        setTimeout(() => socket.write('HTTP/1.1 200 Said\r\nContent-Length: 10\r\n\r\nno'), 700);
      else socket.write('HTTP/1.1 200 Said\r\n\r\nokok');
    });
    const prober = proberWith();
    await probe(prober, api.origin, holding('okok'));
    expect(outcomeOf(await probe(prober, api.origin, holding('okok')))).toBe('success status 200');
  });

  it.each(['identity', 'gzip'])('is found where the body has no end: %s', async (coding) => {
    const begun = await new Promise<Buffer>((resolve) => {
      if (coding === 'identity') return resolve(Buffer.from('{"status":"UP"}'));
      const parts: Buffer[] = [];
      const coder = createGzip().on('data', (part: Buffer) => parts.push(part));
      coder.write('{"status":"UP"}');
      coder.flush(() => resolve(Buffer.concat(parts)));
    });
    const api = await serverThat((socket) => {
      socket.write(`HTTP/1.1 200 Said\r\nContent-Encoding: ${coding}\r\nTransfer-Encoding: chunked\r\n\r\n`);
      socket.write(Buffer.concat([Buffer.from(`${begun.length.toString(16)}\r\n`), begun, Buffer.from('\r\n')]));
    });
    const found = await probe(proberWith(), api.origin, { timeoutMs: 700, ...holding('"UP"') });
    expect(outcomeOf(found)).toBe('success status 200');
  });

  it('counts where it came in time and this process was slow to unpack it', async () => {
    const body = gzipSync('{"status":"UP"}');
    const api = await serverThat((socket) => {
      socket.write(`HTTP/1.1 200 Said\r\nContent-Encoding: gzip\r\nContent-Length: ${body.length}\r\n\r\n`);
      socket.write(body);
    });
    const busy = Array.from({ length: 8 }, () => promisify(pbkdf2)('a', 'b', 1_000_000, 64, 'sha512'));
    const found = await probe(proberWith(), api.origin, { timeoutMs: 300, ...holding('"UP"') });
    expect(outcomeOf(found)).toBe('success status 200');
    await Promise.all(busy);
  }, 30_000);
});

describe('Connections whose rest nobody needs', () => {
  it('give way to the next probe where there is no other place', async () => {
    const api = await serverThat((socket) => {
      socket.write('HTTP/1.1 200 Said\r\nContent-Length: 2\r\n\r\n');
      setTimeout(() => socket.write('ok'), 300);
    });
    const prober = proberWith({ mostPerOrigin: 1 });
    const outcomes: string[] = [];
    for (let round = 0; round < 3; round++) outcomes.push(outcomeOf(await probe(prober, api.origin)));
    expect(outcomes).toEqual(['success status 200', 'success status 200', 'success status 200']);
  });
});
