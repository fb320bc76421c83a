import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Secret } from '../../src/platform/settings/secret.js';
import type { ProbeAuth } from '../../src/sources/pulse/probe-request.js';
import type { ProbeResult } from '../../src/sources/pulse/probe-result.js';
import { outcomeOf, probeOf, startProber } from '../support/probing.js';
import { freePort } from '../support/servers/free-port.js';
import { RawServer, type RawReply } from '../support/servers/raw-server.js';
import { ShiftedClock } from '../support/shifted-clock.js';

const NEVER = new AbortController().signal;
const answer = (status: number, body = ''): string =>
  `HTTP/1.1 ${status} Said\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

let clock: ShiftedClock;
let prober: ReturnType<typeof startProber>;
let servers: RawServer[];

beforeEach(() => {
  [clock, servers] = [new ShiftedClock(), []];
  prober = startProber({ clock });
});

afterEach(async () => {
  await prober.close();
  for (const server of servers) await server.stop();
});

async function serverThat(reply: RawReply): Promise<RawServer> {
  const server = await RawServer.start(reply);
  servers.push(server);
  return server;
}

const authorizations = ({ requests }: RawServer): (string | undefined)[] =>
  requests.map((head) => /^authorization: (.*)$/im.exec(head)?.[1]);
const probe = (server: RawServer, auth: ProbeAuth, timeoutMs = 2_000): Promise<ProbeResult> =>
  prober.probe(probeOf(server.origin, { auth, timeoutMs }), NEVER);

/** A token endpoint that gives t1, t2, ... and an API that takes only those in `good`. */
async function scene(good: (token: string) => boolean = () => true) {
  const tokens = await serverThat((socket) => {
    const body = { access_token: `t${tokens.requests.length}`, token_type: 'Bearer', expires_in: 60 };
    socket.write(answer(200, JSON.stringify(body)));
  });
  const api = await serverThat((socket) => {
    const token = authorizations(api).at(-1)!.replace('Bearer ', '');
    socket.write(answer(good(token) ? 200 : 401));
  });
  return { tokens, api, auth: credentialsAt(tokens.origin) };
}

function credentialsAt(origin: string): ProbeAuth {
  const tokenUrl = new URL(`${origin}/realm/token`);
  const clientSecret = Secret.of('s/1');
  return { kind: 'oauth2', tokenUrl, clientId: 'a b', clientSecret, scope: 'read write', policy: 'any' };
}

describe('A probe proves who it is', () => {
  it.each<[string, ProbeAuth, string]>([
    ['by a user and a password', { kind: 'basic', username: 'u', password: Secret.of('pä:s') }, 'Basic dTpww6Q6cw=='],
    ['by a token', { kind: 'bearer', token: Secret.of('abc') }, 'Bearer abc'],
  ])('%s', async (_, auth, value) => {
    const api = await serverThat((socket) => socket.write(answer(200)));
    await probe(api, auth);
    expect(authorizations(api)).toEqual([value]);
  });

  it('by a token that it asks for once', async () => {
    const { tokens, api, auth } = await scene();
    const results = await Promise.all([probe(api, auth), probe(api, auth), probe(api, auth)]);
    expect(results.map(outcomeOf)).toEqual(['success status 200', 'success status 200', 'success status 200']);
    await probe(api, auth);
    expect(authorizations(api)).toEqual(['Bearer t1', 'Bearer t1', 'Bearer t1', 'Bearer t1']);
    expect(tokens.requests).toEqual([
      [
        'POST /realm/token HTTP/1.1',
        `Host: ${tokens.origin.slice(7)}`,
        `Authorization: Basic ${Buffer.from('a+b:s%2F1').toString('base64')}`,
        'Content-Type: application/x-www-form-urlencoded',
        'Accept: application/json',
        'User-Agent: Heartbeat-Pulse/test',
        'Accept-Encoding: identity',
        'Content-Length: 46',
        '',
        'grant_type=client_credentials&scope=read+write',
      ].join('\r\n'),
    ]);
  });

  it('by the next token before the one it has expires', async () => {
    const { tokens, api, auth } = await scene();
    await probe(api, auth);
    clock.putForward(55_000);
    expect(outcomeOf(await probe(api, auth))).toBe('success status 200');
    while (tokens.requests.length < 2) await new Promise((resolve) => setTimeout(resolve, 10));
    await probe(api, auth);
    expect(authorizations(api).slice(0, 2)).toEqual(['Bearer t1', 'Bearer t1']);
  });

  it('by a new token after a 401, once', async () => {
    const { api, auth } = await scene((token) => token === 't1' && api.requests.length === 1);
    await probe(api, auth);
    clock.putForward(10_000);
    const refused = await probe(api, auth);
    expect([outcomeOf(refused), refused.attempts]).toEqual(['success status 401', 2]);
    expect(authorizations(api)).toEqual(['Bearer t1', 'Bearer t1', 'Bearer t2']);
  });
});

describe('What cannot be proven says nothing about the API', () => {
  const told = ({ outcome, cause, detail }: ProbeResult): string => `${outcome} ${cause}: ${detail}`;
  const FROM = 'no-response auth: no token from the token endpoint: ';

  it.each<[string, string, string]>([
    ['refuses', answer(401), `${FROM}it answered 401`],
    ['is broken', answer(503), `${FROM}it answered 503`],
    ['says no JSON', answer(200, 'token'), `${FROM}the answer is no JSON object`],
    [
      'says too much',
      answer(200, 'a'.repeat(300_000)),
      `${FROM}its answer cannot be read: it is larger than the 262144 bytes that are read`,
    ],
    ['redirects', answer(302), `${FROM}it answered 302`],
    ['is no HTTP', 'SSH-2.0', `${FROM}the answer does not begin with a status line of HTTP/1.1`],
  ])('where the token endpoint %s', async (_, text, shown) => {
    const tokens = await serverThat((socket) => socket.write(text));
    const api = await serverThat((socket) => socket.write(answer(200)));
    expect(told(await probe(api, credentialsAt(tokens.origin)))).toBe(shown);
    expect(api.connections).toBe(0);
  });

  it('where nothing listens at the token endpoint, which is not stormed', async () => {
    const api = await serverThat((socket) => socket.write(answer(200)));
    const auth = credentialsAt(`http://127.0.0.1:${await freePort()}`);
    expect(told(await probe(api, auth))).toBe(`${FROM}nothing listens at the address`);
    expect(told(await probe(api, auth))).toBe(`${FROM}nothing listens at the address`);
  });

  it('where the token endpoint is silent until the time of the probe is over', async () => {
    const tokens = await serverThat(() => undefined);
    const api = await serverThat((socket) => socket.write(answer(200)));
    const results = await Promise.all([1, 2].map(() => probe(api, credentialsAt(tokens.origin), 300)));
    expect(results.map(told)).toEqual(
      Array.from({ length: 2 }, () => 'no-response auth: no answer within 300 ms: there was no token yet'),
    );
    expect(tokens.requests).toHaveLength(1);
  });

  it('where the guard refuses the token endpoint', async () => {
    const { tokens, api, auth } = await scene();
    const result = await probe(api, { ...auth, policy: { hosts: [], networks: [] } } as ProbeAuth);
    expect(told(result)).toMatch(/^blocked blocked: the token endpoint: 127\.0\.0\.1 is /);
    expect([tokens.connections, api.connections]).toEqual([0, 0]);
  });

  it('where a secret cannot be read any more', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'heartbeat-secret-'));
    writeFileSync(join(folder, 'token'), 'abc\n');
    const api = await serverThat((socket) => socket.write(answer(200)));
    const auth: ProbeAuth = { kind: 'bearer', token: Secret.fromFile(join(folder, 'token')) };
    expect(outcomeOf(await probe(api, auth))).toBe('success status 200');
    rmSync(folder, { recursive: true });
    expect(told(await probe(api, auth))).toBe('no-response auth: a secret cannot be read');
  });
});
