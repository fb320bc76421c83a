import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { BackendApi } from '../support/servers/backend-api.js';
import { CountingExporter } from '../support/servers/counting-exporter.js';
import { freePort } from '../support/servers/free-port.js';
import { HeartbeatService } from '../support/servers/heartbeat-service.js';
import { describeWith, eventually, findProgram } from '../support/servers/real-process.js';
import type { Fields } from './fields.js';
import { exposedSeries, notExposed } from './promql.js';

const FILES = 'helm/heartbeat/files';
const RULES: Fields[] = parse(readFileSync(join(FILES, 'heartbeat.rules.yaml'), 'utf8')).groups[0].rules;
const DASHBOARD: Fields = JSON.parse(readFileSync(join(FILES, 'heartbeat-dashboard.json'), 'utf8'));
const PANELS: Fields[] = DASHBOARD['panels'];
const QUERIES: [panel: string, query: string][] = PANELS.flatMap(({ title, targets = [] }) =>
  targets.map(({ expr }: Fields) => [title, expr]),
);
const VARIABLES: Fields[] = DASHBOARD['templating'].list;

const folder = mkdtempSync(join(tmpdir(), 'heartbeat-test-'));
afterAll(() => rmSync(folder, { recursive: true }));

function promtool(...args: string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(findProgram('promtool')!, args, { cwd: folder, encoding: 'utf8' });
  return { status, output: `${stdout}${stderr}` };
}

describeWith(['promtool'], 'the alerts', () => {
  it('fire when they should, and only then', () => {
    copyFileSync(join(FILES, 'heartbeat.rules.yaml'), join(folder, 'heartbeat.rules.yaml'));
    copyFileSync('test/deploy/rules/heartbeat.rules.test.yaml', join(folder, 'test.yaml'));
    expect(promtool('test', 'rules', 'test.yaml')).toMatchObject({
      status: 0,
      output: expect.stringContaining('SUCCESS'),
    });
  });

  it('are all tried, both firing and silent', () => {
    const tried: Fields[] = parse(readFileSync('test/deploy/rules/heartbeat.rules.test.yaml', 'utf8')).tests.flatMap(
      (each: Fields) => each['alert_rule_test'],
    );
    for (const { alert } of RULES) {
      const cases = tried.filter(({ alertname }) => alertname === alert);
      expect([alert, cases.some((each) => each['exp_alerts']), cases.some((each) => !each['exp_alerts'])]).toEqual([
        alert,
        true,
        true,
      ]);
    }
  });
});

describeWith(['promtool'], 'the dashboard', () => {
  it('asks in PromQL', () => {
    const rules = QUERIES.map(([, query], index) => ({
      record: `panel:${index}`,
      expr: query.replaceAll('$__rate_interval', '5m'),
    }));
    writeFileSync(join(folder, 'panels.yaml'), stringify({ groups: [{ name: 'panels', rules }] }));
    expect(promtool('check', 'rules', 'panels.yaml')).toMatchObject({
      status: 0,
      output: expect.stringContaining(`${QUERIES.length} rules found`),
    });
  });
});

describe('the alerts', () => {
  const runbook = readFileSync('docs/runbook.md', 'utf8');

  it('have a chapter each in the runbook, in their order, and link to it by a URL', () => {
    const { repository } = JSON.parse(readFileSync('package.json', 'utf8')) as { repository: { url: string } };
    const home = repository.url.replace(/^git\+/, '').replace(/\.git$/, '');
    const chapters = [...runbook.matchAll(/^## (.*)$/gm)].map(([, heading]) => heading);
    expect(chapters).toEqual(RULES.map(({ alert }) => alert));
    for (const { alert, annotations } of RULES) {
      expect(annotations.runbook_url).toBe(`${home}/blob/main/docs/runbook.md#${alert.toLowerCase()}`);
    }
    // The same that the chart writes into them.
    const { prometheusRule }: Fields = parse(readFileSync('helm/heartbeat/values.yaml', 'utf8'));
    expect(prometheusRule.runbookUrl).toBe(`${home}/blob/main/docs/runbook.md`);
  });

  it('say what each means, what to look at, and what helps', () => {
    for (const chapter of runbook.split(/^## /m).slice(1)) {
      expect([...chapter.matchAll(/^\*\*(\w+)\.\*\*/gm)].map(([, word]) => word)).toEqual(['Means', 'Look', 'Helps']);
    }
  });

  it('say how bad it is, and tell it in words', () => {
    for (const { alert, labels, annotations } of RULES) {
      expect([alert, labels.severity]).toEqual([alert, expect.stringMatching(/^(?:critical|warning|info)$/)]);
      expect(Object.keys(annotations).toSorted()).toEqual(['description', 'runbook_url', 'summary']);
    }
  });
});

describe('the dashboard', () => {
  it('has panels with an id, a title and a data source of their own choice, none above another', () => {
    const ids = PANELS.map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(QUERIES.length).toBeGreaterThan(30);
    for (const { gridPos, title, type, datasource } of PANELS) {
      expect(title).not.toBe('');
      expect(gridPos.x + gridPos.w).toBeLessThanOrEqual(24);
      if (type !== 'row') expect(datasource).toEqual({ type: 'prometheus', uid: '${datasource}' });
    }
    const cells = PANELS.flatMap(({ gridPos: { x, y, w, h } }) =>
      Array.from({ length: w * h }, (_, index) => `${x + (index % w)},${y + Math.floor(index / w)}`),
    );
    expect(new Set(cells).size).toBe(cells.length);
  });

  it('uses only variables that it declares', () => {
    const declared = new Set(VARIABLES.map(({ name }) => name));
    const used = [...JSON.stringify(PANELS).matchAll(/\$\{?(\w+)/g)].map(([, name]) => name!);
    expect(used.filter((name) => !declared.has(name) && !name.startsWith('__'))).toEqual([]);
  });

  it('looks at the chosen instances, in every query', () => {
    expect(QUERIES.filter(([, query]) => !query.includes('instance=~"$instance"'))).toEqual([]);
  });
});

const ROVER = `
apiVersion: tcp.ei.telekom.de/v1
kind: Rover
metadata: { name: eni-echo }
spec:
  exposures: [{ type: api, basePath: /eni/echo/v1, upstream: 'https://echo.internal/', pulse: { interval: 5s } }]
`;

describe('a running service exposes', () => {
  let api: BackendApi;
  let exporter: CountingExporter;
  let service: HeartbeatService;
  let exposed: ReturnType<typeof exposedSeries>;

  /** A service that has seen a bit of everything, so that what has labels has values. */
  beforeAll(async () => {
    exporter = await CountingExporter.start();
    exporter.count('eni-echo-v1', '200');
    api = await BackendApi.start();
    writeFileSync(join(folder, 'echo.yaml'), ROVER);
    const dead = `http://127.0.0.1:${await freePort()}`;
    service = await HeartbeatService.start({
      window: { length: '10s', bucket: '1s' },
      evaluation: { every: '1s' },
      apis: { rovers: folder },
      sources: [
        {
          kind: 'gateway-scrape',
          name: 'edge',
          urls: [`http://${exporter.address}/metrics`],
          dialect: 'kong',
          scrapeEvery: '1s',
        },
        { kind: 'raccoon', name: 'raccoon', url: dead, dialect: 'kong', pollEvery: '1s' },
        { kind: 'pulse', name: 'pulse', gateways: { default: `http://${api.address}` } },
      ],
    });
    // A base path may be UP as soon as it is known: only one that was DOWN is sure to change.
    let wasDown = false;
    exposed = await eventually('a status change', 40_000, async () => {
      exporter.count('eni-echo-v1', wasDown ? '200' : '503', 20);
      await fetch(`${service.url}/heartbeats`);
      const page = await (await fetch(`${service.url}/metrics`)).text();
      wasDown ||= page.includes('heartbeat_base_paths{status="DOWN"} 1');
      const seen = ['heartbeat_status_changes_total{status="UP"}', 'heartbeat_pulse_probes_total{'];
      return seen.every((each) => page.includes(each)) && exposedSeries(page);
    });
  }, 60_000);

  afterAll(async () => {
    await service.process.remove();
    await exporter.stop();
    await api.stop();
  });

  it.each(RULES.map(({ alert, expr }) => [alert, expr]))('what the alert %s asks for', (_, expr) => {
    expect(notExposed(expr, exposed)).toEqual([]);
  });

  it.each(QUERIES)('what the panel "%s" asks for: %s', (_, query) => {
    expect(notExposed(query, exposed)).toEqual([]);
  });

  it('what the variables of the dashboard ask for', () => {
    const named = VARIABLES.flatMap(({ definition = '' }) => definition.match(/(?:heartbeat|process)_\w+/g) ?? []);
    expect(named.length).toBeGreaterThan(1);
    expect(named.filter((name: string) => !exposed.has(name))).toEqual([]);
  });
});
