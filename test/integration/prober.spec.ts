import { readFileSync } from 'node:fs';
import { afterEach, describe, expect, it } from '@jest/globals';
import type { ProbeRequest } from '../../src/sources/pulse/probe-request.js';
import type { ProbeResult } from '../../src/sources/pulse/probe-result.js';
import { outcomeOf, probeOf, startProber } from '../support/probing.js';
import { freePort } from '../support/servers/free-port.js';
import { RawServer, type RawReply } from '../support/servers/raw-server.js';
import { ShiftedClock } from '../support/shifted-clock.js';

const NEVER = new AbortController().signal;
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
/** `[text, how often]`, each character a byte, and what the server does then. */
interface HostileAnswer {
  readonly id: string;
  readonly parts: readonly (readonly [string, number])[];
  readonly then: 'stay' | 'end' | 'reset';
  readonly outcome: string;
}
const ANSWERS = JSON.parse(readFileSync('test/hostile/probe-answers.json', 'utf8')) as HostileAnswer[];
const UNTIL_CLOSE = 'HTTP/1.1 200 OK\r\n\r\n';

const servers: RawServer[] = [];
let prober = startProber();

afterEach(async () => {
  await prober.close();
  for (const server of servers.splice(0)) await server.stop();
  prober = startProber();
});

async function serverThat(reply: RawReply): Promise<RawServer> {
  const server = await RawServer.start(reply);
  servers.push(server);
  return server;
}

const says =
  (text: string): RawReply =>
  (socket) =>
    socket.write(text, 'latin1');
const probe = (url: string, parts: Partial<ProbeRequest> = {}): Promise<ProbeResult> =>
  prober.probe(probeOf(url, parts), NEVER);

/** Writes a text bit by bit until the connection ends. */
const drips =
  (text: string, everyMs: number): RawReply =>
  (socket) => {
    let at = 0;
    const timer = setInterval(() => socket.write(text.charAt(at++ % text.length)), everyMs);
    socket.once('close', () => clearInterval(timer));
  };

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 10));
}

describe('An answer is judged', () => {
  it.each(ANSWERS.map((answer) => [answer.id, answer] as const))('%s', async (_, { parts, then, outcome }) => {
    const { origin } = await serverThat((socket) => {
      for (const [text, times] of parts) socket.write(text.repeat(times), 'latin1');
      if (then === 'end') socket.end();
      // What was written is on its way before the reset overtakes it.
      if (then === 'reset') socket.write('', () => setTimeout(() => socket.resetAndDestroy(), 50));
    });
    const result = await probe(origin);
    expect(outcomeOf(result)).toBe(outcome);
    expect(result.detail).toMatch(/^[ -~]{1,100}$/);
  });

  it('with what it asks for, and how long it took', async () => {
    const { origin } = await serverThat(says('HTTP/1.1 429 Slow Down\r\nRetry-After: 7\r\nContent-Length: 0\r\n\r\n'));
    const { retryAfterMs, phases, durationMs, attempts, startedAt } = await probe(origin);
    expect([retryAfterMs, attempts, Object.keys(phases)]).toEqual([7_000, 1, ['dnsMs', 'connectMs', 'firstByteMs']]);
    const sumMs = Object.values(phases).reduce((sum: number, ms: number) => sum + ms, 0);
    expect(durationMs).toBeGreaterThanOrEqual(Math.floor(sumMs));
    expect(Math.abs(Date.now() - startedAt.wallMs - durationMs)).toBeLessThan(1_000);
  });

  it('by its body, once that is whole', async () => {
    const expectUp = { expect: { status: [{ from: 200, to: 299 }], json: [{ path: '$.status', equals: 'UP' }] } };
    const chunks = 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n8\r\n{"status\r\n7\r\n":"UP"}\r\n0\r\n\r\n';
    const chunked = await serverThat(says(chunks));
    expect(outcomeOf(await probe(chunked.origin, expectUp))).toBe('success status 200');
    expect(outcomeOf(await probe(chunked.origin, expectUp))).toBe('success status 200');
    expect(chunked.connections).toBe(1);
    const closing = await serverThat((socket) => socket.end(`${UNTIL_CLOSE}{"status":"DOWN"}`));
    const down = await probe(closing.origin, expectUp);
    expect([outcomeOf(down), down.detail]).toEqual(['failure expectation 200', '$.status is not "UP"']);
  });

  it.each([
    ['b', ['bad-data', 'the body cannot be judged: it is larger than the 262144 bytes that are read']],
    ['aa', ['success', 'answered 200']],
  ])('not as a failure where the body is larger than what is read of it: %s', async (bodyContains, verdict) => {
    const { origin } = await serverThat(says(`${UNTIL_CLOSE}${'a'.repeat(300_000)}`));
    const { outcome, detail } = await probe(origin, { expect: { ...probeOf(origin).expect, bodyContains } });
    expect([outcome, detail]).toEqual(verdict);
  });

  it.each([
    ['a failure in a head', 'HTTP/1.1 503 No\r\nX: ', 'failure status 503'],
    ['a body with the text', 'HTTP/1.1 200 OK\r\n\r\ntext and ', 'success status 200'],
  ])('by what came before the time-out: %s that never ends', async (_, text, outcome) => {
    const { origin } = await serverThat((socket, at) => {
      socket.write(text);
      drips('x', 20)(socket, at);
    });
    const expect200 = { status: [{ from: 200, to: 299 }], json: [], bodyContains: 'text' };
    expect(outcomeOf(await probe(origin, { timeoutMs: 300, expect: expect200 }))).toBe(outcome);
    await until(() => prober.sockets.connections === 0);
  });
});

describe('A probe sends', () => {
  it('a body by POST, and its own fields', async () => {
    const server = await serverThat(says(OK));
    const url = `${server.origin}/a/b?c=%20d`;
    await probe(url, { method: 'POST', body: '{"q":"ä"}', headers: { 'X-Key': 'k', accept: 'text/plain' } });
    const head = [
      'POST /a/b?c=%20d HTTP/1.1',
      `Host: ${server.origin.slice(7)}`,
      'X-Key: k',
      'accept: text/plain',
      'User-Agent: Heartbeat-Pulse/test',
      'Accept-Encoding: identity',
      'Content-Length: 10',
    ];
    expect(server.requests).toEqual([`${head.join('\r\n')}\r\n\r\n${Buffer.from('{"q":"ä"}').toString('latin1')}`]);
  });

  it('nothing where a header would become two', async () => {
    const server = await serverThat(says(OK));
    const result = await probe(server.origin, { headers: { 'X-A': 'b\r\nX-Evil: 1' } });
    expect([outcomeOf(result), server.connections]).toEqual(['blocked blocked', 0]);
  });
});

describe('No answer is told apart by its cause', () => {
  it('nothing listens', async () => {
    const result = await probe(`http://127.0.0.1:${await freePort()}/`);
    expect([outcomeOf(result), result.detail]).toEqual(['no-response connect', 'nothing listens at the address']);
  });

  it('the name has no address', async () => {
    await prober.close();
    const detail = 'echo.example is not known to the name servers';
    prober = startProber({ lookUp: () => Promise.resolve({ ok: false, code: 'DNS_FAILURE', detail }) });
    const result = await probe('http://echo.example/');
    expect([outcomeOf(result), result.detail]).toEqual(['no-response dns', detail]);
  });

  it('the name has not been looked up in time', async () => {
    await prober.close();
    prober = startProber({ lookUp: () => new Promise(() => undefined) });
    const { detail } = await probe('http://echo.example/', { timeoutMs: 100 });
    expect(detail).toBe('no answer within 100 ms: the name was not looked up yet');
  });

  it.each<[string, RawReply, string]>([
    ['silent', () => undefined, 'no-response timeout: no answer within 300 ms: the other side was silent'],
    [
      'dripping its head',
      drips('HTTP/1.1 200 OK and so on and so on', 20),
      'no-response timeout: no answer within 300 ms: the head of the answer was not complete yet',
    ],
    [
      'cut at once',
      (socket) => socket.resetAndDestroy(),
      'no-response reset: the connection was cut before there was an answer',
    ],
    ['ended at once', (socket) => socket.end(), 'no-response reset: the connection was cut before there was an answer'],
  ])('the other side is %s', async (_, reply, shown) => {
    const { origin } = await serverThat(reply);
    const { outcome, cause, detail } = await probe(origin, { timeoutMs: 300 });
    expect(`${outcome} ${cause}: ${detail}`).toBe(shown);
  });

  it('it is cut off within a body that decides', async () => {
    const { origin } = await serverThat((socket) => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nok'));
    const result = await probe(origin, { expect: { ...probeOf(origin).expect, bodyContains: 'ok' } });
    expect(outcomeOf(result)).toBe('bad-data parse 200');
  });

  it('a body that decides comes too slowly', async () => {
    const { origin } = await serverThat((socket, at) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n');
      drips('ok', 20)(socket, at);
    });
    const result = await probe(origin, { timeoutMs: 300, expect: { ...probeOf(origin).expect, bodyContains: 'x' } });
    expect([outcomeOf(result), result.detail]).toEqual([
      'no-response timeout 200',
      'no answer within 300 ms: the body was not complete yet',
    ]);
  });
});

it('The next address of a name is tried where one does not answer', async () => {
  const server = await serverThat(says(OK));
  await prober.close();
  prober = startProber({ lookUp: () => Promise.resolve({ ok: true, value: ['127.0.0.2', '127.0.0.3', '127.0.0.1'] }) });
  const url = server.origin.replace('127.0.0.1', 'echo.example');
  expect(outcomeOf(await probe(url))).toBe('success status 200');
  await server.stop();
  servers.pop();
  const gone = await probe(url);
  expect([outcomeOf(gone), gone.detail]).toEqual(['no-response connect', 'nothing listens at the address']);
});

describe('Further attempts', () => {
  it('are made after no answer, and their number is told', async () => {
    const server = await serverThat((socket, { connection }) => (connection < 3 ? socket.destroy() : socket.write(OK)));
    const result = await probe(server.origin, { retries: 3, backoffMs: 50 });
    expect([outcomeOf(result), result.attempts, server.connections]).toEqual(['success status 200', 3, 3]);
    expect(result.durationMs).toBeGreaterThanOrEqual(150);
  });

  it('are not made after an answer', async () => {
    const server = await serverThat(says('HTTP/1.1 503 No\r\nContent-Length: 0\r\n\r\n'));
    const result = await probe(server.origin, { retries: 3, backoffMs: 50 });
    expect([outcomeOf(result), result.attempts, server.requests.length]).toEqual(['failure status 503', 1, 1]);
  });

  it('are not made where there is no time left, and never prolong the whole', async () => {
    const server = await serverThat((socket) => socket.destroy());
    const refused = await probe(server.origin, { retries: 3, backoffMs: 200, timeoutMs: 500 });
    expect([outcomeOf(refused), refused.attempts]).toEqual(['no-response reset', 2]);
    expect(refused.durationMs).toBeLessThan(500);
    const silent = await serverThat((socket, { connection }) => void (connection === 1 && socket.destroy()));
    const late = await probe(silent.origin, { retries: 3, backoffMs: 50, timeoutMs: 300 });
    expect([outcomeOf(late), late.attempts]).toEqual(['no-response timeout', 2]);
    expect(late.detail).toContain('; before: the connection was cut before there was an answer');
  });
});

describe('A probe is given up', () => {
  it('by its signal, and its connection with it', async () => {
    const server = await serverThat(() => undefined);
    const controller = new AbortController();
    const probing = prober.probe(probeOf(server.origin), controller.signal);
    await until(() => server.requests.length === 1);
    controller.abort();
    expect(outcomeOf(await probing)).toBe('cancelled cancelled');
    await until(() => server.open === 0);
    expect(prober.sockets).toEqual({ connections: 0, origins: 0 });
  });

  it('before it begins', async () => {
    const server = await serverThat(says(OK));
    expect(outcomeOf(await prober.probe(probeOf(server.origin), AbortSignal.abort()))).toBe('cancelled cancelled');
    expect(server.connections).toBe(0);
  });

  it('with all others when the prober is closed, which opens nothing any more', async () => {
    const kept = await serverThat(says(OK));
    await probe(kept.origin);
    const silent = await serverThat(() => undefined);
    const probing = [probe(silent.origin), probe(silent.origin)];
    await until(() => silent.requests.length === 2);
    await prober.close();
    expect((await Promise.all(probing)).map(outcomeOf)).toEqual(['cancelled cancelled', 'cancelled cancelled']);
    await until(() => kept.open + silent.open === 0);
    expect(outcomeOf(await probe(kept.origin))).toBe('cancelled cancelled');
    expect(kept.connections).toBe(1);
  });
});

describe('Connections', () => {
  it.each<[string, string, Partial<ProbeRequest>]>([
    ['with a length', OK, {}],
    ['in chunks', 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n', {}],
    ['without a body', 'HTTP/1.1 204 None\r\n\r\n', {}],
    ['to HEAD', 'HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n', { method: 'HEAD' }],
    ['of which nobody reads 16 kB', `HTTP/1.1 500 No\r\nContent-Length: 16000\r\n\r\n${'a'.repeat(16_000)}`, {}],
  ])('are used again after an answer %s', async (_, text, parts) => {
    const server = await serverThat(says(text));
    for (let at = 1; at <= 5; at++) {
      const { phases } = await probe(server.origin, parts);
      expect('connectMs' in phases).toBe(at === 1);
      await until(() => server.requests.length === at && prober.sockets.connections === 1);
      // The rest of the answer may still be on its way.
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    expect(server.connections).toBe(1);
  });

  it.each<[string, string]>([
    ['whose body is large', `HTTP/1.1 200 OK\r\nContent-Length: 17000\r\n\r\n${'a'.repeat(17_000)}`],
    ['whose body has no end', `${UNTIL_CLOSE}${'a'.repeat(100_000)}`],
    ['that closes', 'HTTP/1.1 200 OK\r\nContent-Length: 0\r\nConnection: close\r\n\r\n'],
    ['that says more than it said it would', `${OK}HTTP/1.1 200 OK\r\n\r\n`],
    ['of HTTP/1.0', 'HTTP/1.0 200 OK\r\nContent-Length: 0\r\n\r\n'],
  ])('end after an answer %s', async (_, text) => {
    const server = await serverThat(says(text));
    expect(outcomeOf(await probe(server.origin))).toBe('success status 200');
    await until(() => prober.sockets.connections === 0 && server.open === 0);
  });

  it('end where the body drips, though the answer is known at its head', async () => {
    const server = await serverThat((socket, at) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 900\r\n\r\n');
      drips('a', 20)(socket, at);
    });
    const result = await probe(server.origin);
    expect(outcomeOf(result)).toBe('success status 200');
    await until(() => server.open === 0);
  });

  it('end where something comes while nothing is asked', async () => {
    const server = await serverThat((socket) => {
      socket.write(OK);
      setTimeout(() => socket.write(OK), 50);
    });
    await probe(server.origin);
    await until(() => prober.sockets.connections === 0);
    expect(outcomeOf(await probe(server.origin))).toBe('success status 200');
  });

  it('are new for each probe where that is asked for', async () => {
    const server = await serverThat(says(OK));
    for (let at = 0; at < 3; at++) await probe(server.origin, { freshConnection: true });
    expect(server.connections).toBe(3);
    expect(server.requests[0]).toContain('\r\nConnection: close\r\n');
  });

  it('that the other side closed while idle are replaced unseen', async () => {
    const server = await serverThat(says(OK));
    for (const close of ['cut', 'end'] as const) {
      await probe(server.origin);
      server[close]();
      await until(() => prober.sockets.connections === 0);
      expect(outcomeOf(await probe(server.origin))).toBe('success status 200');
    }
  });

  it('that the other side closes as a request comes are replaced unseen, once', async () => {
    const server = await serverThat((socket, { request }) => (request === 1 ? socket.write(OK) : socket.destroy()));
    await probe(server.origin);
    const second = await probe(server.origin);
    expect([outcomeOf(second), second.attempts, server.connections]).toEqual(['success status 200', 1, 2]);
    expect(second.phases).toHaveProperty('connectMs');
    const gone = await serverThat((socket, { connection }) => (connection === 1 ? socket.write(OK) : socket.destroy()));
    await probe(gone.origin);
    gone.cut();
    await until(() => gone.open === 0);
    expect(outcomeOf(await probe(gone.origin))).toBe('no-response reset');
    expect(gone.connections).toBe(2);
  });

  it('are not shared between policies', async () => {
    const server = await serverThat(says(OK));
    const policy = { hosts: [], networks: [], literalAddress: '127.0.0.1' };
    for (const each of ['any', policy, policy] as const) await probe(server.origin, { policy: each });
    expect(server.connections).toBe(2);
  });
});

describe('Sockets are bounded', () => {
  it('for each origin: what is beyond is not a failure of the API', async () => {
    await prober.close();
    prober = startProber({ mostPerOrigin: 2 });
    const { origin } = await serverThat(() => undefined);
    const probing = [1, 2, 3].map(() => probe(origin, { timeoutMs: 300 }));
    expect((await Promise.all(probing)).map(outcomeOf).toSorted()).toEqual([
      'cancelled overload',
      'no-response timeout',
      'no-response timeout',
    ]);
  });

  it('in all: those idle longest give way, and their origins are forgotten', async () => {
    await prober.close();
    const clock = new ShiftedClock();
    prober = startProber({ clock, mostConnections: 3 });
    const all = [await serverThat(says(OK)), await serverThat(says(OK)), await serverThat(says(OK))];
    const fourth = await serverThat(says(OK));
    for (const { origin } of [...all, all[0]!, fourth]) {
      await probe(origin);
      clock.putForward(10);
    }
    expect(prober.sockets).toEqual({ connections: 3, origins: 3 });
    await until(() => all[1]!.open === 0);
    expect([all[0]!.open, all[2]!.open, fourth.open]).toEqual([1, 1, 1]);
  });
});
