import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { freePort } from '../support/servers/free-port.js';
import { HeartbeatService } from '../support/servers/heartbeat-service.js';

const ECHO = '/eni/echo/v1';

it('runs, gets ready and says UNKNOWN with the reason when no source can be reached at start', async () => {
  const dead = `http://127.0.0.1:${await freePort()}`;
  const service = await HeartbeatService.start({
    apis: { basePaths: [ECHO] },
    sources: [
      { kind: 'raccoon', name: 'raccoon', url: dead, dialect: 'kong' },
      { kind: 'gateway-scrape', name: 'edge', urls: [`${dead}/metrics`], dialect: 'kong' },
    ],
  });
  const details = (await (await fetch(`${service.url}/heartbeats/details?basepath=${ECHO}`)).json()) as {
    evidence: object[];
  };
  expect(details).toMatchObject({ status: 'UNKNOWN', reason: 'no-data', successRatio: null });
  expect(details.evidence).toEqual([
    expect.objectContaining({ source: 'raccoon', asOf: null, problem: expect.stringContaining('connection-refused') }),
    expect.objectContaining({ source: 'edge', asOf: null, problem: expect.stringContaining('connection-refused') }),
  ]);
  await service.process.remove();
}, 30_000);

it('serves everything below the prefix, and health and metrics also without it', async () => {
  const port = await freePort();
  const settings = { http: { port, prefix: '/eni/heartbeat/v1' }, apis: { basePaths: [ECHO] } };
  const service = await HeartbeatService.start(settings);
  const status = async (path: string): Promise<number> => (await fetch(`${service.url}${path}`)).status;
  expect(await status(`/eni/heartbeat/v1/heartbeats?basepath=${ECHO}`)).toBe(200);
  expect(await status('/eni/heartbeat/v1/openapi.json')).toBe(200);
  expect(await status('/heartbeats')).toBe(404);
  for (const path of ['/health/live', '/health/ready', '/metrics']) {
    expect([path, await status(path), await status(`/eni/heartbeat/v1${path}`)]).toEqual([path, 200, 200]);
  }
  await service.process.remove();
}, 30_000);

it.each([
  ['serve', ['serve', '--config']],
  ['check-config', ['check-config']],
])('%s ends with exit code 2 and one message a mistake', (_, command) => {
  const file = join(mkdtempSync(join(tmpdir(), 'heartbeat-test-')), 'heartbeat.yaml');
  writeFileSync(file, 'http: { port: x }\nwindow: { bucket: 7s }\n');
  const result = spawnSync(process.execPath, ['dist/cli/heartbeat.js', ...command, file], { encoding: 'utf8' });
  expect([result.status, result.stdout]).toEqual([2, '']);
  expect(result.stderr.trim().split('\n')).toEqual([
    expect.stringMatching(/^http\.port \(line 1\): is "x"; allowed: /),
    expect.stringMatching(/^window\.bucket \(line 2\): is "7s"; allowed: /),
  ]);
});

it('says so and ends when the port is taken', async () => {
  const port = await freePort();
  const first = await HeartbeatService.start({ http: { port } });
  const file = join(first.process.folder, 'heartbeat.yaml');
  const second = spawnSync(process.execPath, ['dist/cli/heartbeat.js', 'serve', '--config', file], {
    encoding: 'utf8',
    timeout: 15_000,
  });
  expect(second.status).toBe(70);
  expect(second.stdout).toContain('EADDRINUSE');
  await first.process.remove();
}, 30_000);
