import { createServer } from 'node:http';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { heartbeat } from '../support/heartbeat-command.js';
import { HeartbeatService } from '../support/servers/heartbeat-service.js';
import { eventually, RealProcess } from '../support/servers/real-process.js';

describe('heartbeat healthcheck', () => {
  it('tells ready, draining and gone apart, at the port and address of the settings', async () => {
    const service = await HeartbeatService.start({ http: { drain: '3s', prefix: '/eni/heartbeat/v1' } });
    const file = join(service.process.folder, 'heartbeat.yaml');
    const check = () => heartbeat(['healthcheck'], { HEARTBEAT_CONFIG: file });
    expect(await check()).toEqual({ code: 0, out: 'ready\n', err: '' });
    service.process.signal('SIGTERM');
    await eventually('draining', 2_000, async () => (await fetch(`${service.url}/health/ready`)).status === 503);
    expect(await check()).toEqual({ code: 1, out: 'not ready: 503\n', err: '' });
    await service.process.ended();
    expect(await check()).toMatchObject({ code: 3, out: '', err: expect.stringContaining('ECONNREFUSED') });
    await service.process.remove();
  }, 30_000);

  it('asks the address that it is given, whatever the settings', async () => {
    const service = await HeartbeatService.start({});
    const asked = await heartbeat(['healthcheck', '--url', `${service.url}/`], { HEARTBEAT_CONFIG: '/nowhere' });
    expect(asked).toEqual({ code: 0, out: 'ready\n', err: '' });
    await service.process.remove();
  }, 30_000);

  it('gives up on a service that does not answer', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    expect(await heartbeat(['healthcheck', '--url', url])).toMatchObject({
      code: 3,
      err: expect.stringContaining(url),
    });
    silent.close();
    silent.closeAllConnections();
  }, 15_000);

  it('says what is wrong with the settings and the address', async () => {
    expect(await heartbeat(['healthcheck', '--config', '/nowhere'])).toMatchObject({ code: 2, out: '' });
    expect(await heartbeat(['healthcheck', '--url', 'nonsense'])).toMatchObject({ code: 64, out: '' });
  });
});

it('a signal during the start is not lost, as it would be in a container', async () => {
  const env = { ...globalThis.process.env, HEARTBEAT_LOG_LEVEL: 'debug' };
  const settings = (folder: string): readonly string[] => {
    writeFileSync(join(folder, 'heartbeat.yaml'), 'http: { host: 127.0.0.1, port: 0, drain: 0s }\n');
    return ['dist/cli/heartbeat.js', 'serve', '--config', join(folder, 'heartbeat.yaml')];
  };
  const service = new RealProcess(globalThis.process.execPath, settings, env);
  await service.start(async () => service.output.includes('Starting Nest application'));
  expect(await service.stop()).toBe(0);
  expect(service.output).toContain('"stopped"');
  await service.remove();
}, 30_000);
