import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { freePort } from '../support/servers/free-port.js';
import { eventually } from '../support/servers/real-process.js';

const COPIED = ['src', 'package.json', 'openapi.yaml', 'nest-cli.json', 'tsconfig.json', 'tsconfig.build.json'];
const CONTROLLER = 'src/platform/health/health.controller.ts';

describe('npx nest start --watch', () => {
  let folder: string;
  let nest: ChildProcess;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'heartbeat-nest-'));
    for (const path of COPIED) cpSync(path, join(folder, path), { recursive: true });
    symlinkSync(resolve('node_modules'), join(folder, 'node_modules'));
  });

  afterEach(async () => {
    const ended = once(nest, 'exit');
    process.kill(-nest.pid!, 'SIGTERM');
    await ended;
    rmSync(folder, { recursive: true });
  });

  it('serves a controller that was edited, once the service of before has drained', async () => {
    const port = await freePort();
    writeFileSync(join(folder, 'heartbeat.yaml'), `http: { port: ${port}, host: 127.0.0.1, drain: 3s }\n`);
    const command = [resolve('node_modules/.bin/nest'), 'start', '--watch'];
    nest = spawn(process.execPath, command, { cwd: folder, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
    let output = '';
    for (const stream of [nest.stdout!, nest.stderr!]) stream.on('data', (chunk) => (output += String(chunk)));
    const live = async (): Promise<string | undefined> => {
      const response = await fetch(`http://127.0.0.1:${port}/health/live`).catch(() => undefined);
      return response?.text();
    };
    await eventually('listening', 60_000, live);
    const controller = join(folder, CONTROLLER);
    writeFileSync(controller, readFileSync(controller, 'utf8').replace(`{ status: 'ok' }`, `{ status: 'edited' }`));
    await eventually('serving the edited controller', 60_000, async () => (await live())?.includes('edited'));
    expect(output).not.toContain('EADDRINUSE');
  }, 150_000);
});
