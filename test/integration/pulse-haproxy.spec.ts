import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { stringify } from 'yaml';
import { RoverFolder } from '../support/pulse-rover.js';
import { BackendApi } from '../support/servers/backend-api.js';
import { freePort } from '../support/servers/free-port.js';
import { startHaproxy, type Gateway } from '../support/servers/haproxy.js';
import { HeartbeatService } from '../support/servers/heartbeat-service.js';
import { describeWith, eventually } from '../support/servers/real-process.js';
import { SteadyTraffic } from '../support/servers/steady-traffic.js';

const UP = '/eni/up/v1';
const BROKEN = '/eni/broken/v1';
const HANGS = '/eni/hangs/v1';
const UNREACHABLE = '/eni/unreachable/v1';
/** Its probes fail, its consumers are well. */
const BUSY = '/eni/busy/v1';
const INTERVAL_MS = 5_000;
const VERDICT_MS = 30_000;
const EDIT_MS = 2_000;
const AGED_MS = 20_000;

describeWith(['haproxy'], 'Pulse on a real gateway', () => {
  const folder = mkdtempSync(join(tmpdir(), 'heartbeat-pulse-'));
  const rovers = new RoverFolder(folder);
  const apis = new Map<string, BackendApi>();
  let gateway: Gateway;
  let traffic: SteadyTraffic;
  let service: HeartbeatService;

  const settings = (deadPort: number): Record<string, unknown> => ({
    window: { length: '30s', bucket: '5s' },
    evaluation: { every: '1s', staleAfter: '12s' },
    apis: { rovers: rovers.path },
    sources: [
      {
        kind: 'pulse',
        name: 'pulse',
        gateways: { default: gateway.url, dead: `http://127.0.0.1:${deadPort}` },
        interval: `${INTERVAL_MS}ms`,
        timeout: '1s',
      },
      {
        kind: 'gateway-scrape',
        name: 'edge',
        urls: [`http://${gateway.metrics}/metrics`],
        dialect: 'haproxy',
        scrapeEvery: '2s',
      },
    ],
  });
  const asked = (basePath: string): string[] => apis.get(basePath)!.asked.map((each) => each.path);
  const says = (basePath: string, verdict: string, withinMs: number): Promise<unknown> =>
    eventually(`${basePath} is ${verdict}`, withinMs, async () =>
      (await service.verdict(basePath)).startsWith(verdict),
    );
  const metrics = async (): Promise<string> => (await fetch(`${service.url}/metrics`)).text();
  /** What one source knows of a base path, as `requests/failures`. */
  const evidence = async (basePath: string, source: string): Promise<string> => {
    const details = await service.details(basePath);
    const { requests, failures } = details!.evidence.find((each) => each.source === source)! as unknown as Record<
      string,
      number
    >;
    return `${requests}/${failures}`;
  };

  beforeAll(async () => {
    for (const basePath of [UP, BROKEN, HANGS, BUSY]) apis.set(basePath, await BackendApi.start());
    apis.get(BROKEN)!.status = 503;
    apis.get(HANGS)!.hanging = true;
    apis.get(BUSY)!.statuses.set(`${BUSY}/health`, 503);
    const routes = [...apis].map(([basePath, api]) => ({
      basePath,
      name: basePath.slice(1).replaceAll('/', '-'),
      server: api.address,
    }));
    gateway = await startHaproxy(routes);
    rovers.write('team-up', { [UP]: {} });
    rovers.write('team-broken', { [BROKEN]: {} });
    rovers.write('team-hangs', { [HANGS]: {} });
    rovers.write('team-busy', { [BUSY]: { path: '/health' } });
    rovers.write('team-unreachable', { [UNREACHABLE]: {} }, 'dead');
    traffic = new SteadyTraffic([`${gateway.url}${BUSY}/x`], 20);
    service = await HeartbeatService.start(settings(await freePort()));
  }, 30_000);

  afterAll(async () => {
    traffic.stop();
    await service.process.remove();
    await gateway.process.remove();
    for (const api of apis.values()) await api.stop();
    rmSync(folder, { recursive: true });
  });

  it('gives each API the verdict that it deserves', async () => {
    await says(UP, 'UP success-ratio', VERDICT_MS);
    await says(BROKEN, 'DOWN success-ratio', VERDICT_MS);
    await says(HANGS, 'DOWN success-ratio', VERDICT_MS);
    // Its gateway cannot be reached from here, which says nothing about it.
    await says(UNREACHABLE, 'UNKNOWN', VERDICT_MS);
    expect(await evidence(UNREACHABLE, 'pulse')).toBe('0/0');
    expect(apis.get(UP)!.asked.map((each) => each.mark)).toContain('pulse');
  }, 60_000);

  it('lets traffic decide where there is enough of it, and shows both', async () => {
    await says(BUSY, 'UP success-ratio', VERDICT_MS);
    const [requests, failures] = (await evidence(BUSY, 'pulse')).split('/').map(Number);
    expect([requests! > 0, failures]).toEqual([true, requests]);
    expect(Number((await evidence(BUSY, 'edge')).split('/')[0])).toBeGreaterThan(100);
  }, 60_000);

  it('takes an edit over within two seconds, and keeps the plan when the next one is broken', async () => {
    rovers.write('team-up', { [UP]: { path: '/health' } });
    await eventually('the new path', EDIT_MS, async () => asked(UP).includes(`${UP}/health`));
    rovers.write('team-up', { [UP]: { path: '/other', intervall: '5s' } });
    await eventually('is rejected', EDIT_MS, async () =>
      (await metrics()).includes('heartbeat_rover_files{condition="Rejected"} 1'),
    );
    const before = asked(UP).length;
    // After the first probe of an edit, the next comes at its place in the schedule: up to one interval and a half later.
    await sleep(1.5 * INTERVAL_MS + 1_000);
    const since = asked(UP).slice(before);
    expect(since.length).toBeGreaterThan(0);
    expect(new Set(since)).toEqual(new Set([`${UP}/health`]));
  }, 30_000);

  it('stops when a block says so or its Rover is gone, and lets the evidence age', async () => {
    rovers.write('team-up', { [UP]: { path: '/health', enabled: false } });
    rovers.remove('team-broken');
    await sleep(EDIT_MS);
    const before = [asked(UP).length, asked(BROKEN).length];
    await says(UP, 'UNKNOWN', AGED_MS);
    await eventually(
      'is forgotten or stale',
      AGED_MS,
      async () => !(await service.verdict(BROKEN)).includes('success-ratio'),
    );
    await sleep(INTERVAL_MS + 1_000);
    expect([asked(UP).length, asked(BROKEN).length]).toEqual(before);
  }, 60_000);

  it('stops everything by the switch in its settings, and goes on by it', async () => {
    const file = join(service.process.folder, 'heartbeat.yaml');
    const { port } = new URL(service.url);
    const whole = { ...settings(1), http: { port: Number(port), host: '127.0.0.1', drain: '0s' } };
    const hanging = apis.get(HANGS)!;
    writeFileSync(file, stringify({ ...whole, pulse: { enabled: false } }));
    await sleep(EDIT_MS + 1_000);
    const before = hanging.asked.length;
    await says(HANGS, 'UNKNOWN', AGED_MS);
    expect(hanging.asked.length).toBe(before);
    writeFileSync(file, stringify(whole));
    await eventually('asks again', EDIT_MS + 1_000 + INTERVAL_MS, async () => hanging.asked.length > before);
  }, 60_000);
});
