import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { stringify } from 'yaml';
import { heartbeat } from '../support/heartbeat-command.js';
import { roverYaml } from '../support/rover-yaml.js';
import { CountingExporter } from '../support/servers/counting-exporter.js';
import { freePort } from '../support/servers/free-port.js';
import { startPrometheus, type Monitoring } from '../support/servers/prometheus.js';
import { describeWith, eventually } from '../support/servers/real-process.js';
import { ScriptedMonitoring, type MonitoringScript } from '../support/servers/scripted-monitoring.js';

const SECRET = 'hunter2-and-more';
const folder = mkdtempSync(join(tmpdir(), 'heartbeat-doctor-'));
const file = join(folder, 'heartbeat.yaml');

afterAll(() => rmSync(folder, { recursive: true }));

interface Finding {
  readonly level: string;
  readonly text: string;
  readonly remedy?: string;
}

/** What the doctor finds, by what it is about, and its exit code. */
async function doctor(
  settings: object,
  args: string[] = [],
): Promise<{ code: number | null; findings: Record<string, Finding[]> }> {
  writeFileSync(file, stringify(settings));
  const { code, out, err } = await heartbeat(['doctor', '--config', file, '--json', ...args]);
  const basic = Buffer.from(`reader:${SECRET}`).toString('base64');
  expect([err, out.includes(SECRET), out.includes(basic)]).toEqual(['', false, false]);
  const diagnoses = JSON.parse(out) as { about: string; findings: Finding[] }[];
  return { code, findings: Object.fromEntries(diagnoses.map((each) => [each.about, each.findings])) };
}

const raccoon = (url: string, over: object = {}): object => ({
  kind: 'raccoon',
  name: 'raccoon',
  url,
  dialect: 'kong',
  auth: { basic: { username: 'reader', passwordFile: join(folder, 'password') } },
  ...over,
});
const BOTH = ['/eni/echo/v1', '/eni/orders/v1'];
const series = (...routes: string[]): Record<string, string>[] => routes.map((route) => ({ route, code: '200' }));
const finding = (level: string, text: string, remedy?: string): unknown =>
  expect.objectContaining({
    level,
    text: expect.stringContaining(text),
    ...(remedy !== undefined && { remedy: expect.stringContaining(remedy) }),
  });

beforeAll(() => writeFileSync(join(folder, 'password'), SECRET));

describe('heartbeat doctor, of a monitoring system', () => {
  it.each<[string, MonitoringScript, readonly string[], unknown[]]>([
    ['that is not authorised', { status: 401 }, BOTH, [finding('problem', 'the source answers 401', 'check auth')]],
    [
      'that is somebody else',
      { status: 404 },
      BOTH,
      [finding('problem', 'http-404', 'the address in front of /api/v1')],
    ],
    [
      'whose answer is partial',
      { series: series('eni-echo-v1'), warnings: ['store 2 is down\u001b[2J'] },
      BOTH,
      [finding('problem', 'the answer carries warnings', 'check the stores behind the monitoring system')],
    ],
    [
      'that reaches few of its targets',
      { series: series('eni-echo-v1'), targets: [5, 2] },
      BOTH,
      [finding('problem', '3 of 5 gateway instances are not up', 'check the scrape job')],
    ],
    [
      'whose clock is ahead',
      { series: series('eni-echo-v1'), aheadMs: 7_200_000 },
      BOTH,
      [finding('problem', 's ahead of ours (clock-skew)', 'set the clocks right')],
    ],
    [
      'whose series lack the label',
      { series: [{ code: '200' }] },
      BOTH,
      [
        finding('problem', 'no series of kong_http_requests_total has the label route', 'whether relabelling drops'),
        finding('problem', 'no series leads to a base path'),
      ],
    ],
  ])('%s', async (_, script, basePaths, expected) => {
    const monitoring = await ScriptedMonitoring.start(script);
    const { code, findings } = await doctor({ apis: { basePaths }, sources: [raccoon(monitoring.url)] });
    await monitoring.stop();
    expect(code).toBe(1);
    expect(findings['catalogue']).toEqual([{ level: 'ok', text: '2 base paths are declared' }]);
    expect(findings['raccoon (raccoon)']).toEqual(expect.arrayContaining(expected));
  });

  it.each<[string, (each: number) => Record<string, string>, number, unknown]>([
    [
      'are read as sums',
      (each) => ({ route: 'eni-echo-v1', code: '200', consumer: `c-${each}` }),
      0,
      finding('warning', 'the counter has 1001 series (maximumSeries is 1000): 1 sums of them are read', 'matchers'),
    ],
    [
      'are even as sums too many',
      (each) => ({ route: `r-${each}`, code: '200' }),
      1,
      finding('problem', '1001 sums by instance, name and status', 'raise maximumSeries'),
    ],
  ])('whose series are too many, and %s', async (_, labels, exitCode, expected) => {
    const monitoring = await ScriptedMonitoring.start({
      series: Array.from({ length: 1_001 }, (__, each) => labels(each)),
    });
    const sources = [raccoon(monitoring.url, { maximumSeries: 1_000 })];
    const { code, findings } = await doctor({ apis: { basePaths: ['/eni/echo/v1'] }, sources });
    await monitoring.stop();
    expect([code, findings['raccoon (raccoon)']]).toEqual([exitCode, expect.arrayContaining([expected])]);
  });

  it('that cannot be reached, one that hangs and one whose certificate authority is missing hide no other', async () => {
    const silent = await ScriptedMonitoring.start({ silent: true });
    const well = await ScriptedMonitoring.start({ series: series('eni-echo-v1', 'eni-orders-v1') });
    const gone = `http://127.0.0.1:${await freePort()}`;
    const tls = { caFile: join(folder, 'ca.pem') };
    writeFileSync(tls.caFile, 'no certificate');
    const sources = [
      raccoon(gone, { name: 'gone' }),
      raccoon(silent.url, { name: 'silent', timeout: '10s' }),
      raccoon('https://127.0.0.1:1', { name: 'ca', tls }),
      raccoon(well.url, { name: 'well' }),
      { kind: 'gateway-scrape', name: 'edge', dialect: 'kong', urls: [`${gone}/metrics`] },
    ];
    const startMs = Date.now();
    const { code, findings } = await doctor({ apis: { basePaths: BOTH }, sources }, ['--timeout', '3s']);
    const tookMs = Date.now() - startMs;
    await Promise.all([silent.stop(), well.stop()]);
    expect(code).toBe(1);
    expect(tookMs).toBeLessThan(9_000);
    expect(findings).toMatchObject({
      'gone (raccoon)': [finding('problem', 'nothing listens at the address (connection-refused)', 'check url')],
      'silent (raccoon)': [finding('problem', 'nothing was found out within', '--timeout')],
      'ca (raccoon)': [finding('problem', '')],
      'edge (gateway-scrape)': [finding('problem', 'connection-refused', 'check the address')],
    });
    expect(findings['well (raccoon)']).toEqual(
      expect.arrayContaining([finding('ok', '2 base paths have series of kong_http_requests_total')]),
    );
  });

  it('prints for people what others wrote only in printable form, in colour only where it is wanted', async () => {
    const monitoring = await ScriptedMonitoring.start({ series: series('a\u001b[2Jb') });
    writeFileSync(file, stringify({ apis: { basePaths: BOTH }, sources: [raccoon(monitoring.url)] }));
    const { code, out } = await heartbeat(['doctor', '--config', file]);
    await monitoring.stop();
    expect(code).toBe(1);
    expect(out).toContain('  PROBLEM ');
    expect(out).not.toContain('\u001b');
  });
});

describe('heartbeat doctor, of the catalogue', () => {
  it('tells which Rover files are wrong, and which may be half written', async () => {
    const rovers = join(folder, 'rovers');
    mkdirSync(rovers);
    writeFileSync(join(rovers, 'well.yaml'), roverYaml('/a/v1'));
    writeFileSync(join(rovers, 'half.yaml'), roverYaml('/b/v1').trimEnd());
    writeFileSync(join(rovers, 'wrong.yaml'), roverYaml('/c d'));
    const { code, findings } = await doctor({ apis: { rovers } });
    expect(code).toBe(1);
    expect(findings).toEqual({
      catalogue: [
        finding('ok', '2 base paths are declared'),
        finding('problem', 'wrong.yaml:6: spec.exposures[0].basePath is "/c d"'),
        finding('warning', 'half.yaml: may be half written: it ends in the middle of a line'),
      ],
      sources: [finding('problem', 'no source is configured', 'add one under sources')],
    });
  });
});

describeWith(['prometheus'], 'heartbeat doctor, of a real Prometheus', () => {
  let exporter: CountingExporter;
  let prometheus: Monitoring;

  beforeAll(async () => {
    exporter = await CountingExporter.start();
    exporter.count('eni-echo-v1', '200', 100);
    exporter.count('some-other-route', '200', 100);
    prometheus = await startPrometheus([{ job: 'kong', targets: [exporter.address] }]);
    const seenTwice = encodeURIComponent('count_over_time(kong_http_requests_total[1m]) > 1');
    await eventually('two scrapes', 20_000, async () => (await prometheus.series(seenTwice)) === 2);
  }, 40_000);

  it('that has scraped once, which tells of no time before', async () => {
    const young = await startPrometheus([{ job: 'kong', targets: [exporter.address] }], '20s');
    await eventually('a scrape', 30_000, async () => (await young.series('kong_http_requests_total')) === 2);
    await sleep(2_500);
    const soon = { pollEvery: '1s', lag: '1s' };
    const { code, findings } = await doctor({ apis: { basePaths: BOTH }, sources: [raccoon(young.url, soon)] });
    await young.process.remove();
    expect(code).toBe(0);
    expect(findings['raccoon (raccoon)']).toEqual(
      expect.arrayContaining([
        finding('warning', '1 of 1 gateway instances have been watched for less than a window: warming-up'),
      ]),
    );
  }, 60_000);

  afterAll(async () => {
    await prometheus.process.remove();
    await exporter.stop();
  });

  it('that is well: no problem, and what leads nowhere is named', async () => {
    const { code, findings } = await doctor({ apis: { basePaths: BOTH }, sources: [raccoon(prometheus.url)] });
    expect(findings['raccoon (raccoon)']!.filter((each) => each.level === 'problem')).toEqual([]);
    expect(code).toBe(0);
    expect(findings['raccoon (raccoon)']).toEqual(
      expect.arrayContaining([
        finding('ok', 'answers as Prometheus'),
        finding('ok', '1 base paths have series of kong_http_requests_total'),
        finding('warning', '1 names belong to no declared base path: some-other-route', 'declare their base paths'),
      ]),
    );
  });

  it.each([
    [
      'the switch is off in Kong 3',
      { matchers: { workspace: 'none' } },
      'kong_http_requests_total',
      'status_code_metrics: true',
    ],
    ['the switch is off in Traefik', { dialect: 'traefik' }, 'traefik_router_requests_total', 'addRoutersLabels: true'],
  ])('where the metric is absent because %s', async (_, over, metric, remedy) => {
    const { code, findings } = await doctor({ apis: { basePaths: BOTH }, sources: [raccoon(prometheus.url, over)] });
    expect(code).toBe(1);
    expect(findings['raccoon (raccoon)']).toEqual(
      expect.arrayContaining([finding('problem', `there is no fresh series of ${metric}`, remedy)]),
    );
  });

  it.each<[string, string[], unknown]>([
    ['nothing is mapped', ['/eni/nothing/v1'], finding('problem', 'no series leads to a base path', 'declare')],
    [
      'two base paths claim one name',
      ['/eni/echo/v1', '/eni-echo/v1'],
      finding('problem', 'the name eni-echo-v1 is claimed by', 'list the name under mapping.names'),
    ],
  ])('where %s', async (_, basePaths, expected) => {
    const { code, findings } = await doctor({ apis: { basePaths }, sources: [raccoon(prometheus.url)] });
    expect(code).toBe(1);
    expect(findings['raccoon (raccoon)']).toEqual(expect.arrayContaining([expected]));
  });
});

it('heartbeat doctor says that there is no settings file', async () => {
  const { code, out } = await heartbeat(['doctor', '--json'], { HEARTBEAT_CONFIG: '' });
  expect([code, JSON.parse(out)[0]]).toEqual([
    1,
    {
      about: 'settings',
      findings: [
        finding(
          'problem',
          'no settings file was found: there is no heartbeat.yaml here',
          '--config or HEARTBEAT_CONFIG',
        ),
      ],
    },
  ]);
});
