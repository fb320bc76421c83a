import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { kongPage } from '../support/scrape-scene.js';
import { HeartbeatService } from '../support/servers/heartbeat-service.js';
import { eventually } from '../support/servers/real-process.js';

const ECHO = '/eni/echo/v1';

describe('gateway-scrape that is killed and started again', () => {
  const counts = { 'eni-echo-v1 200': 1_000_000, 'eni-echo-v1 503': 70_000 };
  const gateway: Server = createServer((_, response) => response.end(kongPage(counts)));
  const traffic = setInterval(() => {
    counts['eni-echo-v1 200'] += 3;
    counts['eni-echo-v1 503'] += 2;
  }, 100);
  let service: HeartbeatService;

  beforeAll(async () => {
    gateway.listen(0, '127.0.0.1');
    await once(gateway, 'listening');
    service = await HeartbeatService.start({
      window: { length: '1m', bucket: '5s' },
      evaluation: { every: '1s' },
      apis: { basePaths: [ECHO] },
      sources: [
        {
          kind: 'gateway-scrape',
          name: 'edge',
          dialect: 'kong',
          scrapeEvery: '1s',
          urls: [`http://127.0.0.1:${(gateway.address() as AddressInfo).port}/metrics`],
        },
      ],
    });
  }, 30_000);

  afterAll(async () => {
    clearInterval(traffic);
    await service.process.remove();
    gateway.close().closeAllConnections();
  });

  it('knows what it knew: it needs not watch for long again', async () => {
    const beganMs = Date.now();
    await eventually('DOWN', 60_000, async () => (await service.verdict(ECHO)).startsWith('DOWN'));
    const neededMs = Date.now() - beganMs;
    await service.process.stop('SIGKILL');
    const restartedMs = Date.now();
    await service.ready();
    await eventually('DOWN again', 10_000, async () => (await service.verdict(ECHO)).startsWith('DOWN'));
    expect(neededMs).toBeGreaterThan(8_000);
    expect(Date.now() - restartedMs).toBeLessThan(8_000);
    const { requests } = (await service.details(ECHO))!;
    expect(requests).toBeGreaterThan((neededMs / 1_000) * 40);
  }, 90_000);
});
