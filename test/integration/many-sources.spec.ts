import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { HeartbeatService } from '../support/servers/heartbeat-service.js';

const MANY = 12;
const PAGE = '# TYPE kong_http_requests_total counter\nkong_http_requests_total{service="a",code="200"} 1\n';

/** Answers late, so that all requests of a source wait at the same time. */
let gateway: Server;
let port: number;

beforeAll(async () => {
  gateway = createServer((_, response) => setTimeout(() => response.end(PAGE), 300));
  await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', resolve));
  ({ port } = gateway.address() as AddressInfo);
});

afterAll(() => {
  gateway.closeAllConnections();
  gateway.close();
});

it(`warns of nothing with ${MANY} sources of ${MANY} addresses`, async () => {
  const sources = Array.from({ length: MANY }, (_, source) => ({
    kind: 'gateway-scrape',
    name: `edge-${source}`,
    urls: Array.from({ length: MANY }, (_, url) => `http://127.0.0.1:${port}/${source}/${url}`),
    dialect: 'kong',
    scrapeEvery: '1s',
  }));
  const raccoons = Array.from({ length: MANY }, (_, source) => ({
    kind: 'raccoon',
    name: `raccoon-${source}`,
    url: `http://127.0.0.1:${port}/${source}`,
    dialect: 'kong',
    pollEvery: '5s',
  }));
  const settings = { apis: { basePaths: ['/eni/echo/v1'] }, sources: [...sources, ...raccoons] };
  // That of the tests says --no-warnings.
  const service = await HeartbeatService.start(settings, { NODE_OPTIONS: '' });
  await sleep(3_000);
  await service.process.remove();
  expect(service.process.output).toContain('"listening"');
  expect(service.process.output).not.toMatch(/warning/i);
}, 60_000);
