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
import { describeWith, findProgram } from '../../support/servers/real-process.js';

const WINDOW_MS = 300_000;
const counter = kong.counters[0]!;

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
      { record: 'anchored', expr: windowQuery(counter, selectorOf(counter, new Map()), WINDOW_MS, 'promql') },
      { record: 'of_zone_a', expr: windowQuery(counter, zone, WINDOW_MS, 'promql') },
    ];
    const output = withRules(rules, (folder) => {
      copyFileSync('test/contract/promql/window.test.yml', join(folder, 'window.test.yml'));
      return promtool(folder, 'test', 'rules', 'window.test.yml');
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
          { record: `${name}:window`, expr: windowQuery(each, selector, WINDOW_MS, 'promql') },
          { record: `${name}:signs`, expr: vitalSignsQuery(selector, WINDOW_MS) },
        ];
      }),
    );
    expect(withRules(rules, (folder) => promtool(folder, 'check', 'rules', 'window.rules.yml'))).toContain(
      `${rules.length} rules found`,
    );
  });
});
