import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { parse, stringify } from 'yaml';
import { HeartbeatsExposition } from '../../src/heartbeats/heartbeats-exposition.js';
import { basePath, boardOnManualClock } from '../support/evidence-window.js';
import { describeWith, findProgram } from '../support/servers/real-process.js';
import type { Fields } from './fields.js';

const ECHO = basePath('/eni/echo/v1');
const SCRAPE_S = 15;
const folder = mkdtempSync(join(tmpdir(), 'heartbeat-alerting-'));
afterAll(() => rmSync(folder, { recursive: true }));

function promtool(...args: string[]): { status: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(findProgram('promtool')!, args, { cwd: folder, encoding: 'utf8' });
  return { status, output: `${stdout}${stderr}` };
}

/** What Prometheus has scraped, by series; `_` where a series was not on the page. */
class Scrapes {
  readonly #values = new Map<string, string[]>();
  #count = 0;

  take(page: string): void {
    for (const [, series, value] of page.matchAll(/^(heartbeat_\w+\{.*\}) (\S+)$/gm)) {
      const values = this.#values.get(series!) ?? Array.from({ length: this.#count }, () => '_');
      this.#values.set(series!, [...values, value!]);
    }
    this.#count++;
  }

  get inputSeries(): { series: string; values: string }[] {
    return [...this.#values].map(([series, values]) => ({ series, values: values.join(' ') }));
  }
}

/** One life of a Heartbeat: what traffic brings in each interval of scrapes, the first before anything was scraped. */
async function live(scrapes: Scrapes, traffic: readonly (readonly [requests: number, failures: number])[]) {
  const { window, board, clock, evaluate } = boardOnManualClock();
  const counted = (each: typeof ECHO) => window.counted(each);
  const exposition = new HeartbeatsExposition({ board, counted, clock, complete: () => undefined });
  const sink = window.open({ name: 'edge', evidence: 'traffic' });
  let page = '';
  for (const [requests, failures] of traffic) {
    await clock.advance(SCRAPE_S * 1_000);
    sink.record([{ basePath: ECHO, atMs: clock.now().wallMs - 1_000, requests, failures }]);
    evaluate();
    page = '';
    for await (const chunk of exposition.chunks()) page += chunk.toString('utf8');
    scrapes.take(page);
  }
  return page;
}

const minutes = (count: number): number => (count * 60) / SCRAPE_S;
const idle = (count: number) => Array.from({ length: minutes(count) }, () => [0, 0] as const);
const good = (count: number) => Array.from({ length: minutes(count) }, () => [150, 0] as const);
const BURST = [100, 50] as const;

/** A burst of failures before the first scrape, silence, good traffic; then it is started anew, with the same burst. */
async function history(): Promise<Scrapes> {
  const scrapes = new Scrapes();
  await live(scrapes, [BURST, ...idle(10), ...good(10)]);
  await live(scrapes, [BURST, ...idle(10), ...good(10)]);
  return scrapes;
}

/** A query that has no result at any time: nothing recorded was ever NaN, which alone differs from itself. */
const neverNaN = (record: string, from: string, range: string): Fields => ({
  expr: `count_over_time((${record} != ${record})[${range}:15s])`,
  eval_time: from,
  exp_samples: [],
});
const holds = (expr: string, evalTime: string): Fields => ({
  expr,
  eval_time: evalTime,
  exp_samples: [{ labels: '{}', value: 1 }],
});

/** An alert as Sloth words it. */
function slothAlert(kind: 'page' | 'ticket'): Fields {
  const severity = kind === 'page' ? 'critical' : 'warning';
  const labels = { sloth_id: 'eni-echo-requests', sloth_service: 'eni-echo', sloth_slo: 'requests' };
  return {
    exp_labels: { ...labels, severity, sloth_severity: kind },
    exp_annotations: {
      summary: 'eni-echo requests SLO error budget burn rate is over expected.',
      title: `(${kind}) eni-echo requests SLO error budget burn rate is too fast.`,
    },
  };
}

describeWith(['promtool'], 'the alerts on one API', () => {
  it('fire when they should, and only then', () => {
    copyFileSync('examples/alerting/one-api.rules.yaml', join(folder, 'one-api.rules.yaml'));
    copyFileSync('test/deploy/rules/one-api.rules.test.yaml', join(folder, 'one-api.test.yaml'));
    const { status, output } = promtool('test', 'rules', 'one-api.test.yaml');
    expect([status, output]).toEqual([0, expect.stringContaining('SUCCESS')]);
  });
});

describeWith(['promtool'], 'the page of /metrics/heartbeats', () => {
  it('is one that Prometheus has nothing to say against', async () => {
    const page = await live(new Scrapes(), [BURST, ...good(2)]);
    const { status, stderr, stdout } = spawnSync(findProgram('promtool')!, ['check', 'metrics'], { input: page });
    expect([status, `${stdout}${stderr}`]).toEqual([0, '']);
  });
});

describeWith(['promtool'], 'error budgets on the counters', () => {
  let scrapes: Scrapes;

  beforeAll(async () => {
    scrapes = await history();
  });

  function run(rules: string, test: Fields): void {
    copyFileSync(join('test/deploy/rules', rules), join(folder, rules));
    const tests = [{ interval: `${SCRAPE_S}s`, input_series: scrapes.inputSeries, ...test }];
    writeFileSync(join(folder, 'slo.yaml'), stringify({ rule_files: [rules], evaluation_interval: '15s', tests }));
    const { status, output } = promtool('test', 'rules', 'slo.yaml');
    expect([status, output]).toEqual([0, expect.stringContaining('SUCCESS')]);
  }

  it('have both outcomes of a base path from the first scrape on, both 0', () => {
    const counters = scrapes.inputSeries.filter(({ series }) => series.startsWith('heartbeat_requests_total'));
    expect(counters.map(({ series, values }) => [series, values.split(' ')[0]])).toEqual([
      ['heartbeat_requests_total{basepath="/eni/echo/v1",outcome="success"}', '0'],
      ['heartbeat_requests_total{basepath="/eni/echo/v1",outcome="failure"}', '0'],
    ]);
  });

  const failed = (range: string): string => `sum(increase(heartbeat_requests_total{outcome="failure"}[${range}]))`;

  it('Sloth: are never NaN, and lose no burst before the first scrape, of the first life and of the next', () => {
    const { groups } = parse(readFileSync('test/deploy/rules/sloth.rules.yaml', 'utf8')) as { groups: Fields[] };
    const records = groups.flatMap(({ rules }) => rules as Fields[]).flatMap(({ record }) => record ?? []) as string[];
    expect(new Set(records).size).toBeGreaterThan(10);
    run('sloth.rules.yaml', {
      promql_expr_test: [
        ...[...new Set(records)].map((record) => neverNaN(record, '40m', '40m')),
        holds(`${failed('10m')} > bool 45`, '9m'),
        holds(`${failed('10m')} > bool 45`, '29m'),
        holds('max(slo:sli_error:ratio_rate5m) >= bool 0.49', '3m'),
        holds('max(slo:sli_error:ratio_rate5m) == bool 0', '19m'),
        holds('max(slo:sli_error:ratio_rate5m) >= bool 0.49', '26m'),
        holds('max(slo:sli_error:ratio_rate30d) > bool 0', '40m'),
      ],
      alert_rule_test: [
        { eval_time: '45s', alertname: 'EniEchoErrorBudget' },
        { eval_time: '3m', alertname: 'EniEchoErrorBudget', exp_alerts: [slothAlert('page'), slothAlert('ticket')] },
      ],
    });
  });

  it('Pyrra: are numbers wherever there was traffic, and no burst before the first scrape is lost', () => {
    run('pyrra.rules.yaml', {
      promql_expr_test: [
        ...['30m', '1h', '2h', '6h', '1d', '4d'].map((window) =>
          neverNaN(`heartbeat_requests:burnrate${window}`, '40m', '38m'),
        ),
        neverNaN('heartbeat_requests:burnrate5m', '20m', '9m'),
        neverNaN('heartbeat_requests:increase4w', '40m', '40m'),
        holds(`${failed('10m')} > bool 45`, '9m'),
        holds('max(heartbeat_requests:burnrate5m) >= bool 0.49', '3m'),
        holds('max(heartbeat_requests:burnrate5m) >= bool 0.49', '26m'),
        holds('max(heartbeat_requests:burnrate5m) == bool 0', '19m'),
        holds('sum(heartbeat_requests:increase4w{outcome="failure"}) > bool 90', '40m'),
      ],
      alert_rule_test: [
        { eval_time: '1m', alertname: 'ErrorBudgetBurn' },
        {
          eval_time: '4m',
          alertname: 'ErrorBudgetBurn',
          exp_alerts: [
            {
              exp_labels: { severity: 'critical', short: '5m', long: '1h', slo: 'eni-requests', basepath: ECHO },
            },
          ],
        },
      ],
    });
  });
});
