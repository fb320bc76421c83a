import { readFileSync } from 'node:fs';
import { once } from 'node:events';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { networkInterfaces } from 'node:os';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Registry } from 'prom-client';
import { resolveAllowed } from '../../src/platform/egress/allowed-addresses.js';
import { gatewayPolicy, type EgressPolicy } from '../../src/platform/egress/egress-policy.js';
import { EgressResolver } from '../../src/platform/egress/egress-resolver.js';
import { EgressMetrics } from '../../src/platform/egress/egress.metrics.js';
import { CaresNameServers } from '../../src/platform/egress/name-servers.js';
import { parseNetwork } from '../../src/platform/egress/network.js';
import type { Http1Prober } from '../../src/sources/pulse/probing/http1-prober.js';
import { outcomeOf, probeOf, startProber } from '../support/probing.js';
import { FakeNameServer, type Question, type Said } from '../support/servers/fake-name-server.js';
import { ShiftedClock } from '../support/shifted-clock.js';

const NEVER = new AbortController().signal;
const TENANTS: EgressPolicy = { hosts: [], networks: [] };
const OK = 'HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok';
/** An address of this machine that is not loopback; what is sent to it never leaves the machine. */
const OWN = Object.values(networkInterfaces())
  .flatMap((each) => each ?? [])
  .find(({ family, internal, address }) => family === 'IPv4' && !internal && !address.startsWith('169.254.'))?.address;

let cleanUp: (() => Promise<unknown>)[] = [];
let denied: Server;
let port = 0;
let connections = 0;
let bytes = 0;

beforeEach(async () => {
  [connections, bytes] = [0, 0];
  denied = createServer((socket) => {
    connections += 1;
    socket.on('error', () => undefined).on('data', (chunk) => (bytes += chunk.length));
  });
  port = await listening(denied, '127.0.0.1', 0);
});
afterEach(async () => {
  for (const each of cleanUp.toReversed()) await each();
  cleanUp = [];
});

async function listening(server: Server, host: string, at: number): Promise<number> {
  server.listen(at, host);
  await once(server, 'listening');
  cleanUp.push(async () => {
    server.close();
    await once(server, 'close');
  });
  return (server.address() as AddressInfo).port;
}

/** The prober as the service has it, on a name server that says what the test wants. */
async function proberWhere(say: (question: Question) => Said): Promise<{ prober: Http1Prober; clock: ShiftedClock }> {
  const names = await FakeNameServer.start(say);
  const clock = new ShiftedClock();
  const servers = new CaresNameServers([names.address]);
  const observer = new EgressMetrics(new Registry());
  const resolver = new EgressResolver({ servers, clock, observer, hostsPath: '/nowhere', resolvConfPath: '/nowhere' });
  const prober = startProber({ lookUp: (host, policy) => resolveAllowed(host, policy, resolver) });
  cleanUp.push(
    () => names.stop(),
    () => prober.close(),
  );
  return { prober, clock };
}

/** A server that says one thing, on the port of the denied listener where it is to be taken for it. */
async function answering(text: string, host: string, at = 0): Promise<number> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined).on('data', () => socket.write(text));
    cleanUp.push(() => Promise.resolve(socket.destroy()));
  });
  return listening(server, host, at);
}

describe('A probe', () => {
  it('connects to no denied address, even if every hostile URL got by its first look', async () => {
    const rows = JSON.parse(readFileSync('test/hostile/egress-urls.json', 'utf8')) as {
      url: string;
      code: string | null;
    }[];
    const urls = rows.filter(({ code, url }) => code !== null && /^https?:/i.test(url) && URL.canParse(url));
    const isPublic = /^(?:(\d)\.\1\.\1\.\1$|\[2606:)/;
    const hosts = new Set(urls.map(({ url }) => new URL(url).hostname).filter((host) => !isPublic.test(host)));
    const { prober } = await proberWhere(() => ({ addresses: ['127.0.0.1', '::1'] }));
    const outcomes = new Map<string, string>();
    for (const host of hosts) {
      const result = await prober.probe(probeOf(`http://${host}:${port}/`, { policy: TENANTS }), NEVER);
      outcomes.set(host, outcomeOf(result));
    }
    expect(outcomes.size).toBeGreaterThan(80);
    const notBlocked = [...outcomes].filter(([, outcome]) => outcome !== 'blocked blocked');
    const isName = (host: string): boolean => /^(?:[\w-]+\.)*[\w-]+\.?$|^\[/.test(host);
    expect(notBlocked.filter(([host, outcome]) => isName(host) || outcome !== 'no-response dns')).toEqual([]);
    expect(connections).toBe(0);
    await prober.probe(probeOf(`http://api.example.com:${port}/`, { policy: 'any', timeoutMs: 100 }), NEVER);
    expect(connections).toBe(1);
  });

  it.each(['301', '302', '303', '307', '308', '200'])('follows nothing that an answer of %s says', async (status) => {
    const there = `http://127.0.0.1:${port}/`;
    const fields = `Location: ${there}\r\nRefresh: 0; url=${there}\r\nContent-Location: ${there}\r\nAlt-Svc: h2="127.0.0.1:${port}"`;
    const gateway = new URL(
      `http://127.0.0.1:${await answering(`HTTP/1.1 ${status} There\r\n${fields}\r\nContent-Length: 0\r\n\r\n`, '127.0.0.1')}`,
    );
    const { prober } = await proberWhere(() => 3);
    const request = probeOf(gateway.href, { policy: gatewayPolicy(gateway) });
    expect(outcomeOf(await prober.probe(request, NEVER))).toBe(`success status ${status}`);
    expect(connections).toBe(0);
  });

  it.each(['http', 'https'])('sends nothing by %s where a look-up lied to it', async (scheme) => {
    const prober = startProber({ lookUp: async () => ({ ok: true, value: ['127.0.0.1'] }) });
    cleanUp.push(() => prober.close());
    const result = await prober.probe(probeOf(`${scheme}://api.example.com:${port}/`, { policy: TENANTS }), NEVER);
    expect(outcomeOf(result)).toBe('blocked blocked');
    await new Promise((resolve) => setImmediate(resolve));
    expect(bytes).toBe(0);
  });

  const onOwnAddress = OWN === undefined ? it.skip : it;
  onOwnAddress('stays with the address that was judged when its name is bound to another one', async () => {
    const network = parseNetwork(OWN!);
    const policy = { hosts: [], networks: network.ok ? [network.value] : [] };
    await answering(OK, OWN!, port);
    const { prober, clock } = await proberWhere(({ nth }) => ({
      addresses: [nth === 1 ? OWN! : '127.0.0.1'],
      ttlSeconds: 0,
    }));
    const probe = async (freshConnection: boolean): Promise<string> =>
      outcomeOf(await prober.probe(probeOf(`http://rebind.example.com:${port}/`, { policy, freshConnection }), NEVER));
    expect(await probe(true)).toBe('success status 200');
    expect(await probe(true)).toBe('success status 200');
    expect(await probe(false)).toBe('success status 200');
    clock.putForward(5_001);
    expect(await probe(true)).toBe('blocked blocked');
    expect(await probe(false)).toBe('success status 200');
    expect(connections).toBe(0);
  });
});
