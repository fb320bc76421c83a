import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { stringify } from 'yaml';
import { kong } from '../../../src/sources/dialects/kong.js';
import { DIALECTS } from '../../../src/sources/dialects/dialects.js';
import { selectorOf, windowQuery } from '../../../src/sources/raccoon/window-query.js';
import { vitalSignsQuery } from '../../../src/sources/raccoon/vital-signs.js';
import { Random } from '../../support/random.js';
import { describeWith, findProgram } from '../../support/servers/real-process.js';

const WINDOW_MS = 300_000;
const SPAN = { rangeMs: WINDOW_MS, freshMs: 70_000 };
const counter = kong.counters[0]!;

/** Scrapes of 15 s from minute 0 to minute 20; the window begins with scrape 60. */
const SCRAPES = 81;
const FIRST_IN_WINDOW = 60;

interface RandomCounter {
  readonly values: string;
  /** What was counted in the window, as far as scrapes show it. */
  readonly counted: number;
  /** How far off the answer may be: nothing, unless a reset leaves it to extrapolation. */
  readonly tolerance: number;
}

/** A counter that begins somewhere, grows in bursts, and may be reset once. */
function randomCounter(random: Random): RandomCounter {
  const born = random.pick([
    0,
    random.between(1, 50),
    random.between(50, FIRST_IN_WINDOW),
    random.between(FIRST_IN_WINDOW + 1, 75),
  ]);
  const reset = born < FIRST_IN_WINDOW && random.between(0, 2) === 0 ? random.between(FIRST_IN_WINDOW + 1, 78) : NaN;
  const mostPerScrape = random.pick([1, 30, 1_000]);
  let value = born === 0 ? random.between(0, 5_000) : 0;
  let counted = 0;
  const values: string[] = [];
  for (let scrape = 0; scrape < SCRAPES; scrape++) {
    if (scrape < born) values.push('_');
    else {
      const before = scrape === reset ? 0 : value;
      value = before + (scrape === born && born > 0 ? 1 : 0) + random.between(0, mostPerScrape);
      if (scrape > FIRST_IN_WINDOW) counted += value - before;
      values.push(String(value));
    }
  }
  return {
    values: values.join(' '),
    counted,
    tolerance: Number.isNaN(reset) ? 0 : 0.06 * counted + mostPerScrape,
  };
}

function withRules(rules: object[], use: (folder: string) => string): string {
  const folder = mkdtempSync(join(tmpdir(), 'heartbeat-promql-'));
  try {
    writeFileSync(join(folder, 'window.rules.yml'), stringify({ groups: [{ name: 'heartbeat', rules }] }));
    return use(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

describeWith(['promtool'], 'the window query, by promtool', () => {
  const promtool = (folder: string, ...args: string[]): string =>
    execFileSync(findProgram('promtool')!, args, { cwd: folder, encoding: 'utf8', stdio: 'pipe' });

  it('counts what the published cases say', () => {
    const zone = selectorOf(counter, new Map([['zone', 'a']]));
    const rules = [
      { record: 'plain', expr: 'sum by (route, code) (increase(kong_http_requests_total[5m]))' },
      { record: 'anchored', expr: windowQuery(counter, selectorOf(counter, new Map()), SPAN, 'promql') },
      { record: 'of_zone_a', expr: windowQuery(counter, zone, SPAN, 'promql') },
    ];
    const output = withRules(rules, (folder) => {
      copyFileSync('test/contract/promql/window.test.yml', join(folder, 'window.test.yml'));
      return promtool(folder, 'test', 'rules', 'window.test.yml');
    });
    expect(output).toContain('SUCCESS');
  });

  it('counts random counters as they were counted, also when they are born or reset in the window', () => {
    const seed = Number(process.env['HEARTBEAT_SEED'] ?? 20_260_101);
    const random = new Random(seed);
    const counters = Array.from({ length: 120 }, () => randomCounter(random));
    const labels = (index: number): string => `job="kong",instance="a",route="r${index}",code="200"`;
    const up = { series: 'up{job="kong",instance="a"}', values: '1x80' };
    const input_series = counters.map(({ values }, index) => ({
      series: `kong_http_requests_total{${labels(index)}}`,
      values,
    }));
    const cases = counters.map(({ counted, tolerance }, index) => ({
      expr: `abs(sum(anchored{route="r${index}"}) - ${counted}) <= bool ${tolerance}`,
      eval_time: '20m',
      exp_samples: [{ labels: '{}', value: 1 }],
    }));
    const test = { interval: '15s', input_series: [up, ...input_series], promql_expr_test: cases };
    const file = { rule_files: ['window.rules.yml'], evaluation_interval: '15s', tests: [test] };
    const query = windowQuery(counter, selectorOf(counter, new Map()), SPAN, 'promql');
    const output = withRules([{ record: 'anchored', expr: query }], (folder) => {
      writeFileSync(join(folder, 'random.test.yml'), stringify(file));
      return promtool(folder, 'test', 'rules', 'random.test.yml');
    });
    expect(output).toContain('SUCCESS');
  });

  it('is PromQL for every dialect, with hostile values in matchers', () => {
    const matchers = new Map([
      ['zone', 'x"} or vector(1) or k{a="'],
      ['path', 'a\\b\nc'],
    ]);
    const rules = DIALECTS.flatMap((dialect) =>
      dialect.counters.flatMap((each, index) => {
        const selector = selectorOf(each, matchers);
        const name = `${dialect.name.replaceAll('-', '_')}_${index}`;
        return [
          { record: `${name}:window`, expr: windowQuery(each, selector, SPAN, 'promql') },
          { record: `${name}:signs`, expr: vitalSignsQuery(selector, WINDOW_MS) },
        ];
      }),
    );
    expect(withRules(rules, (folder) => promtool(folder, 'check', 'rules', 'window.rules.yml'))).toContain(
      `${rules.length} rules found`,
    );
  });
});
