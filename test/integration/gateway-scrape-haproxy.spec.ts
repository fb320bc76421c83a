import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { gatewayScrapeKind } from '../../src/sources/gateway-scrape/gateway-scrape.kind.js';
import { GatewayScrapeSettings } from '../../src/sources/gateway-scrape/gateway-scrape.settings.js';
import { RecordingSink } from '../support/recording-sink.js';
import { BackendApi } from '../support/servers/backend-api.js';
import { freePort } from '../support/servers/free-port.js';
import { startHaproxy, type Gateway } from '../support/servers/haproxy.js';
import { answers, describeWith, eventually } from '../support/servers/real-process.js';
import { sourceContext } from '../support/source-context.js';

describeWith(['haproxy'], 'gateway-scrape on a real HAProxy', () => {
  const sink = new RecordingSink();
  const stop = new AbortController();
  let api: BackendApi;
  let gateway: Gateway;
  let second: Gateway;
  let running: Promise<void>;

  const sums = () => {
    const samples = sink.samples.filter((each) => each.basePath === '/eni/echo/v1');
    const sum = (field: 'requests' | 'failures') => samples.reduce((total, each) => total + each[field], 0);
    return { seen: samples.length, requests: sum('requests'), failures: sum('failures') };
  };
  const send = async (count: number, through = [gateway, second]): Promise<void> => {
    for (let index = 0; index < count; index++) {
      const { url } = through[index % through.length]!;
      await (await fetch(`${url}/eni/echo/v1/x`)).arrayBuffer();
    }
  };

  beforeAll(async () => {
    api = await BackendApi.start();
    const routes = [{ basePath: '/eni/echo/v1', name: 'eni-echo-v1', server: api.address }];
    gateway = await startHaproxy(routes);
    second = await startHaproxy(routes);
    await send(50);
    const settings = Object.assign(new GatewayScrapeSettings(), {
      name: 'edge',
      dialect: 'haproxy',
      scrapeEveryMs: 1_000,
    });
    const dead = `127.0.0.1:${await freePort()}`;
    settings.urls = [gateway.metrics, second.metrics, dead].map((each) => `http://${each}/metrics`);
    running = gatewayScrapeKind.create(settings, sourceContext(['/eni/echo/v1'])).run(sink, stop.signal);
    await eventually('a first scrape', 10_000, async () => sums().seen > 0);
  }, 30_000);

  afterAll(async () => {
    stop.abort();
    await running;
    await gateway.process.remove();
    await second.process.remove();
    await api.stop();
  });

  it('counts what the gateways had counted before: they say that they began within the window', () => {
    expect(sums()).toMatchObject({ requests: 50, failures: 0 });
  });

  it('counts exactly what went through both instances', async () => {
    await send(40);
    api.status = 503;
    await send(7);
    api.status = 404;
    await send(3);
    await eventually('50 requests more', 10_000, async () => sums().requests === 100);
    expect(sums().failures).toBe(7);
  }, 20_000);

  it('reports the dead instance each time, by host and without its path', () => {
    expect(sink.faults.at(-1)).toMatchObject({ code: 'connection-refused', effect: 'ages' });
    expect(sink.faults.at(-1)!.detail).not.toContain('/metrics');
  });

  it('goes on from zero when the gateway restarts', async () => {
    const before = sums().requests;
    const [port, metrics] = [Number(new URL(gateway.url).port), Number(gateway.metrics.split(':')[1])];
    await gateway.process.remove();
    await eventually('a failed scrape of it', 10_000, async () =>
      sink.faults.some((each) => each.detail.includes(String(metrics))),
    );
    api.status = 200;
    gateway = await startHaproxy([{ basePath: '/eni/echo/v1', name: 'eni-echo-v1', server: api.address }], {
      gateway: port,
      metrics,
    });
    expect(await answers(`http://${gateway.metrics}/metrics`)).toBe(true);
    await send(5, [gateway]);
    await eventually('5 more', 10_000, async () => sums().requests === before + 5);
  }, 40_000);
});
