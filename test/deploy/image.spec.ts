import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { freePort } from '../support/servers/free-port.js';
import { eventually } from '../support/servers/real-process.js';
import { lastOf } from './dockerfile.js';
import { ReplayedImage } from './image.js';

describe('the image', () => {
  let image: ReplayedImage;

  beforeAll(async () => {
    image = await ReplayedImage.build('.');
  }, 300_000);

  afterAll(() => image.remove());

  it('is of Node 24, runs as nobody in particular, and says what it is', () => {
    expect(image.final.from).toMatch(/^node:24-/);
    const [uid, gid] = lastOf(image.final, 'USER')!.text.split(':').map(Number);
    expect([uid! > 10_000, gid! > 10_000]).toEqual([true, true]);
    for (const label of ['title', 'description', 'licenses', 'version', 'revision', 'created', 'source']) {
      expect(lastOf(image.final, 'LABEL')!.text).toContain(`org.opencontainers.image.${label}=`);
    }
    expect(lastOf(image.final, 'STOPSIGNAL')!.text).toBe('SIGTERM');
  });

  it('holds what runs, and nothing of what only builds or tests', () => {
    const { dependencies, devDependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as {
      dependencies: object;
      devDependencies: object;
    };
    const modules = join(image.root, 'app/node_modules');
    expect(Object.keys(dependencies).filter((name) => !existsSync(join(modules, name)))).toEqual([]);
    // Fastify needs ajv, too.
    const foreign = Object.keys(devDependencies).filter((name) => name !== 'ajv');
    expect(foreign.length).toBeGreaterThan(5);
    expect(foreign.filter((name) => existsSync(join(modules, name)))).toEqual([]);
    expect(readdirSync(join(image.root, 'app')).toSorted()).toEqual([
      'LICENSE',
      'bin',
      'dist',
      'node_modules',
      'package.json',
    ]);
    const files = readdirSync(join(image.root, 'app/dist'), { recursive: true, encoding: 'utf8' });
    expect(files).toContain('cli/heartbeat.js');
    expect(files.filter((file) => /\.(?:map|ts)$|\.spec\./.test(file))).toEqual([]);
  });

  it('has the command on its PATH', () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(image.exec('heartbeat', '--version')).toMatchObject({ status: 0, stdout: `${version}\n` });
  });

  it('carries at most 100 MB beside the runtime, the same for every processor', () => {
    const modules = join(image.root, 'app/node_modules');
    const files = readdirSync(modules, { recursive: true, encoding: 'utf8' });
    expect(files.length).toBeGreaterThan(1_000);
    expect(files.filter((file) => /\.(?:node|map|wasm)$|\.d\.[cm]?ts$/.test(file))).toEqual([]);
    const used = spawnSync('du', ['--summarize', '--block-size=1000', join(image.root, 'app')], { encoding: 'utf8' });
    expect(Number.parseInt(used.stdout, 10)).toBeLessThan(100_000);
    // Each package with its licence: what is left out is no text of anybody.
    expect(files.filter((file) => /(?:^|\/)licen[cs]e[^/]*$/i.test(file)).length).toBeGreaterThan(100);
  });

  it('starts as its user, is healthy when it is ready, and ends well by SIGTERM', async () => {
    const port = await freePort();
    writeFileSync(join(image.workFolder, 'heartbeat.yaml'), `http: { port: ${port}, host: 127.0.0.1, drain: 5s }\n`);
    expect(image.health()).toBe(3);
    const service = image.start();
    let output = '';
    for (const stream of [service.stdout!, service.stderr!]) stream.on('data', (chunk) => (output += String(chunk)));
    await eventually('healthy', 20_000, async () => image.health() === 0);
    if (process.getuid?.() === 0) {
      expect(readFileSync(`/proc/${service.pid}/status`, 'utf8')).toMatch(/^Uid:\t10001\t10001\t/m);
    }
    expect(await (await fetch(`http://127.0.0.1:${port}/heartbeats`)).json()).toEqual([]);
    service.kill('SIGTERM');
    await eventually('draining', 5_000, async () => image.health() === 1);
    const [code, signal] = await once(service, 'exit');
    expect({ code, signal, errors: output.match(/"level":"(?:warn|error)".*/g) }).toEqual({
      code: 0,
      signal: null,
      errors: [expect.stringContaining('no source is configured')],
    });
    expect(output).toContain('"stopped"');
  }, 60_000);
});
