import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { DemoGateway } from '../../src/cli/demo/demo-gateway.js';
import { freePort } from '../support/servers/free-port.js';
import { answers, describeWith, eventually, findProgram, RealProcess } from '../support/servers/real-process.js';
import { readDockerfile } from './dockerfile.js';
import type { Fields } from './fields.js';
import { mistakesBy } from './published-schema.js';

const COMPOSE: Fields = parse(readFileSync('docker-compose.yaml', 'utf8'), { merge: true });
const SERVICES: Record<string, Fields> = COMPOSE['services'];
const KONG: Fields = parse(readFileSync('deploy/compose/kong.yaml', 'utf8'));
const ROUTES = (KONG['services'] as Fields[]).map(({ url, routes: [{ name, paths }] }) => ({
  api: new URL(url).hostname,
  basePath: paths[0] as string,
  route: name as string,
}));

/** Where a service mounts files from, and to. */
const mountsOf = ({ volumes = [] }: Fields): [from: string, to: string][] =>
  volumes.map((volume: string) => volume.split(':').slice(0, 2));

describeWith(['compose-spec.json', 'kong.json'], 'by their published schemas', () => {
  it('the compose file is right, and nonsense in it is seen', () => {
    expect(mistakesBy('compose-spec.json', COMPOSE)).toEqual([]);
    expect(mistakesBy('compose-spec.json', { services: { a: { imagee: 'x' } } })).not.toEqual([]);
  });

  it("Kong's declarative file is right, and nonsense in it is seen", () => {
    expect(mistakesBy('kong.json', KONG)).toEqual([]);
    expect(mistakesBy('kong.json', { _format_version: '3.0', services: [{ name: 'a', routs: [] }] })).not.toEqual([]);
  });
});

describe('the compose file', () => {
  it('mounts what is there, read-only', () => {
    const mounts = Object.values(SERVICES).flatMap(mountsOf);
    expect(mounts.length).toBeGreaterThan(8);
    expect(mounts.filter(([from]) => !existsSync(from))).toEqual([]);
    expect(
      Object.values(SERVICES)
        .flatMap(({ volumes = [] }) => volumes)
        .filter((each) => !each.endsWith(':ro')),
    ).toEqual([]);
  });

  it('opens ports to this machine only', () => {
    const ports: string[] = Object.values(SERVICES).flatMap(({ ports = [] }) => ports);
    expect(ports.map((port) => port.split(':')[0])).toEqual(ports.map(() => '127.0.0.1'));
    expect(ports.length).toBe(3);
  });

  it('names only services that it has, in every file', () => {
    const names = Object.keys(SERVICES);
    const files = ['heartbeat', 'kong', 'prometheus', 'rovers/billing'].map((name) => `deploy/compose/${name}.yaml`);
    const text = files.map((file) => readFileSync(file, 'utf8')).join('') + SERVICES['traffic']!['environment'].URLS;
    const hosts = [...text.matchAll(/(?:http:\/\/|')([a-z]+):\d+/g)].map(([, host]) => host!);
    expect(new Set(hosts)).toEqual(new Set([...names].filter((name) => name !== 'traffic')));
    const waits = Object.values(SERVICES).flatMap(({ depends_on: on = {} }) => Object.keys(on));
    expect(waits.filter((name) => !names.includes(name))).toEqual([]);
  });

  it('leaves the image time to drain, and the health of others than Heartbeat to themselves', () => {
    expect(SERVICES['heartbeat']!['stop_grace_period']).toBe('20s');
    const ours = Object.entries(SERVICES).filter(
      ([name, { image }]) => image === 'heartbeat:compose' && name !== 'heartbeat',
    );
    expect(ours.map(([, service]) => [service['healthcheck'], service['pull_policy']])).toEqual(
      ours.map(() => [{ disable: true }, 'never']),
    );
    expect(readDockerfile(readFileSync('Dockerfile', 'utf8')).at(-1)!.instructions.at(-2)!.text).toBe(
      '["node", "/app/dist/cli/heartbeat.js"]',
    );
  });

  it("names Kong's routes as Heartbeat makes them of the base paths", () => {
    for (const { basePath, route } of ROUTES) expect(route).toBe(basePath.slice(1).replaceAll('/', '-'));
  });
});

/** The scene of the compose file with every part as it stands there, but for Kong: a stand-in reads its file. */
describeWith(['prometheus', 'promtool'], 'the compose file, played without an engine', () => {
  const folder = mkdtempSync(join(tmpdir(), 'heartbeat-compose-'));
  const ports = new Map<string, number>();
  const started: RealProcess[] = [];
  let gateway: Server;

  /** Names and ports inside the network become those of this machine. */
  const placed = (text: string): string =>
    text.replaceAll(/\b([a-z]+):(8000|8080|8100|9090)\b/g, (whole, name: string, port: string) => {
      const found = ports.get(name === 'gateway' && port === '8100' ? 'status' : name);
      return found === undefined ? whole : `127.0.0.1:${found}`;
    });

  const file = (mount: string): string => join(folder, mount);

  async function play(name: string, command: string, args: readonly string[], ready?: string): Promise<void> {
    const { environment = {} } = SERVICES[name]!;
    const values = Object.entries<string>(environment).map(([key, value]) => [key, placed(value)]);
    const env = { PATH: process.env['PATH'], ...Object.fromEntries(values), PORT: String(ports.get(name)) };
    const played = new RealProcess(command, () => args, env);
    started.push(played);
    await played.start(
      async () => ready === undefined || (await answers(`http://127.0.0.1:${ports.get(name)}${ready}`)),
    );
  }

  beforeAll(async () => {
    for (const name of [...Object.keys(SERVICES), 'status']) ports.set(name, await freePort());
    cpSync('deploy/compose', file('compose'), { recursive: true });
    cpSync('helm/heartbeat/files/heartbeat.rules.yaml', file('compose/heartbeat.rules.yaml'));
    for (const name of ['heartbeat.yaml', 'prometheus.yaml']) {
      writeFileSync(file(`compose/${name}`), placed(readFileSync(file(`compose/${name}`), 'utf8')));
    }
    const apis = ROUTES.map(({ basePath, route, api }) => ({ basePath, route, port: ports.get(api)! }));
    const kong = new DemoGateway(apis, Date.now());
    gateway = kong.createServer().listen(ports.get('gateway')!, '127.0.0.1');
    const status = kong.createServer().listen(ports.get('status')!, '127.0.0.1');
    gateway.on('close', () => status.close().closeAllConnections());
    await once(status, 'listening');
    for (const api of ['echo', 'orders', 'billing']) {
      await play(api, process.execPath, [SERVICES[api]!['entrypoint'][1].replace('/example', file('compose'))], '/');
    }
  }, 60_000);

  afterAll(async () => {
    for (const each of started) await each.remove();
    gateway.close();
    gateway.closeAllConnections();
    rmSync(folder, { recursive: true });
  });

  it("promtool takes Prometheus' settings", () => {
    const { status } = spawnSync(findProgram('promtool')!, ['check', 'config', file('compose/prometheus.yaml')]);
    expect(status).toBe(0);
  });

  it('heartbeat check-config takes the settings', () => {
    const settings = file('compose/heartbeat.yaml');
    const { status, stderr } = spawnSync(process.execPath, ['dist/cli/heartbeat.js', 'check-config', settings], {
      encoding: 'utf8',
    });
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  });

  it('shows what its head says: UP, DOWN, and UP by probes', async () => {
    const settings = readFileSync(file('compose/heartbeat.yaml'), 'utf8');
    // There is no verdict before a whole window has been watched: a minute is long for a test.
    const sooner = settings.replace('length: 1m', 'length: 20s');
    expect(sooner).not.toBe(settings);
    writeFileSync(file('compose/heartbeat.yaml'), `${sooner}\nhttp: { port: ${ports.get('heartbeat')}, drain: 0s }\n`);
    const storage = [
      `--storage.tsdb.path=${file('data')}`,
      `--web.listen-address=127.0.0.1:${ports.get('prometheus')}`,
    ];
    await play(
      'prometheus',
      findProgram('prometheus')!,
      [`--config.file=${file('compose/prometheus.yaml')}`, ...storage],
      '/-/ready',
    );
    await play(
      'heartbeat',
      process.execPath,
      ['dist/cli/heartbeat.js', 'serve', '--config', file('compose/heartbeat.yaml')],
      '/health/ready',
    );
    await play('traffic', process.execPath, [file('compose/traffic.mjs')]);
    const answer = await eventually('a verdict on all three', 60_000, async () => {
      const heartbeats = await (await fetch(`http://127.0.0.1:${ports.get('heartbeat')}/heartbeats`)).text();
      return !heartbeats.includes('UNKNOWN') && heartbeats;
    });
    expect(JSON.parse(answer)).toEqual([
      { basepath: '/eni/billing/v1', status: 'UP' },
      { basepath: '/eni/echo/v1', status: 'UP' },
      { basepath: '/eni/orders/v2', status: 'DOWN' },
    ]);
    const { data } = (await (
      await fetch(`http://127.0.0.1:${ports.get('prometheus')}/api/v1/query?query=heartbeat_base_paths`)
    ).json()) as Fields;
    expect(data.result.length).toBe(3);
  }, 90_000);

  it('ends when it is told to', async () => {
    const codes = [];
    for (const each of started) codes.push(await each.stop());
    expect(codes).toEqual(started.map(() => 0));
  });
});
