import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { Registry } from 'prom-client';
import { resolveAllowed } from '../../src/platform/egress/allowed-addresses.js';
import { EgressMetrics } from '../../src/platform/egress/egress.metrics.js';
import { EgressResolver } from '../../src/platform/egress/egress-resolver.js';
import { CaresNameServers } from '../../src/platform/egress/name-servers.js';
import type { ProbeRequest } from '../../src/sources/pulse/probe-request.js';
import type { ProbeResult } from '../../src/sources/pulse/probe-result.js';
import type { AddressLookUp } from '../../src/sources/pulse/probing/connections/address-look-up.js';
import type { Http1Prober } from '../../src/sources/pulse/probing/http1-prober.js';
import { outcomeOf, probeOf, startProber, systemLookUp } from '../support/probing.js';
import { DeafServers } from '../support/servers/deaf-servers.js';
import { FakeNameServer, type Question, type Said } from '../support/servers/fake-name-server.js';
import { freePort } from '../support/servers/free-port.js';
import { RawServer, type RawReply } from '../support/servers/raw-server.js';
import { ShiftedClock } from '../support/shifted-clock.js';

const NEVER = new AbortController().signal;
const answer = (status: number): string => `HTTP/1.1 ${status} Said\r\nContent-Length: 2\r\n\r\nok`;
const OK = answer(200);
const ROOM_MS = 15_000;

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

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10));
}

/** Answers the first request of each connection, and takes all others without a word. */
const onceAConnection =
  (text: (connection: number) => string): RawReply =>
  (socket, { connection, request }) => {
    if (request === 1) socket.write(text(connection));
  };

describe('Silence on a kept connection', () => {
  it('is asked again on a new one, within the same time', async () => {
    const server = await serverThat(onceAConnection(() => OK));
    const prober = proberWith();
    expect((await probe(prober, server.origin)).isRepeated).toBeUndefined();
    const second = await probe(prober, server.origin);
    expect([outcomeOf(second), second.isRepeated, second.attempts]).toEqual(['success status 200', true, 1]);
    expect([server.connections, server.requests.length]).toEqual([2, 3]);
    expect(second.phases).toHaveProperty('connectMs');
    expect(second.durationMs).toBeLessThan(2_000);
    await until(() => server.open === 1);
  });

  it('leaves it to the new one what the other side says', async () => {
    const server = await serverThat(onceAConnection((connection) => answer(connection === 1 ? 200 : 503)));
    const prober = proberWith();
    await probe(prober, server.origin);
    expect(outcomeOf(await probe(prober, server.origin))).toBe('failure status 503');
  });

  it('is no answer if the new one is silent as well', async () => {
    const server = await serverThat((socket, { connection, request }) => {
      if (connection === 1 && request === 1) socket.write(OK);
    });
    const prober = proberWith();
    await probe(prober, server.origin);
    const second = await probe(prober, server.origin, { timeoutMs: 800 });
    expect([outcomeOf(second), second.detail]).toEqual([
      'no-response timeout',
      'no answer within 800 ms: the other side was silent',
    ]);
    expect(server.connections).toBe(2);
    await until(() => server.open === 0);
  });

  it('does not cost an API its answer that is slow on both', async () => {
    const server = await serverThat((socket, { connection, request }) => {
      const slow = connection > 1 || request > 1;
      if (slow) setTimeout(() => socket.write(OK), 1_500);
      else socket.write(OK);
    });
    const prober = proberWith();
    await probe(prober, server.origin);
    expect(outcomeOf(await probe(prober, server.origin))).toBe('success status 200');
  });

  it('does not count as slowness of the API', async () => {
    const server = await serverThat(onceAConnection(() => OK));
    const prober = proberWith();
    const expect200 = { ...probeOf(server.origin).expect, maxLatencyMs: 400 };
    await probe(prober, server.origin, { expect: expect200, timeoutMs: 4_000 });
    const second = await probe(prober, server.origin, { expect: expect200, timeoutMs: 4_000 });
    expect([outcomeOf(second), second.durationMs >= 900]).toEqual(['success status 200', true]);
  });

  it.each([
    ['answers after all', 700, 'success status 200'],
    ['stays silent', 5_000, 'no-response dns'],
  ])('waits for the kept one where the name is not found meanwhile: it %s', async (_, afterMs, outcome) => {
    const server = await serverThat((socket, { request }) => {
      if (request === 1) socket.write(OK);
      else setTimeout(() => socket.write(OK), afterMs);
    });
    let found = 0;
    const lookUp: AddressLookUp = (host, policy) =>
      found++ === 0 ? systemLookUp(host, policy) : Promise.resolve({ ok: false, code: 'DNS_FAILURE', detail: 'gone' });
    const prober = proberWith({ lookUp });
    await probe(prober, server.origin);
    expect(outcomeOf(await probe(prober, server.origin, { timeoutMs: 1_200 }))).toBe(outcome);
    expect(server.connections).toBe(1);
  });
});

describe('A request that is not safe', () => {
  const POST = { method: 'POST', body: '{}' } as const;

  it('goes out once, though the connection dies after the work, and whatever is retried', async () => {
    const server = await serverThat((socket, { connection }) =>
      connection % 2 === 1 ? socket.write(OK) : socket.destroy(),
    );
    const prober = proberWith();
    for (let at = 1; at <= 6; at++) {
      const result = await probe(prober, server.origin, { ...POST, retries: 3 });
      expect([outcomeOf(result), result.attempts]).toEqual([
        at % 2 === 1 ? 'success status 200' : 'no-response reset',
        1,
      ]);
    }
    expect(server.requests).toHaveLength(6);
  });

  it('takes no kept connection, and leaves none', async () => {
    const server = await serverThat((socket, { request }) => (request === 1 ? socket.write(OK) : socket.destroy()));
    const prober = proberWith();
    await probe(prober, server.origin);
    expect(outcomeOf(await probe(prober, server.origin, POST))).toBe('success status 200');
    await until(() => server.open === 1);
    expect([server.connections, server.requests.length]).toEqual([2, 2]);
  });

  it('is retried where it was never sent', async () => {
    const prober = proberWith();
    const refused = await probe(prober, `http://127.0.0.1:${await freePort()}/`, {
      ...POST,
      retries: 2,
      backoffMs: 50,
    });
    expect([outcomeOf(refused), refused.attempts]).toEqual(['no-response connect', 3]);
  });

  it('is not repeated by a new token after a 401, which says nothing about the API', async () => {
    const tokens = await serverThat((socket) => {
      const body = JSON.stringify({ access_token: `t${tokens.requests.length}`, token_type: 'Bearer', expires_in: 60 });
      socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
    });
    const api = await serverThat((socket) => socket.write(answer(/Bearer t1/.test(api.requests.at(-1)!) ? 401 : 200)));
    const clock = new ShiftedClock();
    const prober = proberWith({ clock });
    const clientSecret = (await import('../../src/platform/settings/secret.js')).Secret.of('s');
    const tokenUrl = new URL(tokens.origin);
    const auth = { kind: 'oauth2', tokenUrl, clientId: 'a', clientSecret, policy: 'any' } as const;
    expect(outcomeOf(await probe(prober, api.origin, { ...POST, auth }))).toBe('success status 401');
    clock.putForward(6_000);
    expect(outcomeOf(await probe(prober, api.origin, { ...POST, auth }))).toBe('no-response auth 401');
    expect(outcomeOf(await probe(prober, api.origin, { ...POST, auth }))).toBe('success status 200');
    expect([api.requests.length, tokens.requests.length]).toEqual([3, 2]);
  });
});

describe('Kept connections', () => {
  it('end after seconds without use, and when they are old', async () => {
    const clock = new ShiftedClock();
    const prober = proberWith({ clock });
    const server = await serverThat((socket) => socket.write(OK));
    await probe(prober, server.origin);
    clock.putForward(10_100);
    expect([outcomeOf(await probe(prober, server.origin)), server.connections]).toEqual(['success status 200', 2]);
    await until(() => server.open === 1);
    for (let ageMs = 0; ageMs < 600_000; ageMs += 8_000) {
      expect([outcomeOf(await probe(prober, server.origin)), server.connections]).toEqual(['success status 200', 2]);
      clock.putForward(8_000);
    }
    await probe(prober, server.origin);
    await until(() => prober.sockets.connections === 0);
    clock.putForward(10_100);
    await probe(prober, server.origin);
    expect(server.connections).toBe(3);
    clock.putForward(10_100);
    await until(() => prober.sockets.connections === 0 && server.open === 0);
  });

  it('end when their name leads elsewhere, once the time to live of its record is over', async () => {
    const asked = { old: 0, new: 0 };
    const port = await freePort();
    await listening('127.0.0.1', port, () => asked.old++);
    await listening('127.0.0.2', port, () => asked.new++);
    let address = '127.0.0.1';
    const { prober, clock } = await proberOnNames(() => ({ addresses: [address], ttlSeconds: 20 }));
    const url = `http://moves.example:${port}/`;
    for (let seconds = 0; seconds < 18; seconds += 6) {
      expect(outcomeOf(await probe(prober, url))).toBe('success status 200');
      address = '127.0.0.2';
      clock.putForward(6_000);
    }
    expect(asked).toEqual({ old: 3, new: 0 });
    expect(prober.sockets.connections).toBe(1);
    clock.putForward(2_100);
    await until(() => prober.sockets.connections === 0);
    for (let at = 0; at < 3; at++) expect(outcomeOf(await probe(prober, url))).toBe('success status 200');
    expect(asked).toEqual({ old: 3, new: 3 });
  });

  it('stay while their name servers are silent or fail', async () => {
    const port = await freePort();
    await listening('127.0.0.1', port);
    let said: Said = { addresses: ['127.0.0.1'], ttlSeconds: 5 };
    const { prober, clock, names } = await proberOnNames(() => said);
    const url = `http://stays.example:${port}/`;
    await probe(prober, url);
    for (const failing of ['silence', 2] as const) {
      said = failing;
      const before = names.asked('stays.example');
      clock.putForward(6_000);
      await until(() => names.asked('stays.example') > before);
      const { phases } = await probe(prober, url);
      expect(Object.keys(phases)).toEqual(['firstByteMs']);
      said = { addresses: ['127.0.0.1'], ttlSeconds: 5 };
      await probe(prober, url);
    }
  });
});

describe('One deadline', () => {
  it(
    'covers the look-up of the name as well: a name server may be silent for seconds',
    async () => {
      const port = await freePort();
      await listening('127.0.0.1', port);
      const speaksAtMs = performance.now() + 2_000;
      const { prober } = await proberOnNames(() =>
        performance.now() < speaksAtMs ? 'silence' : { addresses: ['127.0.0.1'] },
      );
      const result = await probe(prober, `http://late.example:${port}/`, { timeoutMs: 8_000 });
      expect([outcomeOf(result), result.phases.dnsMs! > 1_500]).toEqual(['success status 200', true]);
    },
    ROOM_MS,
  );

  it('tells that it was the name that took its time', async () => {
    const { prober } = await proberOnNames(() => 'silence');
    const result = await probe(prober, 'http://silent.example/', { timeoutMs: 1_500 });
    expect([outcomeOf(result), result.detail]).toEqual([
      'no-response dns',
      'no answer within 1500 ms: the name was not looked up yet',
    ]);
  });
});

describe('The addresses of a name', () => {
  const lookUpOf =
    (addresses: readonly string[]): AddressLookUp =>
    () =>
      Promise.resolve({ ok: true, value: addresses });

  it(
    'are raced: a silent one costs a quarter of a second',
    async () => {
      const deaf = await DeafServers.start('127.0.0.2');
      cleanUp.push(() => deaf.stop());
      await listening('127.0.0.1', deaf.port);
      const prober = proberWith({ lookUp: lookUpOf(['127.0.0.2', '127.0.0.1']) });
      const result = await probe(prober, `http://raced.example:${deaf.port}/`, { timeoutMs: 8_000 });
      expect(outcomeOf(result)).toBe('success status 200');
      expect(result.phases.connectMs).toBeGreaterThanOrEqual(200);
      expect(result.phases.connectMs).toBeLessThan(950);
    },
    ROOM_MS,
  );

  it(
    'have the whole time each: one whose first packets are lost is not given up for the next',
    async () => {
      const deaf = await DeafServers.start('127.0.0.2', '127.0.0.3');
      cleanUp.push(() => deaf.stop());
      const prober = proberWith({ lookUp: lookUpOf(['127.0.0.2', '127.0.0.3']) });
      const probing = probe(prober, `http://raced.example:${deaf.port}/`, { timeoutMs: 12_000 });
      // Both have been tried by now, and Node would have given the first one up.
      setTimeout(() => deaf.wake('127.0.0.2'), 1_200);
      const result = await probing;
      expect([outcomeOf(result), result.phases.connectMs! > 1_000]).toEqual(['success status 200', true]);
      await until(() => prober.sockets.connections === 1);
    },
    ROOM_MS,
  );
});

/** A prober as the service has it, on a name server that says what the test wants. */
async function proberOnNames(say: (question: Question) => Said) {
  const names = await FakeNameServer.start(say);
  const clock = new ShiftedClock();
  const servers = new CaresNameServers([names.address]);
  const observer = new EgressMetrics(new Registry());
  const resolver = new EgressResolver({ servers, clock, observer, hostsPath: '/nowhere', resolvConfPath: '/nowhere' });
  cleanUp.push(
    () => names.stop(),
    () => resolver.close(),
  );
  const prober = proberWith({ clock, lookUp: (host, policy) => resolveAllowed(host, policy, resolver) });
  return { prober, clock, names };
}

/** Answers every request by 200. */
async function listening(host: string, port: number, asked: () => void = () => undefined): Promise<number> {
  const server = createServer((socket) => {
    cleanUp.push(() => socket.destroy());
    socket
      .on('error', () => undefined)
      .on('data', () => {
        asked();
        socket.write(OK);
      });
  });
  server.listen(port, host);
  await once(server, 'listening');
  cleanUp.push(() => server.close());
  return (server.address() as AddressInfo).port;
}
