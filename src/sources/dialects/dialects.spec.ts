import { describe, expect, it } from '@jest/globals';
import type { Labels, Outcome } from './dialect.js';
import { DIALECTS } from './dialects.js';
import { dialectOf } from './dialect-of.js';
import { CustomDialectSettings } from './dialect.settings.js';

type Row = [Labels, Outcome];

const http = (label: string): Row[] => [
  [{ [label]: '100' }, 'success'],
  [{ [label]: '200' }, 'success'],
  [{ [label]: '301' }, 'success'],
  [{ [label]: '404' }, 'success'],
  [{ [label]: '429' }, 'success'],
  [{ [label]: '499' }, 'excluded'],
  [{ [label]: '500' }, 'failure'],
  [{ [label]: '503' }, 'failure'],
  [{ [label]: '599' }, 'failure'],
  [{ [label]: '600' }, 'unclassified'],
  [{ [label]: '0' }, 'unclassified'],
  [{ [label]: '000' }, 'unclassified'],
  [{ [label]: '' }, 'unclassified'],
  [{}, 'unclassified'],
  [{ [label]: '5' }, 'unclassified'],
  [{ [label]: '5000' }, 'unclassified'],
  [{ [label]: '200 OK' }, 'unclassified'],
];
const classes = (label: string): Row[] => [
  [{ [label]: '2xx' }, 'success'],
  [{ [label]: '4XX' }, 'success'],
  [{ [label]: '5xx' }, 'failure'],
  [{ [label]: 'other' }, 'unclassified'],
];
const grpc = (label: string, base: Labels): Row[] =>
  Array.from({ length: 17 }, (_, status): Row => {
    const failure = [2, 4, 8, 12, 13, 14, 15].includes(status);
    return [{ ...base, [label]: String(status) }, failure ? 'failure' : status === 1 ? 'excluded' : 'success'];
  });

const TABLES: Record<string, Row[]> = {
  kong: http('code'),
  'kong-legacy': http('code'),
  envoy: [...http('envoy_response_code'), [{ envoy_response_code: '5' }, 'unclassified']],
  istio: [
    ...http('response_code').filter(([labels]) => labels['response_code'] !== '0'),
    ...grpc('grpc_response_status', { response_code: '200' }),
    [{ response_code: '0', response_flags: 'DC' }, 'excluded'],
    [{ response_code: '0', response_flags: 'UPE,DPE' }, 'excluded'],
    [{ response_code: '0', response_flags: '-' }, 'failure'],
    [{ response_code: '0', response_flags: 'UF,URX' }, 'failure'],
    [{ response_code: '503', grpc_response_status: '0' }, 'failure'],
    [{ response_code: '200', grpc_response_status: '' }, 'success'],
  ],
  'ingress-nginx': [...http('status'), ...classes('status')],
  traefik: [
    ...http('code'),
    ...grpc('code', { protocol: 'grpc' }),
    ...grpc('code', { protocol: 'grpc-web' }),
    [{ protocol: 'websocket', code: '0' }, 'unclassified'],
    [{ protocol: 'grpc', code: '503' }, 'unclassified'],
  ],
  haproxy: classes('code'),
  apisix: http('code'),
  tyk: http('code'),
  krakend: http('http_response_status_code'),
  'spring-cloud-gateway': [
    ...http('httpStatusCode'),
    [{ httpStatusCode: 'NA', status: 'CUSTOM' }, 'unclassified'],
    [{ httpStatusCode: '503', status: 'SERVICE_UNAVAILABLE' }, 'failure'],
  ],
  otel: [
    ...http('http_response_status_code'),
    [{ http_response_status_code: '', error_type: 'timeout' }, 'failure'],
    [{ error_type: 'java.net.ConnectException' }, 'failure'],
    [{ http_response_status_code: '404', error_type: '404' }, 'success'],
  ],
};

describe('the outcome of a request', () => {
  it('is laid down in a table for every dialect', () => {
    expect(Object.keys(TABLES).toSorted()).toEqual(DIALECTS.map((each) => each.name).toSorted());
  });

  const rows = Object.entries(TABLES).flatMap(([name, table]) => table.map((row) => [name, ...row] as const));
  it.each(rows)('of %s with %j is %s', (name, labels, outcome) => {
    expect(dialectOf({ dialect: name }).outcome(labels)).toBe(outcome);
  });

  it('follows the code label that a custom dialect names', () => {
    const custom = Object.assign(new CustomDialectSettings(), { metric: 'hits', codeLabel: 'rc', pathLabel: 'base' });
    const dialect = dialectOf({ dialect: 'custom', custom });
    expect([dialect.outcome({ rc: '502' }), dialect.outcome({ code: '502' })]).toEqual(['failure', 'unclassified']);
  });
});

describe('every dialect', () => {
  it.each(DIALECTS.map((each) => [each.name, each] as const))('%s can be documented and asked for', (_, dialect) => {
    expect(dialect.whenAbsent).toMatch(/^[A-Z].{40,}\.$/s);
    for (const counter of dialect.counters) {
      expect(counter.metric).toMatch(/^[a-zA-Z_:][a-zA-Z0-9_:]*$/);
      expect(counter.basePath.length).toBeGreaterThan(0);
    }
  });
});
