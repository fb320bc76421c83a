import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { stringify } from 'yaml';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { heartbeat } from '../support/heartbeat-command.js';
import { CountingExporter } from '../support/servers/counting-exporter.js';
import { HeartbeatService } from '../support/servers/heartbeat-service.js';
import { startPrometheus, type Monitoring } from '../support/servers/prometheus.js';
import { describeWith, eventually } from '../support/servers/real-process.js';

const ECHO = '/eni/echo/v1';
const WINDOW_S = 30;
/** Requests a second: a tenth of them counts every 100 ms. */
const RATE = 50;

describeWith(['prometheus'], 'A gateway that Prometheus and Heartbeat scrape', () => {
  const folder = mkdtempSync(join(tmpdir(), 'heartbeat-twice-'));
  let exporter: CountingExporter;
  let monitoring: Monitoring;
  let service: HeartbeatService;
  let settings: Record<string, unknown>;
  let traffic: NodeJS.Timeout;

  const requests = async (): Promise<number> => (await service.details(ECHO))?.requests ?? 0;
  const metric = async (name: string): Promise<Record<string, number>> => {
    const page = await (await fetch(`${service.url}/metrics`)).text();
    const lines = [...page.matchAll(new RegExp(`^${name}\\{source="([^"]+)"\\} (\\S+)$`, 'gm'))];
    return Object.fromEntries(lines.map(([, source, value]) => [source!, Number(value)]));
  };

  beforeAll(async () => {
    exporter = await CountingExporter.start();
    exporter.count('eni-echo-v1', '200', 100_000);
    exporter.count('eni-echo-v1', '404', 1_000);
    traffic = setInterval(() => exporter.count('eni-echo-v1', '200', RATE / 10), 100);
    monitoring = await startPrometheus([{ job: 'kong', targets: [exporter.address] }], '1s');
    settings = {
      window: { length: `${WINDOW_S}s`, bucket: '1s' },
      evaluation: { every: '1s', staleAfter: '10s' },
      apis: { basePaths: [ECHO] },
      sources: [
        { kind: 'raccoon', name: 'raccoon', url: monitoring.url, dialect: 'kong', pollEvery: '1s', lag: '1s' },
        {
          kind: 'gateway-scrape',
          name: 'edge',
          dialect: 'kong',
          scrapeEvery: '1s',
          urls: [`http://${exporter.address}/metrics`],
        },
      ],
    };
    await eventually(
      'Prometheus has a sample',
      20_000,
      async () => (await monitoring.series('kong_http_requests_total')) > 0,
    );
    service = await HeartbeatService.start(settings);
  }, 60_000);

  afterAll(async () => {
    clearInterval(traffic);
    await service?.process.remove();
    await monitoring?.process.remove();
    await exporter?.stop();
    rmSync(folder, { recursive: true });
  });

  it('is said by doctor to be read twice', async () => {
    const file = join(folder, 'heartbeat.yaml');
    writeFileSync(file, stringify(settings));
    const { out } = await heartbeat(['doctor', '--config', file]);
    expect(out).toContain(`raccoon and edge read the same addresses: ${exporter.address}`);
  }, 30_000);

  it('is counted once', async () => {
    const isOne = async (): Promise<boolean> =>
      Object.values(await metric('heartbeat_source_instances_left_to_others')).some((left) => left === 1);
    await eventually('it is one gateway', 60_000, isOne);
    // What was handed on before that leaves the window.
    await sleep(WINDOW_S * 1_000 + 2_000);
    expect(await service.verdict(ECHO)).toBe('UP success-ratio');
    const count = await requests();
    expect(count).toBeGreaterThan(RATE * WINDOW_S * 0.85);
    expect(count).toBeLessThan(RATE * WINDOW_S * 1.15);
  }, 120_000);

  it('stays UP, and is counted once, while Prometheus is gone', async () => {
    await monitoring.process.stop();
    const verdicts = new Set<string>();
    const counts: number[] = [];
    for (const untilMs = Date.now() + 25_000; Date.now() < untilMs; await sleep(200)) {
      verdicts.add(await service.verdict(ECHO));
      counts.push(await requests());
    }
    expect([...verdicts]).toEqual(['UP success-ratio']);
    // The window stands still for some seconds, until it is known that nothing comes.
    expect(Math.max(...counts)).toBeLessThan(RATE * WINDOW_S * 1.4);
    expect(Math.min(...counts)).toBeGreaterThan(RATE * WINDOW_S * 0.7);
    expect(await metric('heartbeat_source_instances_left_to_others')).toEqual({ raccoon: 1, edge: 0 });
  }, 60_000);
});
