import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { request as undici } from 'undici';
import { parse } from 'yaml';
import { rawRequest } from '../support/raw-request.js';
import { CountingExporter } from '../support/servers/counting-exporter.js';
import { HeartbeatService } from '../support/servers/heartbeat-service.js';
import { eventually } from '../support/servers/real-process.js';

const PATHS = Array.from({ length: 60 }, (_, index) => `/api/n${String(index).padStart(2, '0')}/v1`);

interface OpenApi {
  readonly paths: Record<
    string,
    { get: { responses: Record<string, { content: Record<string, { schema: object }> }> } }
  >;
  readonly components: object;
}

describe('the HTTP API', () => {
  let service: HeartbeatService;
  let exporter: CountingExporter;
  let port: number;

  const ask = async (path: string, headers: string[] = []) => {
    const head = [`GET ${path} HTTP/1.1`, 'host: x', 'connection: close', ...headers];
    return rawRequest(port, `${head.join('\r\n')}\r\n\r\n`);
  };
  const header = (head: string, name: string): string | undefined =>
    new RegExp(`^${name}: (.*)$`, 'm').exec(head.replaceAll('\r', ''))?.[1];

  beforeAll(async () => {
    exporter = await CountingExporter.start();
    const source = {
      kind: 'gateway-scrape',
      name: 'edge',
      dialect: 'kong',
      scrapeEvery: '1s',
      urls: [`http://${exporter.address}/metrics`],
    };
    service = await HeartbeatService.start({
      apis: { basePaths: PATHS },
      evaluation: { every: '1s' },
      sources: [source],
    });
    port = Number(new URL(service.url).port);
    exporter.count('api-n00-v1', '200', 100);
    exporter.count('api-n01-v1', '200', 80);
    exporter.count('api-n01-v1', '503', 20);
    await eventually('a verdict', 20_000, async () => (await service.verdict('/api/n01/v1')).startsWith('DOWN'));
  }, 60_000);

  afterAll(async () => {
    await service.process.remove();
    await exporter.stop();
  });

  it('lists heartbeats in order, and filters them', async () => {
    const all = JSON.parse((await ask('/heartbeats')).body) as { basepath: string; status: string }[];
    expect(all.map((each) => each.basepath)).toEqual(PATHS);
    expect(JSON.parse((await ask('/heartbeats?status=UP&status=DOWN')).body)).toEqual([
      { basepath: '/api/n00/v1', status: 'UP' },
      { basepath: '/api/n01/v1', status: 'DOWN' },
    ]);
    expect(JSON.parse((await ask('/heartbeats?basepath=/api/n01/*&basepath=/api/n00/v1')).body)).toHaveLength(2);
    expect(JSON.parse((await ask('/heartbeats?basepath=/*')).body)).toHaveLength(60);
    expect((await ask('/heartbeats?basepath=/api/n0')).body).toBe('[]');
    expect(JSON.parse((await ask('/heartbeats?basepath=/api/n00/v1/')).body)).toHaveLength(1);
  });

  it('pages with totals and links', async () => {
    const page = await ask('/heartbeats?limit=25&offset=25');
    expect(JSON.parse(page.body)).toHaveLength(25);
    expect([header(page.head, 'x-total-count'), header(page.head, 'x-result-count')]).toEqual(['60', '25']);
    expect(header(page.head, 'link')).toBe(
      '</heartbeats?limit=25&offset=0>; rel="first", </heartbeats?limit=25&offset=0>; rel="prev", </heartbeats?limit=25&offset=50>; rel="next", </heartbeats?limit=25&offset=50>; rel="last"',
    );
  });

  it('answers a page that was asked for before as it did first', async () => {
    const same = (head: string): string[] =>
      head
        .split('\r\n')
        .filter((line) => !/^(?:date|cache-control):/.test(line))
        .toSorted();
    for (const [nth, extra] of [[], ['accept-encoding: gzip'], ['if-none-match: *']].entries()) {
      const url = `/heartbeats?limit=25&offset=25${'&'.repeat(nth)}`;
      const [first, ...again] = [await ask(url, extra), await ask(url, extra), await ask(url, extra)];
      for (const each of again)
        expect([each.status, same(each.head), each.body]).toEqual([first.status, same(first.head), first.body]);
    }
  });

  it.each([
    ['/heartbeats?basepath=/api/n00/v1', '/heartbeats?basepath=%2Fapi/n00/v1'],
    ['/heartbeats?basepath=/api/nope', '/heartbeats?basepath=%2Fapi/nope'],
    ['/heartbeats', '/heartbeats?'],
  ])('answers %s ahead of the router as behind it', async (early, routed) => {
    const same = (head: string): string[] =>
      head
        .split('\r\n')
        .filter((line) => !line.startsWith('date:') && !line.startsWith('cache-control:'))
        .toSorted();
    for (const extra of [
      [],
      ['accept-encoding: gzip'],
      ['accept-encoding: br;q=1, gzip;q=0.5'],
      ['if-none-match: *'],
    ]) {
      await ask(early, extra);
      const [one, other] = [await ask(early, extra), await ask(routed, extra)];
      expect([one.status, same(one.head), one.body]).toEqual([other.status, same(other.head), other.body]);
    }
  });

  it('answers 304 to who knows already, by any of the forms of If-None-Match', async () => {
    const tag = header((await ask('/heartbeats?basepath=/api/n00/v1')).head, 'etag')!;
    const path = '/heartbeats?basepath=/api/n00/v1';
    // The raw head is lower-cased, the tag is not: ask again for it as it is.
    const exact = (await fetch(`${service.url}${path}`)).headers.get('etag')!;
    expect(exact.toLowerCase()).toBe(tag);
    for (const value of [exact, `W/${exact}`, `"other", ${exact}`, '*']) {
      expect((await fetch(`${service.url}${path}`, { headers: { 'if-none-match': value } })).status).toBe(304);
    }
    expect((await fetch(`${service.url}${path}`, { headers: { 'if-none-match': '"other"' } })).status).toBe(200);
  });

  it('compresses large answers, each coding with a tag of its own', async () => {
    const tags = new Set<string>();
    for (const [coding, decode] of [
      ['gzip', gunzipSync],
      ['br', brotliDecompressSync],
    ] as const) {
      const response = await rawBytes('/heartbeats', coding);
      expect(response.headers.get('content-encoding')).toBe(coding);
      expect(JSON.parse(decode(response.body).toString())).toHaveLength(60);
      tags.add(response.headers.get('etag')!);
    }
    expect(tags.size).toBe(2);
    expect(header((await ask('/heartbeats', ['accept-encoding: gzip;q=0'])).head, 'content-encoding')).toBeUndefined();
  });

  it('may be cached no longer than until the next evaluation', async () => {
    expect(header((await ask('/heartbeats')).head, 'cache-control')).toMatch(/^max-age=[01], must-revalidate$/);
  });

  it('answers HEAD like GET without a body', async () => {
    const response = await fetch(`${service.url}/heartbeats`, { method: 'HEAD' });
    expect([response.status, response.headers.get('x-total-count'), await response.text()]).toEqual([200, '60', '']);
  });

  it('keeps what its OpenAPI document promises', async () => {
    const document = parse(await (await fetch(`${service.url}/openapi.yaml`)).text()) as OpenApi;
    const ajv = new Ajv2020({ strict: false, validateFormats: false });
    for (const [path, query] of [
      ['/heartbeats', ''],
      ['/heartbeats/details', '?basepath=/api/n01/v1'],
      ['/heartbeats/details', '?basepath=/api/n09/v1'],
      ['/heartbeats/details', '?basepath=/api/*'],
    ]) {
      const schema = document.paths[path!]!.get.responses['200']!.content['application/json']!.schema;
      const validate = ajv.compile({ ...schema, components: document.components });
      validate(await (await fetch(`${service.url}${path}${query}`)).json());
      expect(validate.errors ?? []).toEqual([]);
    }
  });

  it('shows the evidence behind a verdict', async () => {
    const details = (await (await fetch(`${service.url}/heartbeats/details?basepath=/api/n01/v1`)).json()) as Record<
      string,
      unknown
    >;
    expect(details).toMatchObject({
      basepath: '/api/n01/v1',
      status: 'DOWN',
      reason: 'success-ratio',
      successRatio: 0.8,
      requests: 100,
      failures: 20,
      clientErrors: 0,
      uncertain: { successes: 0, failures: 0 },
      lastMinute: { requests: 100, failures: 20 },
      evidence: [{ source: 'edge', kind: 'traffic', requests: 100, failures: 20 }],
    });
  });

  it('shows the evidence behind many, a page at a time', async () => {
    const names = ({ body }: { body: string }): string[] =>
      (JSON.parse(body) as { basepath: string }[]).map(({ basepath }) => basepath);
    const page = await ask('/heartbeats/details?basepath=/api/*&limit=25&offset=50');
    expect(names(page)).toEqual(PATHS.slice(50));
    expect([header(page.head, 'x-total-count'), header(page.head, 'x-result-count')]).toEqual(['60', '10']);
    expect(header(page.head, 'link')).toContain(
      '</heartbeats/details?basepath=%2fapi%2f*&limit=25&offset=25>; rel="prev"',
    );
    expect(header(page.head, 'etag')).toMatch(/^"[\w-]{22}"$/);
    expect(names(await ask('/heartbeats/details?status=DOWN'))).toEqual(['/api/n01/v1']);
    expect(names(await ask('/heartbeats/details?basepath=/api/n01/v1&basepath=/api/n00/v1'))).toEqual(
      PATHS.slice(0, 2),
    );
    expect(names(await ask('/heartbeats/details?reason=success-ratio'))).toEqual(PATHS.slice(0, 2));
    expect(names(await ask('/heartbeats/details'))).toEqual(PATHS);
    expect((await ask('/heartbeats/details?limit=1001')).head).toContain(' 400 ');
    const one = JSON.parse((await ask('/heartbeats/details?basepath=/api/n01/v1')).body) as object;
    const [first] = JSON.parse((await ask('/heartbeats/details?basepath=/api/n01/v1&status=DOWN')).body) as object[];
    expect(Object.keys(first!)).toEqual(Object.keys(one));
  });

  it('serves the documentation without any script of its own page', async () => {
    const page = await fetch(`${service.url}/api-docs`);
    expect(page.headers.get('content-security-policy')).toContain("script-src 'self'");
    const html = await page.text();
    expect(html).not.toMatch(/<script>|onload=/);
    for (const [, file] of html.matchAll(/(?:src|href)="(api-docs\/[^"]+)"/g)) {
      expect((await fetch(`${service.url}/${file}`)).status).toBe(200);
    }
  });

  it('tells Prometheus about itself, and no base path', async () => {
    const metrics = await (await fetch(`${service.url}/metrics`)).text();
    for (const name of [
      'heartbeat_base_paths{status="DOWN"} 1',
      'heartbeat_source_reads_total{source="edge",result="good"}',
      'heartbeat_evaluation_lag_seconds',
      'heartbeat_http_requests_total',
      'nodejs_eventloop_lag_seconds',
    ]) {
      expect(metrics).toContain(name);
    }
    expect(metrics).not.toContain('/api/n01');
    const types = [...metrics.matchAll(/^# TYPE (\S+) (\w+)$/gm)].map(([, name, type]) => [name!, type!] as const);
    expect(types.length).toBeGreaterThan(40);
    for (const [name, type] of types) expect([name, type === 'counter']).toEqual([name, name.endsWith('_total')]);
    expect(metrics).toMatch(/^nodejs_active_resources\{type="\w+"\} \d/m);
  });

  it('tells Prometheus about each base path on a page of its own', async () => {
    const { headers, body: stream } = await undici(`${service.url}/metrics/heartbeats`);
    const body = await stream.text();
    expect([headers['content-type'], headers['cache-control']]).toEqual([
      'text/plain; version=0.0.4; charset=utf-8',
      'no-store',
    ]);
    const lines = body.split('\n').filter((line) => line.includes('"/api/n01/v1"'));
    expect(lines.slice(0, 3)).toEqual([
      'heartbeat_status{basepath="/api/n01/v1",status="UP"} 0',
      'heartbeat_status{basepath="/api/n01/v1",status="DOWN"} 1',
      'heartbeat_status{basepath="/api/n01/v1",status="UNKNOWN"} 0',
    ]);
    expect(lines.slice(3)).toEqual([
      'heartbeat_requests_total{basepath="/api/n01/v1",outcome="success"} 0',
      'heartbeat_requests_total{basepath="/api/n01/v1",outcome="failure"} 0',
    ]);
    expect(
      (await rawRequest(port, 'HEAD /metrics/heartbeats HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n')).body,
    ).toBe('');
    // The page of metrics is up to a second old.
    await eventually('its size', 5_000, async () => {
      const own = (await ask('/metrics')).body;
      return Number(/^heartbeat_exposition_bytes (\d+)$/m.exec(own)?.[1]) === body.length;
    });
  });

  async function rawBytes(path: string, coding: string): Promise<{ headers: Headers; body: Buffer }> {
    const { request } = await import('undici');
    const response = await request(`${service.url}${path}`, { headers: { 'accept-encoding': coding } });
    const headers = new Headers(
      Object.entries(response.headers).map(([name, value]): [string, string] => [name, String(value)]),
    );
    return { headers, body: Buffer.from(await response.body.arrayBuffer()) };
  }
});
