import { expect, it } from '@jest/globals';
import { KeepAliveClients } from '../support/keep-alive-clients.js';
import { startBalancer } from '../support/servers/haproxy.js';
import { HeartbeatService } from '../support/servers/heartbeat-service.js';
import { describeWith, eventually } from '../support/servers/real-process.js';

const ECHO = '/eni/echo/v1';
const DRAIN_MS = 2_000;
const CLIENTS = 24;

describeWith(['haproxy'], 'three instances behind a load balancer that asks /health/ready', () => {
  it('fail no request while they are restarted one after the other, twice', async () => {
    const settings = { http: { drain: `${DRAIN_MS}ms` }, apis: { basePaths: [ECHO] } };
    const services = await Promise.all([1, 2, 3].map(() => HeartbeatService.start(settings)));
    const balancer = await startBalancer(services.map(({ url }) => new URL(url).host));
    await eventually('all instances in turn', 10_000, async () => (await balancer.instancesUp()) === 3);
    const paths = [`/heartbeats?basepath=${ECHO}`, '/heartbeats', `/heartbeats/details?basepath=${ECHO}`];
    const clients = new KeepAliveClients(
      paths.map((path) => `${balancer.url}${path}`),
      CLIENTS,
    );
    const startMs = Date.now();
    for (const service of [...services, ...services]) {
      const termMs = Date.now();
      service.process.signal('SIGTERM');
      await eventually('turned away', DRAIN_MS, async () => (await balancer.instancesUp()) === 2);
      expect(await service.process.ended()).toBe(0);
      expect(Date.now() - termMs).toBeLessThan(DRAIN_MS + 10_000);
      await service.ready();
      await eventually('all instances again', 10_000, async () => (await balancer.instancesUp()) === 3);
    }
    await clients.stop();
    const seconds = (Date.now() - startMs) / 1_000;
    process.stdout.write(
      `rolling restart: ${clients.answered} answered, ${clients.failures.length} failed, ${seconds} s\n`,
    );
    if (clients.failures.length > 0) process.stdout.write(balancer.process.output);
    expect(clients.failures).toEqual([]);
    expect(clients.answered).toBeGreaterThan(10_000);
    for (const { process } of [balancer, ...services]) await process.remove();
  }, 120_000);
});
