import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { freePort } from '../support/servers/free-port.js';
import { answers, RealProcess } from '../support/servers/real-process.js';

it('node dist/main.js serves with the settings it is given, and ends with 0 when it is told to', async () => {
  const port = await freePort();
  const service = new RealProcess(process.execPath, (folder) => {
    const file = join(folder, 'heartbeat.yaml');
    writeFileSync(file, `http: { host: 127.0.0.1, port: ${port}, drain: 0s }\napis: { basePaths: [/eni/echo/v1] }\n`);
    return ['dist/main.js', '--config', file];
  });
  await service.start(() => answers(`http://127.0.0.1:${port}/health/ready`));
  const response = await fetch(`http://127.0.0.1:${port}/heartbeats`);
  expect(await response.json()).toEqual([{ basepath: '/eni/echo/v1', status: 'UNKNOWN' }]);
  expect(await service.stop('SIGTERM')).toBe(0);
  expect(service.output).toContain('"stopped"');
  await service.remove();
}, 30_000);

it.each([
  [['--config', 'no-such-file.yaml'], 2, 'no-such-file.yaml'],
  [['--nope'], 64, "unknown option '--nope'"],
  [['check-config'], 64, "missing required argument 'file'"],
])('node dist/main.js %j ends as the command does', (args, code, told) => {
  const ended = spawnSync(process.execPath, ['dist/main.js', ...args], { encoding: 'utf8' });
  expect([ended.status, ended.stdout]).toEqual([code, '']);
  expect(ended.stderr).toContain(told);
});
