import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, mkdtempSync, openSync, rmSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Registry } from 'prom-client';
import { resolveAllowed, type AllowedAddresses } from '../../src/platform/egress/allowed-addresses.js';
import { connectedAddressAllowed } from '../../src/platform/egress/connected-address.js';
import { gatewayPolicy, type EgressPolicy } from '../../src/platform/egress/egress-policy.js';
import { EgressResolver, type EgressResolverOptions } from '../../src/platform/egress/egress-resolver.js';
import { EgressMetrics } from '../../src/platform/egress/egress.metrics.js';
import { CaresNameServers } from '../../src/platform/egress/name-servers.js';
import { FakeNameServer, type Question, type Said } from '../support/servers/fake-name-server.js';
import { freePort } from '../support/servers/free-port.js';
import { ShiftedClock } from '../support/shifted-clock.js';

const PUBLIC = '93.184.215.14';
const TENANTS: EgressPolicy = { hosts: [], networks: [] };
/** The second that a look-up may take, and what a busy machine adds. */
const LONGEST_MS = 1_000 + 250;
const CLOSED_AFTER_MS = 2_000;

const folder = mkdtempSync(join(tmpdir(), 'heartbeat-egress-'));
const listener = createServer((socket) => {
  connections += 1;
  socket.destroy();
});
let connections = 0;
let cleanUp: (() => Promise<void>)[] = [];

beforeAll(async () => {
  listener.listen(0, '127.0.0.1');
  await once(listener, 'listening');
});
afterEach(async () => {
  for (const each of cleanUp.toReversed()) await each();
  cleanUp = [];
});
afterAll(async () => {
  listener.close();
  await once(listener, 'close');
  rmSync(folder, { recursive: true });
});

interface Scene {
  readonly resolver: EgressResolver;
  readonly server: FakeNameServer;
  readonly clock: ShiftedClock;
  readonly registry: Registry;
}

async function sceneWhere(
  say: (question: Question) => Said,
  files: { readonly hosts?: string; readonly resolvConf?: string } = {},
  addresses?: readonly string[],
): Promise<Scene> {
  const server = await FakeNameServer.start(say);
  const clock = new ShiftedClock();
  const registry = new Registry();
  const parts: EgressResolverOptions = {
    servers: new CaresNameServers(addresses ?? [server.address]),
    clock,
    observer: new EgressMetrics(registry),
    hostsPath: fileWith('hosts', files.hosts),
    resolvConfPath: fileWith('resolv.conf', files.resolvConf),
  };
  const resolver = new EgressResolver(parts);
  cleanUp.push(
    () => server.stop(),
    () => Promise.resolve(resolver.close()),
  );
  return { resolver, server, clock, registry };
}

let written = 0;
function fileWith(name: string, text: string | undefined): string {
  const path = join(folder, `${name}-${(written += 1)}`);
  if (text !== undefined) writeFileSync(path, text);
  return path;
}

/** What the prober does: ask the guard, connect where it may, look again. Nothing leaves loopback, whatever it says. */
async function reach(host: string, policy: EgressPolicy, { resolver }: Scene): Promise<AllowedAddresses> {
  const verdict = await resolveAllowed(host, policy, resolver);
  for (const address of verdict.ok ? verdict.value : []) {
    if (!address.startsWith('127.')) continue;
    const socket = connect({ host: address, port: (listener.address() as AddressInfo).port });
    await once(socket, 'connect');
    expect(connectedAddressAllowed(socket.remoteAddress, policy).ok).toBe(true);
    await once(socket.resume(), 'close');
  }
  return verdict;
}

async function timed<T>(work: Promise<T>): Promise<{ readonly value: T; readonly tookMs: number }> {
  const startMs = performance.now();
  const value = await work;
  return { value, tookMs: performance.now() - startMs };
}

const to = (...addresses: string[]): Said => ({ addresses });

describe('A name server that lies', () => {
  beforeAll(() => {
    connections = 0;
  });
  afterAll(() => {
    expect(connections).toBe(0);
  });

  it('gets nobody connected to loopback by an answer', async () => {
    const scene = await sceneWhere(() => to('127.0.0.1'));
    expect(await reach('api.example.com', TENANTS, scene)).toMatchObject({ ok: false, code: 'ADDRESS_DENIED' });
    const byName = gatewayPolicy(new URL('http://gateway.example.com'));
    expect(await reach('gateway.example.com', byName, scene)).toMatchObject({ ok: false, code: 'ADDRESS_DENIED' });
  });

  it('gets nobody connected by a bad address among good ones (H42)', async () => {
    const scene = await sceneWhere(() => to(PUBLIC, '127.0.0.1', '8.8.8.8'));
    expect(await reach('api.example.com', TENANTS, scene)).toMatchObject({ ok: false, code: 'ADDRESS_DENIED' });
  });

  it('gets nobody connected by a bad address of the other family', async () => {
    const scene = await sceneWhere(() => to(PUBLIC, '::ffff:7f00:1'));
    expect(await reach('api.example.com', TENANTS, scene)).toMatchObject({ ok: false, code: 'ADDRESS_DENIED' });
  });

  it('cannot rebind a name between the look and the connection, nor afterwards (H43)', async () => {
    const scene = await sceneWhere(({ nth }) => ({ addresses: [nth === 1 ? PUBLIC : '127.0.0.1'], ttlSeconds: 0 }));
    expect(await reach('rebind.example.com', TENANTS, scene)).toEqual({ ok: true, value: [PUBLIC] });
    expect(await reach('rebind.example.com', TENANTS, scene)).toEqual({ ok: true, value: [PUBLIC] });
    expect(scene.server.asked('rebind.example.com')).toBe(2);
    scene.clock.putForward(5_001);
    expect(await reach('rebind.example.com', TENANTS, scene)).toMatchObject({ ok: false, code: 'ADDRESS_DENIED' });
    expect(scene.server.asked('rebind.example.com')).toBe(4);
  });

  it('is asked once in five seconds for a thousand addresses that live for none, of which 16 are used (H45)', async () => {
    const many = Array.from({ length: 1_000 }, (_, index) => `93.184.${index >> 8}.${index & 255}`);
    const scene = await sceneWhere(() => ({ addresses: many, ttlSeconds: 0 }));
    const startMs = scene.clock.now().monotonicMs;
    const before = process.cpuUsage();
    for (let round = 0; round < 1_000; round++) {
      expect(await reach('many.example.com', TENANTS, scene)).toEqual({ ok: true, value: many.slice(0, 16) });
    }
    const { user, system } = process.cpuUsage(before);
    expect((user + system) / 1_000).toBeLessThan(1_500);
    const fives = Math.ceil((scene.clock.now().monotonicMs - startMs) / 5_000);
    expect(scene.server.asked('many.example.com')).toBeLessThanOrEqual(4 * fives);
    const lookUps = await scene.registry.metrics();
    expect(Number(/heartbeat_name_lookups_total\{outcome="found"\} (\d+)/.exec(lookUps)?.[1])).toBeLessThanOrEqual(
      fives,
    );
  });

  it('is not asked again within five seconds, were it that its answer lives for none', async () => {
    const scene = await sceneWhere(() => ({ addresses: [PUBLIC], ttlSeconds: 0 }));
    await reach('brief.example.com', TENANTS, scene);
    scene.clock.putForward(3_000);
    await reach('brief.example.com', TENANTS, scene);
    expect(await scene.registry.metrics()).toContain('heartbeat_name_lookups_total{outcome="found"} 1');
  });

  it('cannot hide a bad address behind the sixteen that are used', async () => {
    const many = Array.from({ length: 1_000 }, (_, index) => `93.184.${index >> 8}.${index & 255}`);
    const scene = await sceneWhere(() => to(...many.with(700, '127.0.0.1')));
    expect(await reach('many.example.com', TENANTS, scene)).toMatchObject({ ok: false, code: 'ADDRESS_DENIED' });
  });
});

describe('A name server that is of no use (H46)', () => {
  it('is asked again while it is silent, once for all who wait, until the resolver is closed', async () => {
    const scene = await sceneWhere(() => 'silence');
    setTimeout(() => scene.resolver.close(), CLOSED_AFTER_MS);
    const { value, tookMs } = await timed(
      Promise.all(Array.from({ length: 500 }, () => reach('api.example.com', TENANTS, scene))),
    );
    expect(new Set(value.map((each) => JSON.stringify(each))).size).toBe(1);
    expect(value[0]).toMatchObject({ ok: false, code: 'DNS_FAILURE', detail: expect.stringContaining('silent') });
    expect(tookMs).toBeGreaterThanOrEqual(CLOSED_AFTER_MS - 100);
    expect(tookMs).toBeLessThan(CLOSED_AFTER_MS + LONGEST_MS);
    expect(scene.server.asked('api.example.com')).toBeGreaterThan(4);
    expect(scene.server.asked('api.example.com')).toBeLessThanOrEqual(12);
    expect(await scene.registry.metrics()).toMatch(/heartbeat_name_lookups_total\{outcome="silent"\} [23]/);
  });

  it('ends a look-up when the resolver is closed, though there are several, all silent, and domains to search', async () => {
    const resolvConf = 'search a.example b.example c.example d.example e.example f.example';
    const silent = await Promise.all([1, 2, 3].map(() => FakeNameServer.start(() => 'silence')));
    cleanUp.push(...silent.map((each) => () => each.stop()));
    const scene = await sceneWhere(
      () => 'silence',
      { resolvConf },
      silent.map(({ address }) => address),
    );
    setTimeout(() => scene.resolver.close(), CLOSED_AFTER_MS);
    const { value, tookMs } = await timed(reach('gateway', TENANTS, scene));
    expect(value).toMatchObject({ ok: false, code: 'DNS_FAILURE' });
    expect(tookMs).toBeLessThan(CLOSED_AFTER_MS + LONGEST_MS);
  });

  it('does not matter while another one answers', async () => {
    const silent = await FakeNameServer.start(() => 'silence');
    const sound = await FakeNameServer.start(() => to(PUBLIC));
    cleanUp.push(
      () => silent.stop(),
      () => sound.stop(),
    );
    const scene = await sceneWhere(() => 'silence', {}, [silent.address, sound.address]);
    expect(await reach('api.example.com', TENANTS, scene)).toEqual({ ok: true, value: [PUBLIC] });
  });

  it('does not delay addresses of IPv4 by being silent about those of IPv6', async () => {
    const scene = await sceneWhere(({ family }) => (family === 6 ? 'silence' : to(PUBLIC)));
    const { value, tookMs } = await timed(reach('api.example.com', TENANTS, scene));
    expect(value).toEqual({ ok: true, value: [PUBLIC] });
    expect(tookMs).toBeLessThan(400);
  });

  it.each([
    ['fails', 2, 'the name servers fail'],
    ['refuses', 5, 'the name servers fail'],
    ['knows no such name', 3, 'is not known'],
    ['knows no address of it', to(), 'is not known'],
  ])('is heard at once when it %s', async (_, said, detail) => {
    const scene = await sceneWhere(() => said);
    const { value, tookMs } = await timed(reach('api.example.com', TENANTS, scene));
    expect(value).toEqual({ ok: false, code: 'DNS_FAILURE', detail: expect.stringContaining(detail) });
    expect(tookMs).toBeLessThan(LONGEST_MS);
  });

  it('is no different when it is not there', async () => {
    const scene = await sceneWhere(() => to(PUBLIC), {}, [`127.0.0.1:${await freePort()}`]);
    expect(await reach('api.example.com', TENANTS, scene)).toMatchObject({ ok: false, code: 'DNS_FAILURE' });
  });

  it('is asked again a second after it failed', async () => {
    const scene = await sceneWhere(({ nth }) => (nth === 1 ? 3 : to(PUBLIC)));
    expect(await reach('api.example.com', TENANTS, scene)).toMatchObject({ ok: false, code: 'DNS_FAILURE' });
    expect(await reach('api.example.com', TENANTS, scene)).toMatchObject({ ok: false, code: 'DNS_FAILURE' });
    expect(scene.server.asked('api.example.com')).toBe(2);
    scene.clock.putForward(1_001);
    expect(await reach('api.example.com', TENANTS, scene)).toEqual({ ok: true, value: [PUBLIC] });
  });

  it('holds nobody up who asks for another name', async () => {
    const scene = await sceneWhere(({ name }) => (name.startsWith('slow') ? 'silence' : to(PUBLIC)));
    const slow = Array.from({ length: 300 }, (_, index) => reach(`slow-${index}.example.com`, TENANTS, scene));
    const { value, tookMs } = await timed(reach('api.example.com', TENANTS, scene));
    expect(value).toEqual({ ok: true, value: [PUBLIC] });
    expect(tookMs).toBeLessThan(500);
    scene.resolver.close();
    expect((await Promise.all(slow)).every((each) => !each.ok)).toBe(true);
  });
});

describe('A name', () => {
  it('is found while every thread of the pool is held', async () => {
    const scene = await sceneWhere(() => to(PUBLIC));
    const pipe = join(folder, 'pipe');
    execFileSync('mkfifo', [pipe]);
    const held = Array.from({ length: 64 }, () => readFile(pipe));
    const { value, tookMs } = await timed(reach('api.example.com', TENANTS, scene));
    await release(pipe, held);
    expect(value).toEqual({ ok: true, value: [PUBLIC] });
    expect(tookMs).toBeLessThan(400);
  });

  it('is taken from the hosts file where it stands there, and judged all the same', async () => {
    const hosts =
      '127.0.0.1 localhost\n10.1.2.3\tGateway.internal gw # ours\nfd12::3 gateway.internal\n127.0.1.1 me\nnot-an-address x\n';
    const scene = await sceneWhere(() => to('8.8.8.8'), { hosts });
    const listed = { hosts: [], networks: gatewayPolicy(new URL('http://gateway')).networks };
    expect(await reach('GATEWAY.internal', listed, scene)).toEqual({ ok: true, value: ['fd12::3', '10.1.2.3'] });
    expect(await reach('gw', listed, scene)).toEqual({ ok: true, value: ['10.1.2.3'] });
    expect(await reach('me', listed, scene)).toMatchObject({ ok: false, code: 'ADDRESS_DENIED' });
    expect(await reach('gateway.internal', TENANTS, scene)).toMatchObject({ ok: false, code: 'ADDRESS_DENIED' });
    expect(['gateway.internal', 'gw', 'me'].map((name) => scene.server.asked(name))).toEqual([0, 0, 0]);
  });

  it('follows the hosts file when that changes', async () => {
    const hostsPath = fileWith('hosts', '10.1.2.3 gateway\n');
    const clock = new ShiftedClock();
    const servers = new CaresNameServers([`127.0.0.1:${await freePort()}`]);
    const resolver = new EgressResolver({ servers, clock, observer: new EgressMetrics(new Registry()), hostsPath });
    expect(await resolver.resolve('gateway')).toEqual({ ok: true, addresses: ['10.1.2.3'] });
    writeFileSync(hostsPath, '10.1.2.44 gateway\n');
    clock.putForward(5_000);
    expect(await resolver.resolve('gateway')).toEqual({ ok: true, addresses: ['10.1.2.44'] });
  });

  it('that is short is looked for in the search domains, a full one only after itself', async () => {
    const said: Readonly<Record<string, Said>> = {
      'kong.gateways.svc.cluster.local': to('10.1.2.3'),
      'api.example.com': to('10.9.9.1'),
      'api.example.com.gateways.svc.cluster.local': to('10.9.9.2'),
      'kong.gateways.svc': 3,
    };
    const resolvConf =
      'nameserver 127.0.0.1\nsearch gateways.svc.cluster.local svc.cluster.local cluster.local\noptions ndots:5\n';
    const scene = await sceneWhere(({ name }) => said[name] ?? 3, { resolvConf });
    const found = async (name: string): Promise<unknown> => (await scene.resolver.resolve(name)) as unknown;
    expect(await found('kong')).toEqual({ ok: true, addresses: ['10.1.2.3'] });
    expect(await found('kong.gateways')).toEqual({ ok: true, addresses: ['10.1.2.3'] });
    expect(await found('kong.gateways.svc')).toEqual({ ok: true, addresses: ['10.1.2.3'] });
    expect(await found('api.example.com')).toEqual({ ok: true, addresses: ['10.9.9.1'] });
    expect(await found('kong.gateways.')).toMatchObject({ ok: false });
  });

  it.each(['localhost', 'LOCALHOST', 'localhost.', 'api.localhost'])('%s is never asked for anywhere', async (host) => {
    const scene = await sceneWhere(() => to(PUBLIC), { hosts: '8.8.8.8 localhost\n' });
    expect(await reach(host, TENANTS, scene)).toMatchObject({ ok: false, code: 'ADDRESS_DENIED' });
    expect(scene.server.asked(host.toLowerCase())).toBe(0);
  });

  it('localhost is connected to where the operator wrote it as the gateway, which the listener notices', async () => {
    const scene = await sceneWhere(() => to(PUBLIC));
    connections = 0;
    const verdict = await reach('localhost', gatewayPolicy(new URL('http://localhost:8000')), scene);
    expect([verdict, connections]).toEqual([{ ok: true, value: ['::1', '127.0.0.1'] }, 1]);
    expect((await reach('127.0.0.1', gatewayPolicy(new URL('http://127.0.0.1:8000')), scene)).ok).toBe(true);
    expect(connections).toBe(2);
  });

  it('keeps its answer for its time to live, up to a minute', async () => {
    const scene = await sceneWhere(({ name }) => ({
      addresses: [PUBLIC],
      ttlSeconds: name.startsWith('long') ? 9_999 : 20,
    }));
    const names = ['long.example.com', 'short.example.com'];
    const askAll = (): Promise<unknown> => Promise.all(names.map((name) => reach(name, TENANTS, scene)));
    const asked = (): number[] => names.map((name) => scene.server.asked(name));
    await askAll();
    scene.clock.putForward(19_000);
    await askAll();
    expect(asked()).toEqual([2, 2]);
    scene.clock.putForward(1_001);
    await askAll();
    expect(asked()).toEqual([2, 4]);
    scene.clock.putForward(40_000);
    await askAll();
    expect(asked()).toEqual([4, 6]);
  });
});

/** Opens the pipe for writing until everybody who waits for it has been let go. */
async function release(pipe: string, held: readonly Promise<unknown>[]): Promise<void> {
  const nobodyWaits = Promise.all(held).then(() => true);
  const nextTurn = (): Promise<boolean> => new Promise((resolve) => setImmediate(resolve, false));
  while (!(await Promise.race([nobodyWaits, nextTurn()]))) {
    closeSync(openSync(pipe, constants.O_RDWR | constants.O_NONBLOCK));
  }
}
