import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { HeartbeatService } from '../support/servers/heartbeat-service.js';
import { eventually } from '../support/servers/real-process.js';

let service: HeartbeatService;

beforeEach(async () => {
  service = await HeartbeatService.start({ http: { drain: '60s' }, apis: { basePaths: ['/eni/echo/v1'] } });
}, 30_000);

afterEach(async () => {
  service.process.signal('SIGKILL');
  await service.process.remove();
});

const told = (text: string): Promise<unknown> =>
  eventually(text, 10_000, async () => service.process.output.includes(text));

it('goes on at SIGHUP, and says that it is not needed', async () => {
  service.process.signal('SIGHUP');
  await told('"signal":"SIGHUP"');
  expect((await fetch(`${service.url}/health/ready`)).status).toBe(200);
});

it('opens no debugger at SIGUSR1', async () => {
  service.process.signal('SIGUSR1');
  await told('"signal":"SIGUSR1"');
  expect((await fetch(`${service.url}/health/ready`)).status).toBe(200);
  expect(service.process.output).not.toContain('Debugger listening');
});

it.each(['SIGTERM', 'SIGINT'] as const)(
  'drains no longer at the second %s, and ends well',
  async (signal) => {
    service.process.signal(signal);
    await told('draining');
    expect((await fetch(`${service.url}/health/ready`)).status).toBe(503);
    service.process.signal(signal);
    expect(await service.process.ended(15_000)).toBe(0);
    expect(service.process.output).toContain('"stopped"');
  },
  40_000,
);
