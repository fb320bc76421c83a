import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { basePath } from '../../support/evidence-window.js';
import { HeartbeatSettings } from '../../../src/config/heartbeat.settings.js';
import { readSettings } from '../../../src/platform/settings/read-settings.js';
import { BasePathResolver } from '../../../src/sources/dialects/base-path-resolver.js';
import { dialectOf } from '../../../src/sources/dialects/dialect-of.js';
import type { DialectSourceSettings } from '../../../src/sources/dialects/dialect.settings.js';
import { exposedLabels } from '../../../src/sources/dialects/exposed-labels.js';
import { ExpositionScan } from '../../../src/sources/gateway-scrape/exposition-scan.js';
import { parseLabels } from '../../../src/sources/gateway-scrape/series-labels.js';

const PAGE = readFileSync('docs/gateways/custom.md', 'utf8');
const ROW = /^\| `([^`]+)` +\| (?:`(\/[^`]+)`|nothing) +\| (\w+) +\|$/gm;
const declared = basePath('/eni/echo/v1');
const DECLARATIONS = new Map([[declared, { basePath: declared, declaredBy: 'test' }]]);

/** Every row of the tables, with the settings above it. */
const rows = PAGE.split('```yaml\n')
  .slice(1)
  .flatMap((part) => {
    const [yaml, text] = part.split('```\n', 2);
    return [...text!.matchAll(ROW)].map(([, series, path, outcome]) => ({
      yaml: yaml!,
      series: series!,
      path,
      outcome,
    }));
  });

it('The page on custom has rows for each of its examples', () => {
  expect(rows.length).toBeGreaterThan(8);
  expect(new Set(rows.map(({ yaml }) => yaml)).size).toBe(PAGE.split('```yaml\n').length - 1);
});

it.each(rows)('The page on custom says of $series what is counted', ({ yaml, series, path, outcome }) => {
  const { sources } = readSettings(HeartbeatSettings, parse(yaml), { environment: {}, folder: '/nowhere' });
  const settings = sources[0] as unknown as DialectSourceSettings;
  const dialect = dialectOf(settings);
  const found: string[] = [];
  const scan = new ExpositionScan(
    dialect.counters.map(({ metric }) => metric),
    false,
  );
  scan.push(Buffer.from(`${series} 1\n`), ({ labels }) => found.push(labels));
  scan.end();
  const labels = exposedLabels(parseLabels(found[0]!)!);
  const resolver = new BasePathResolver({ version: 1, declarations: DECLARATIONS }, settings.mapping);
  const led = resolver.resolve(labels, dialect.counters[0]!.basePath);
  expect([led.form === 'mapped' ? led.basePath : undefined, dialect.outcome(labels)]).toEqual([path, outcome]);
});
