import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, realpathSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, it } from '@jest/globals';
import { roverYaml } from '../support/rover-yaml.js';
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

/** Runs `serve` in a folder to its end, or until it listens. */
async function served(folder: string, args: readonly string[] = []): Promise<{ lines: LogLine[]; err: string }> {
  const command = resolve('dist/cli/heartbeat.js');
  const child = spawn(process.execPath, [command, 'serve', ...args], { cwd: folder });
  let [out, err] = ['', ''];
  child.stderr.on('data', (chunk) => (err += String(chunk)));
  child.stdout.on('data', (chunk) => {
    out += String(chunk);
    if (out.includes('"listening"')) child.kill('SIGKILL');
  });
  await once(child, 'close');
  const lines = out.trimEnd().split('\n');
  return { lines: lines.map((line) => JSON.parse(line) as LogLine), err };
}

interface LogLine {
  readonly level: string;
  readonly message: string;
}

const newFolder = (): string => mkdtempSync(join(tmpdir(), 'heartbeat-test-'));

it('says in one sentence what to do when the port is taken, without a stack', async () => {
  const port = await freePort();
  const first = await HeartbeatService.start({ http: { port } });
  const file = join(first.process.folder, 'heartbeat.yaml');
  const second = spawnSync(process.execPath, ['dist/cli/heartbeat.js', 'serve', '--config', file], {
    encoding: 'utf8',
    timeout: 25_000,
  });
  const sentence = `port ${port} is in use (EADDRINUSE): end the process that listens there, or set another http.port`;
  expect([second.status, second.stderr]).toEqual([70, `${sentence}\n`]);
  expect(second.stdout).toContain('EADDRINUSE');
  expect(second.stdout).not.toContain('    at ');
  const errors = second.stdout.split('\n').filter((line) => line.includes('"error"'));
  expect(errors.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({ message: 'cannot listen', host: '127.0.0.1', port, detail: sentence }),
  ]);
  await first.process.remove();
}, 30_000);

it('warns that there is no settings file, and says where it looked and what to do', async () => {
  const folder = newFolder();
  // The defaults listen on 8080, which may be taken: the warning comes before that.
  const { lines } = await served(folder);
  expect(lines[0]).toMatchObject({
    level: 'warn',
    message: 'no settings file was found, so there are no sources',
    looked: join(realpathSync(folder), 'heartbeat.yaml'),
    remedy: expect.stringContaining('--config or HEARTBEAT_CONFIG'),
  });
}, 30_000);

it('says which file it read, how many base paths there are, which sources, and where the docs are', async () => {
  const folder = newFolder();
  mkdirSync(join(folder, 'rovers'));
  const rover = join(folder, 'rovers', 'echo.yaml');
  writeFileSync(rover, roverYaml('/eni/two/v1'));
  // A file of just now waits for a moment: it may be half-written.
  const before = new Date(Date.now() - 60_000);
  utimesSync(rover, before, before);
  const port = await freePort();
  const source = `{ kind: raccoon, name: metrics, url: 'http://127.0.0.1:1', dialect: kong }`;
  const settings = `http: { port: ${port}, host: 127.0.0.1, prefix: /hb }\napis: { basePaths: [${ECHO}], rovers: ./rovers }\n`;
  writeFileSync(join(folder, 'some.yaml'), `${settings}sources: [${source}]\n`);
  const { lines, err } = await served(folder, ['--config', 'some.yaml']);
  expect([lines[0], err]).toEqual([
    expect.objectContaining({ message: 'settings read', file: join(realpathSync(folder), 'some.yaml') }),
    '',
  ]);
  const url = `http://127.0.0.1:${port}/hb`;
  expect(lines.find((line) => line.message === 'listening')).toMatchObject({
    level: 'info',
    url,
    docs: `${url}/api-docs`,
    basePaths: 2,
    sources: ['metrics (raccoon)'],
  });
}, 30_000);

it('warns that there is no source', async () => {
  const folder = newFolder();
  writeFileSync(join(folder, 'heartbeat.yaml'), `http: { port: ${await freePort()} }\n`);
  const { lines } = await served(folder);
  expect(lines[1]).toMatchObject({ level: 'warn', remedy: 'add one under sources; see docs/first-answer.md' });
}, 30_000);
