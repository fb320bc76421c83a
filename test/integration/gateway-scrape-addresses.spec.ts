import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { GatewayScrapeSettings } from '../../src/sources/gateway-scrape/gateway-scrape.settings.js';
import { GatewayScrapeSource } from '../../src/sources/gateway-scrape/gateway-scrape.source.js';
import { RecordingSink } from '../support/recording-sink.js';
import { kongPage } from '../support/scrape-scene.js';
import { eventually } from '../support/servers/real-process.js';
import { sourceContext } from '../support/source-context.js';

const ECHO = '/eni/echo/v1';

describe('a name that leads to two gateways', () => {
  const counts = [1_000, 500];
  const hosts = new Set<string | undefined>();
  const servers: Server[] = [];
  let port = 0;

  beforeAll(async () => {
    for (const [index, address] of ['127.0.0.1', '127.0.0.2'].entries()) {
      const server = createServer((request, response) => {
        hosts.add(request.headers.host);
        response.end(kongPage({ 'eni-echo-v1 200': counts[index]! }));
      });
      server.listen(port, address);
      await once(server, 'listening');
      port = (server.address() as AddressInfo).port;
      servers.push(server);
    }
  });

  afterAll(() => {
    for (const server of servers) server.close().closeAllConnections();
  });

  it('has each of them read by its own address, under the name of both', async () => {
    const settings = Object.assign(new GatewayScrapeSettings(), {
      name: 'edge',
      dialect: 'kong',
      urls: [`http://kong-status.invalid:${port}/metrics`],
      scrapeEveryMs: 1_000,
    });
    const sink = new RecordingSink();
    const stop = new AbortController();
    const lookUp = async (): Promise<string[]> => ['127.0.0.2', '127.0.0.1'];
    const running = new GatewayScrapeSource(settings, sourceContext([ECHO]), lookUp).run(sink, stop.signal);
    await eventually('a first look', 5_000, async () => sink.samples.length > 0);
    counts[0]! += 7;
    counts[1]! += 5;
    await eventually('what both gained', 5_000, async () => sink.window(ECHO, 300_000)?.requests === 12);
    stop.abort();
    await running;
    expect([...hosts]).toEqual([`kong-status.invalid:${port}`]);
  }, 20_000);
});
