import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { ExpositionScan, type ExpositionLine } from './exposition-scan.js';
import { parseLabels } from './series-labels.js';

const WANTED = new Set(['kong_http_requests_total']);

interface HostilePage {
  readonly id: string;
  readonly page: string;
  readonly repeat?: string;
  readonly times?: number;
  readonly openMetrics?: boolean;
  readonly fault: string;
}

function scan(page: string, openMetrics = false): ExpositionLine[] {
  const lines: ExpositionLine[] = [];
  const reading = new ExpositionScan(page, WANTED, openMetrics);
  while (reading.advance(2, (line) => lines.push(line)));
  return lines;
}

describe('ExpositionScan', () => {
  it('hands on the lines of wanted metrics, labels as written', () => {
    const page = [
      '# HELP kong_http_requests_total HTTP status codes {per} route',
      '# TYPE kong_http_requests_total counter',
      'kong_http_requests_total{service="s",route="a}b\\"c",code="200"} 1.5e3 1700000000000',
      '',
      'kong_http_requests_total{route="d"}\t7',
      'kong_http_requests_total_other{route="d"} 9',
      'kong_latency_bucket{le="+Inf"} NaN',
      '',
    ].join('\r\n');
    expect(scan(page.replaceAll('\r\n', '\n'))).toEqual([
      {
        metric: 'kong_http_requests_total',
        labels: 'service="s",route="a}b\\"c",code="200"',
        value: 1_500,
        timestampMs: 1_700_000_000_000,
      },
      { metric: 'kong_http_requests_total', labels: 'route="d"', value: 7 },
    ]);
    expect(scan(page)).toHaveLength(2);
  });

  it.each([
    ['NaN', NaN],
    ['+Inf', Infinity],
    ['-1', -1],
    ['.5', 0.5],
  ])('reads the value %s', (text, value) => {
    expect(scan(`kong_http_requests_total ${text}\n`)[0]!.value).toBe(value);
  });

  it('reads OpenMetrics with exemplars and times in seconds', () => {
    const page = 'kong_http_requests_total{route="d"} 7 1.5 # {trace_id="x"} 1 1.4\n# EOF\n';
    expect(scan(page, true)[0]).toMatchObject({ value: 7, timestampMs: 1_500 });
  });

  it('finds nothing on an empty page', () => {
    expect(scan('')).toEqual([]);
  });

  const url = new URL('../../../test/hostile/exposition.json', import.meta.url);
  const hostile = JSON.parse(readFileSync(url, 'utf8')) as HostilePage[];
  it.each(hostile.map((each) => [each.id, each] as const))('refuses the whole page: %s', (_, each) => {
    const page = (each.repeat ?? '').repeat(each.times ?? 0) + each.page;
    expect(() => scan(page, each.openMetrics)).toThrow(each.fault);
  });
});

describe('parseLabels', () => {
  it.each([
    ['a="1",b="x\\"y\\\\z\\n"', { a: '1', b: 'x"y\\z\n' }],
    ['a="1",', { a: '1' }],
    ['', {}],
    ['a="1" , b = "2"', { a: '1', b: '2' }],
    ['__proto__="x"', JSON.parse('{"__proto__":"x"}') as object],
  ])('reads %s', (text, labels) => {
    expect({ ...parseLabels(text) }).toEqual({ ...labels });
  });

  it.each(['a=1', 'a="1" b="2"', '1a="x"', 'a="1",a="2"', 'a="x'])('refuses %s', (text) => {
    expect(parseLabels(text)).toBeUndefined();
  });

  it('refuses more than 64 labels', () => {
    expect(parseLabels(Array.from({ length: 65 }, (_, index) => `l${index}="x"`).join(','))).toBeUndefined();
  });
});
