import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { parseDuration } from '../../src/platform/settings/duration.js';
import { BackendApi } from '../support/servers/backend-api.js';
import { CountingExporter } from '../support/servers/counting-exporter.js';
import { startHaproxy, type Gateway } from '../support/servers/haproxy.js';
import { HeartbeatService } from '../support/servers/heartbeat-service.js';
import { startPrometheus, startVictoriaMetrics, type Monitoring } from '../support/servers/prometheus.js';
import { answers, describeWith, eventually } from '../support/servers/real-process.js';
import { SteadyTraffic } from '../support/servers/steady-traffic.js';

/** A minute keeps CI short; HEARTBEAT_E2E_WINDOW=5m tells the whole story in twenty minutes. */
const WINDOW = process.env['HEARTBEAT_E2E_WINDOW'] ?? '1m';
const WINDOW_MS = parseDuration(WINDOW)!;
const STALE_AFTER_MS = WINDOW_MS >= 300_000 ? 90_000 : 30_000;
const SCRAPE_MS = 5_000;
const POLL_MS = 5_000;
const EVALUATION_MS = 5_000;
const HEALTHY = '/eni/healthy/v1';
const BREAKS = '/eni/breaks/v1';
const IDLE = '/eni/idle/v1';
/** Its gateway makes the series of a status with the first request that has it. */
const BORN = '/eni/born/v1';
const WHOLE_STORY_MS = 1_800_000;

describeWith(['haproxy', 'prometheus', 'victoria-metrics'], `truth about a real gateway, window ${WINDOW}`, () => {
  const measured: string[] = [];
  const services = new Map<string, HeartbeatService>();
  let apis: BackendApi[];
  let gateway: Gateway;
  let exporter: CountingExporter;
  let prometheus: Monitoring;
  let victoria: Monitoring;
  let traffic: SteadyTraffic;
  let counting: NodeJS.Timeout;
  let bornCode = '200';

  const base = {
    window: { length: WINDOW, bucket: '5s' },
    evaluation: { staleAfter: `${STALE_AFTER_MS}ms` },
    apis: { basePaths: [HEALTHY, BREAKS, IDLE, BORN] },
  };
  const raccoons = (url: string) =>
    ['haproxy', 'kong'].map((dialect) => ({
      kind: 'raccoon',
      name: `raccoon-${dialect}`,
      url,
      dialect,
      pollEvery: `${POLL_MS}ms`,
    }));
  const scrapes = () => [
    {
      kind: 'gateway-scrape',
      name: 'edge',
      urls: [`http://${gateway.metrics}/metrics`],
      dialect: 'haproxy',
      scrapeEvery: `${SCRAPE_MS}ms`,
    },
    {
      kind: 'gateway-scrape',
      name: 'kong',
      urls: [`http://${exporter.address}/metrics`],
      dialect: 'kong',
      scrapeEvery: `${SCRAPE_MS}ms`,
    },
  ];

  /** Waits until every named service says `verdict` of each base path, and notes how long the slowest took. */
  async function untilAll(
    what: string,
    withinMs: number,
    wanted: { names?: string[]; paths: string[]; verdict: RegExp },
  ): Promise<void> {
    const startMs = Date.now();
    const names = wanted.names ?? [...services.keys()];
    const waits = names.flatMap((name) =>
      wanted.paths.map(async (path) => {
        await eventually(`${what}: ${path} by ${name}`, withinMs, async () =>
          wanted.verdict.test(await services.get(name)!.verdict(path)),
        );
        measured.push(`${what} | ${name} | ${path} | ${((Date.now() - startMs) / 1_000).toFixed(1)} s`);
      }),
    );
    await Promise.all(waits);
  }

  beforeAll(async () => {
    apis = await Promise.all([BackendApi.start(), BackendApi.start(), BackendApi.start()]);
    const routes = [HEALTHY, BREAKS, IDLE].map((basePath, index) => ({
      basePath,
      name: basePath.slice(1).replaceAll('/', '-'),
      server: apis[index]!.address,
    }));
    gateway = await startHaproxy(routes);
    exporter = await CountingExporter.start();
    exporter.count('eni-born-v1', '200');
    const jobs = [
      { job: 'haproxy', targets: [gateway.metrics] },
      { job: 'kong', targets: [exporter.address] },
    ];
    prometheus = await startPrometheus(jobs, `${SCRAPE_MS / 1_000}s`);
    victoria = await startVictoriaMetrics(jobs, `${SCRAPE_MS / 1_000}s`);
    await (await fetch(`${gateway.url}${IDLE}`)).arrayBuffer();
    traffic = new SteadyTraffic([`${gateway.url}${HEALTHY}/x`, `${gateway.url}${BREAKS}/x`], 5);
    counting = setInterval(() => exporter.count('eni-born-v1', bornCode), 200);
    services.set('prometheus', await HeartbeatService.start({ ...base, sources: raccoons(prometheus.url) }));
    services.set('victoria-metrics', await HeartbeatService.start({ ...base, sources: raccoons(victoria.url) }));
    services.set('gateway-scrape', await HeartbeatService.start({ ...base, sources: scrapes() }));
  }, 120_000);

  afterAll(async () => {
    process.stdout.write(`\nwhat | by | base path | after\n${measured.join('\n')}\n`);
    clearInterval(counting);
    traffic.stop();
    for (const service of services.values()) await service.process.remove();
    for (const server of [prometheus, victoria, gateway]) await server.process.remove();
    for (const api of [...apis, exporter]) await api.stop();
  }, 120_000);

  it(
    'says UP of healthy traffic, and no-traffic of an idle API',
    async () => {
      await untilAll('healthy → UP', WINDOW_MS + 60_000, {
        paths: [HEALTHY, BREAKS, BORN],
        verdict: /^UP success-ratio$/,
      });
      await untilAll('idle → UNKNOWN', WINDOW_MS + 60_000, { paths: [IDLE], verdict: /^UNKNOWN no-traffic$/ });
    },
    WHOLE_STORY_MS,
  );

  it(
    'says DOWN within 75 s of the first failure, also where the series of the failures is new',
    async () => {
      apis[1]!.status = 503;
      bornCode = '502';
      await untilAll('first failure → DOWN', 75_000, { paths: [BREAKS, BORN], verdict: /^DOWN success-ratio$/ });
      await untilAll('others stay UP', 1_000, { paths: [HEALTHY], verdict: /^UP / });
    },
    WHOLE_STORY_MS,
  );

  it(
    'says UP again once the failures have left the window',
    async () => {
      apis[1]!.status = 200;
      bornCode = '200';
      await untilAll('recovery → UP', WINDOW_MS + 60_000, { paths: [BREAKS, BORN], verdict: /^UP / });
    },
    WHOLE_STORY_MS,
  );

  it(
    'says stale-source of everything once the monitoring is gone, and is right within two polls of its return',
    async () => {
      const names = ['prometheus', 'victoria-metrics'];
      await Promise.all([prometheus.process.stop(), victoria.process.stop()]);
      const paths = [HEALTHY, BREAKS, IDLE, BORN];
      await untilAll('source gone → stale-source', STALE_AFTER_MS + 10_000, {
        names,
        paths,
        verdict: /^UNKNOWN stale-source$/,
      });
      await Promise.all([
        prometheus.process.start(() => answers(`${prometheus.url}/-/ready`)),
        victoria.process.start(() => answers(`${victoria.url}/health`)),
      ]);
      const back = { paths: [HEALTHY, BORN], verdict: /^UP / };
      const twoPollsMs = SCRAPE_MS + 2 * POLL_MS + EVALUATION_MS;
      // VictoriaMetrics begins to scrape, and shows what it scraped, up to 15 s after it answers again.
      await Promise.all([
        untilAll('source back → UP', twoPollsMs, { ...back, names: ['prometheus'] }),
        untilAll('source back → UP', twoPollsMs + 15_000, { ...back, names: ['victoria-metrics'] }),
      ]);
    },
    WHOLE_STORY_MS,
  );

  it(
    'says stale-source when scraping stands still while the monitoring still answers',
    async () => {
      const file = join(prometheus.process.folder, 'prometheus.yml');
      const usual = readFileSync(file, 'utf8');
      writeFileSync(file, usual.replace(/scrape_interval: \w+/, 'scrape_interval: 1h'));
      await fetch(`${prometheus.url}/-/reload`, { method: 'POST' });
      const stale = { names: ['prometheus'], paths: [HEALTHY, BREAKS, IDLE, BORN], verdict: /^UNKNOWN stale-source$/ };
      await untilAll('scraping frozen → stale-source', STALE_AFTER_MS + 10_000, stale);
      expect(await services.get('prometheus')!.verdict(HEALTHY)).toBe('UNKNOWN stale-source');
      writeFileSync(file, usual);
      await fetch(`${prometheus.url}/-/reload`, { method: 'POST' });
      await untilAll('scraping again → UP', 60_000, { names: ['prometheus'], paths: [HEALTHY], verdict: /^UP / });
    },
    WHOLE_STORY_MS,
  );

  it(
    'is right after one poll when it is started again',
    async () => {
      const service = services.get('prometheus')!;
      await service.process.stop();
      await service.ready();
      await untilAll('Heartbeat restarted → UP', POLL_MS, { names: ['prometheus'], paths: [HEALTHY], verdict: /^UP / });
    },
    WHOLE_STORY_MS,
  );

  it(
    'says stale-source of a gateway that it can no longer scrape',
    async () => {
      await gateway.process.stop();
      const names = ['gateway-scrape'];
      await untilAll('gateway gone → stale-source', STALE_AFTER_MS + 10_000, {
        names,
        paths: [HEALTHY, BREAKS],
        verdict: /^UNKNOWN stale-source$/,
      });
      await untilAll('others stay UP', 1_000, { names, paths: [BORN], verdict: /^UP / });
    },
    WHOLE_STORY_MS,
  );
});
