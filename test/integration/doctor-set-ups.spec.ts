import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { stringify } from 'yaml';
import { heartbeat } from '../support/heartbeat-command.js';
import { BackendApi } from '../support/servers/backend-api.js';
import { CountingExporter } from '../support/servers/counting-exporter.js';
import { startBalancer, startHaproxy, type Balancer, type Gateway } from '../support/servers/haproxy.js';
import { startPrometheus, type Monitoring } from '../support/servers/prometheus.js';
import { describeWith, eventually } from '../support/servers/real-process.js';

const folder = mkdtempSync(join(tmpdir(), 'heartbeat-set-ups-'));
const file = join(folder, 'heartbeat.yaml');
const DOCUMENTED = readFileSync('docs/doctor.md', 'utf8');
const BOTH = ['/eni/echo/v1', '/eni/orders/v1'];

afterAll(() => rmSync(folder, { recursive: true }));

/** How somebody set Heartbeat up, and how it is right. */
interface SetUp {
  readonly basePaths?: readonly string[];
  readonly source: object;
}

const raccoon = (url: string, over: object = {}): object => ({
  kind: 'raccoon',
  name: 'raccoon',
  url,
  dialect: 'kong',
  pollEvery: '1s',
  lag: '1s',
  ...over,
});
const scrape = (urls: readonly string[], over: object = {}): object => ({
  kind: 'gateway-scrape',
  name: 'edge',
  urls,
  dialect: 'kong',
  ...over,
});

/** What the doctor says, and its exit code. */
async function doctor({ basePaths = BOTH, source }: SetUp): Promise<{ code: number | null; out: string }> {
  writeFileSync(file, stringify({ apis: { basePaths }, sources: [source] }));
  const { code, out, err } = await heartbeat(['doctor', '--config', file]);
  expect(err).toBe('');
  return { code, out };
}

/** What is another at each run: ports, ages and counts. */
function steady(text: string): string {
  return text
    .replaceAll(/127\.0\.0\.1:\d+/g, 'HOST')
    .replaceAll(/localhost:\d+/g, 'HOST')
    .replaceAll(/\d+ s old/g, 'N s old');
}

/** The findings that are no ok, each with its remedy. */
function complaints(out: string): string[] {
  const lines = steady(out).split('\n');
  return lines.flatMap((line, index) =>
    /^ {2}(?:PROBLEM|warning)/.test(line)
      ? [`${line}\n${/^ {10}/.test(lines[index + 1] ?? '') ? lines[index + 1]! : ''}`.trimEnd()]
      : [],
  );
}

/** Sends everything on to the query API of `behind`, unless `refuse` has answered; as a gateway in front of it does. */
async function inFront(
  behind: () => string,
  refuse: (
    headers: NodeJS.Dict<string | string[]>,
  ) => [status: number, headers: Record<string, string>, body: string] | undefined,
): Promise<{ url: string; server: Server }> {
  const server = createServer(async (request, response) => {
    const refusal = refuse(request.headers);
    if (refusal) return response.writeHead(refusal[0], refusal[1]).end(refusal[2]);
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const type = request.headers['content-type'];
    const answer = await fetch(`${behind()}${request.url}`, {
      method: request.method!,
      ...(body !== '' && { body, headers: { 'content-type': type! } }),
    });
    return response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, server };
}

/** With HEARTBEAT_SHOW_SET_UPS=1, shows what the doctor said, to be quoted in docs/doctor.md. */
function note(name: string, out: string): void {
  if (process.env['HEARTBEAT_SHOW_SET_UPS'] === '1') process.stderr.write(`### ${name}\n${steady(out)}\n`);
}

describeWith(['prometheus', 'haproxy'], 'Twelve wrong set-ups, as somebody new makes them', () => {
  let pods: CountingExporter[];
  let other: Server;
  let prometheus: Monitoring;
  let narrow: Monitoring;
  let pushed: Monitoring;
  let api: BackendApi;
  let haproxy: Gateway;
  let balancer: Balancer;
  let redirecting: { url: string; server: Server };
  let tenants: { url: string; server: Server };

  beforeAll(async () => {
    pods = await Promise.all([CountingExporter.start(), CountingExporter.start()]);
    for (const [pod, exporter] of pods.entries())
      for (const route of ['eni-echo-v1', 'eni-orders-v1']) exporter.count(route, '200', pod === 0 ? 90_000 : 250);
    other = createServer((_, response) =>
      response
        .writeHead(200, { 'content-type': 'text/plain' })
        .end(pods[0]!.page().replaceAll('{', '{job="gateways",instance="gw-7",')),
    ).listen(0, '127.0.0.1');
    await once(other, 'listening');
    const targets = [pods[0]!.address];
    const foreign = `127.0.0.1:${(other.address() as AddressInfo).port}`;
    api = await BackendApi.start();
    [prometheus, narrow, pushed, haproxy, balancer] = await Promise.all([
      startPrometheus([
        { job: 'kong', targets },
        { job: 'all-pods', targets },
      ]),
      startPrometheus([{ job: 'kong', targets }], '1s', ['--query.max-samples=10']),
      startPrometheus([{ job: 'push', targets: [foreign], honorLabels: true }]),
      startHaproxy(
        BOTH.map((basePath) => ({ basePath, name: basePath.slice(1).replaceAll('/', '-'), server: api.address })),
      ),
      startBalancer(pods.map(({ address }) => address)),
    ]);
    redirecting = await inFront(
      () => prometheus.url,
      () => [302, { location: `${prometheus.url}/api/v1/query` }, ''],
    );
    tenants = await inFront(
      () => prometheus.url,
      (headers) => (headers['x-scope-orgid'] === undefined ? [401, {}, 'no org id\n'] : undefined),
    );
    const seenTwice = encodeURIComponent('count_over_time(kong_http_requests_total[1m]) > 2');
    await eventually('scrapes', 30_000, async () => (await prometheus.series(seenTwice)) === 4);
    await eventually('scrapes', 30_000, async () => (await pushed.series(seenTwice)) === 2);
  }, 90_000);

  afterAll(async () => {
    for (const server of [other, redirecting?.server, tenants?.server]) server?.close();
    await Promise.all([...(pods ?? []), api].map((each) => each?.stop()));
    for (const each of [prometheus, narrow, pushed, haproxy, balancer]) await each?.process.remove();
  });

  /** Only one of the two jobs of the Prometheus: the rest of the set-ups are about something else. */
  const one = { matchers: { job: 'kong' } };

  it.each<[string, () => SetUp, () => SetUp, number]>([
    [
      'a typing error in a base path',
      () => ({ basePaths: ['/eni/echo/v1', '/eni/ordres/v1'], source: raccoon(prometheus.url, one) }),
      () => ({ source: raccoon(prometheus.url, one) }),
      1,
    ],
    [
      'another dialect',
      () => ({ source: raccoon(prometheus.url, { ...one, dialect: 'traefik' }) }),
      () => ({ source: raccoon(prometheus.url, one) }),
      1,
    ],
    [
      'another label',
      () => ({
        source: raccoon(prometheus.url, {
          ...one,
          dialect: 'custom',
          custom: { metric: 'kong_http_requests_total', codeLabel: 'code', nameLabel: 'router' },
        }),
      }),
      () => ({
        source: raccoon(prometheus.url, {
          ...one,
          dialect: 'custom',
          custom: { metric: 'kong_http_requests_total', codeLabel: 'code', nameLabel: 'route' },
        }),
      }),
      1,
    ],
    [
      'metrics that are switched off',
      () => ({ source: scrape([`http://${haproxy.metrics}/metrics?scope=frontend`], { dialect: 'haproxy' }) }),
      () => ({ source: scrape([`http://${haproxy.metrics}/metrics`], { dialect: 'haproxy' }) }),
      1,
    ],
    [
      'another path',
      () => ({ source: raccoon(`${prometheus.url}/prometheus`, one) }),
      () => ({ source: raccoon(prometheus.url, one) }),
      1,
    ],
    [
      'a redirect',
      () => ({ source: raccoon(redirecting.url, one) }),
      () => ({ source: raccoon(prometheus.url, one) }),
      1,
    ],
    [
      'https on a port of http',
      () => ({ source: raccoon(prometheus.url.replace('http:', 'https:'), one) }),
      () => ({ source: raccoon(prometheus.url, one) }),
      1,
    ],
    [
      'no tenant',
      () => ({ source: raccoon(tenants.url, one) }),
      () => ({ source: raccoon(tenants.url, { ...one, tenant: 'team-a' }) }),
      1,
    ],
    [
      'a limit of the server that is hit',
      () => ({ source: raccoon(narrow.url) }),
      () => ({ source: raccoon(prometheus.url, one) }),
      1,
    ],
    [
      'no up of the gateways',
      () => ({ source: raccoon(pushed.url) }),
      () => ({ source: raccoon(prometheus.url, one) }),
      0,
    ],
    [
      'two jobs that scrape the same',
      () => ({ source: raccoon(prometheus.url) }),
      () => ({ source: raccoon(prometheus.url, one) }),
      0,
    ],
    [
      'one address of two pods',
      () => ({ source: scrape([`${balancer.url}/metrics`]) }),
      () => ({ source: scrape(pods.map(({ address }) => `http://${address}/metrics`)) }),
      1,
    ],
  ])(
    '%s',
    async (name, wrong, right, exitCode) => {
      const sick = await doctor(wrong());
      note(name, sick.out);
      const well = await doctor(right());
      expect(sick.code).toBe(exitCode);
      // A young Prometheus is no mistake, and what leads nowhere is listed with each.
      const said = complaints(sick.out).filter((each) => !/warming-up|names belong to no declared/.test(each));
      expect(said.length).toBeGreaterThan(0);
      expect(said.filter((each) => !DOCUMENTED.includes(each))).toEqual([]);
      expect(well.code).toBe(0);
      expect(complaints(well.out).filter((each) => said.includes(each))).toEqual([]);
    },
    60_000,
  );
});

describeWith(['prometheus'], 'Seven typing errors in 500 base paths', () => {
  const words = 'orders basket rates catalogue payment invoice customer shipment stock tariff'.split(' ');
  const right = Array.from(
    { length: 500 },
    (_, index) => `/eni/${words[index % 10]}-${words[Math.floor(index / 10) % 10]}/v${index}`,
  );
  const typos: readonly ((text: string) => string)[] = [
    (text) => text.replace('er', 're'),
    (text) => text.slice(0, 6) + text[7]! + text[6]! + text.slice(8),
    (text) => text.replace('-', ''),
    (text) => text.replace('/eni/', '/enni/'),
    (text) => text.replace(/e(?=\w*-)/, 'a'),
    (text) => text.replace(/.(?=\/v)/, ''),
    (text) => text.replace('eni', 'Eny'),
  ];
  const wrong = new Map(typos.map((typo, index) => [typo(right[index * 71]!), right[index * 71]!]));
  const nameOf = (basePath: string): string => basePath.slice(1).replaceAll('/', '-');
  let exporter: CountingExporter;
  let prometheus: Monitoring;

  beforeAll(async () => {
    exporter = await CountingExporter.start();
    for (const basePath of right) exporter.count(nameOf(basePath), '200', 100);
    prometheus = await startPrometheus([{ job: 'kong', targets: [exporter.address] }]);
    const seenTwice = encodeURIComponent('count_over_time(kong_http_requests_total[1m]) > 2');
    await eventually('scrapes', 30_000, async () => (await prometheus.series(seenTwice)) === 500);
  }, 60_000);

  afterAll(async () => {
    await exporter.stop();
    await prometheus.process.remove();
  });

  it.each([
    ['raccoon', (): object => raccoon(prometheus.url)],
    ['edge', (): object => scrape([`http://${exporter.address}/metrics`])],
  ])(
    'are all named by %s, each with the right name',
    async (name, source) => {
      expect(wrong.size).toBe(7);
      const typed = new Map([...wrong].map(([is, was]) => [was, is]));
      const { code, out } = await doctor({ basePaths: right.map((each) => typed.get(each) ?? each), source: source() });
      expect(code).toBe(1);
      for (const [is, was] of wrong) expect(out).toContain(`${is} has no series; ${name} has ${nameOf(was)}, which`);
      expect(out).toContain('493 of 500 declared base paths have series');
    },
    60_000,
  );
});
