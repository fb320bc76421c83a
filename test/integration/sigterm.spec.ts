import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from '@jest/globals';
import { KeepAliveClients } from '../support/keep-alive-clients.js';
import { HeartbeatService } from '../support/servers/heartbeat-service.js';
import { eventually } from '../support/servers/real-process.js';

it('fails no request of keep-alive clients when it is told to end under load', async () => {
  const service = await HeartbeatService.start({ http: { drain: '3s' }, apis: { basePaths: ['/eni/echo/v1'] } });
  const paths = ['/heartbeats?basepath=/eni/echo/v1', '/heartbeats', '/heartbeats/details?basepath=/eni/echo/v1'];
  const clients = new KeepAliveClients(
    paths.map((path) => `${service.url}${path}`),
    32,
  );
  await sleep(1_000);
  const before = clients.answered;
  service.process.signal('SIGTERM');
  await eventually('readiness off', 2_000, async () => (await fetch(`${service.url}/health/ready`)).status === 503);
  // A load balancer has turned away when this is over; whoever still comes is still served.
  await sleep(1_500);
  await clients.stop();
  expect(await service.process.ended(10_000)).toBe(0);
  expect(clients.failures).toEqual([]);
  expect(clients.answered - before).toBeGreaterThan(100);
  expect(clients.closedByServer).toBeGreaterThan(100);
  expect(service.process.output).toContain('"stopped"');
  expect(service.process.output).not.toContain('"level":"error"');
  await service.process.remove();
}, 60_000);
