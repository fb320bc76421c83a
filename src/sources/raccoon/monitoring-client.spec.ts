import { writeFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../../test/support/manual-clock.js';
import {
  ScriptedHttp,
  vectorBody,
  type ScriptedAnswer,
  type ScriptedRequest,
} from '../../../test/support/scripted-http.js';
import { Secret } from '../../platform/settings/secret.js';
import { MonitoringClient } from './monitoring-client.js';
import { RaccoonSettings } from './raccoon.settings.js';

const NEVER = new AbortController().signal;

function scene(answer: (request: ScriptedRequest) => ScriptedAnswer, over: Partial<RaccoonSettings> = {}) {
  const clock = new ManualClock();
  const http = new ScriptedHttp(answer);
  const settings = Object.assign(new RaccoonSettings(), { url: 'http://prometheus:9090/' }, over);
  return { clock, http, client: new MonitoringClient(settings, { http: http.axios, clock }) };
}

/** A server by what it answers to buildinfo and to a query that only MetricsQL knows. */
function server(buildInfo: ScriptedAnswer, probe: ScriptedAnswer) {
  return scene(({ path }) => (path.endsWith('/buildinfo') ? buildInfo : probe));
}

const REFUSED = { status: 400, body: { status: 'error', errorType: 'bad_data', error: 'parse error' } };
const ONE = { body: vectorBody([[{}, '1']]) };
const version = (text: string, more: object = {}): ScriptedAnswer => ({
  body: { status: 'success', data: { version: text, ...more } },
});

describe('MonitoringClient', () => {
  it.each([
    ['Prometheus 2', version('2.53.1'), REFUSED, { name: 'Prometheus', version: '2.53.1' }],
    ['Prometheus 3', version('3.5.0'), REFUSED, { name: 'Prometheus', version: '3.5.0' }],
    ['VictoriaMetrics', version('2.24.0'), ONE, { name: 'VictoriaMetrics' }],
    ['Thanos', version('0.37.2'), REFUSED, { name: 'Thanos', version: '0.37.2' }],
    ['Mimir', version('2.14.0', { application: 'Grafana Mimir' }), REFUSED, { name: 'Mimir', version: '2.14.0' }],
    ['one without buildinfo', { status: 404, body: 'not found' }, REFUSED, { name: 'unknown' }],
    ['VictoriaMetrics behind a proxy', { status: 403 }, ONE, { name: 'VictoriaMetrics' }],
    ['one whose buildinfo is no object', { body: '[]' }, REFUSED, { name: 'unknown' }],
  ])('recognises %s, and asks only once', async (_, buildInfo, probe, flavour) => {
    const { client, http } = server(buildInfo, probe);
    expect(await client.flavour(NEVER)).toEqual(flavour);
    await client.flavour(NEVER);
    expect(http.requests).toHaveLength(2);
  });

  it.each([
    ['too busy', { status: 503 }],
    ['limiting', { status: 429 }],
    ['a login page', { body: '<html>' }],
    ['cut off', { error: { code: 'ECONNRESET' } }],
  ])('does not settle on a flavour while the server is %s', async (_, probe) => {
    const { client, http } = server(version('2.24.0'), probe);
    expect((await client.flavour(NEVER)).name).toBe('unknown');
    await client.flavour(NEVER);
    expect(http.requests).toHaveLength(4);
  });

  it('finds the flavour out anew when it is told that the server may be another', async () => {
    const { client, http } = server(version('2.53.1'), REFUSED);
    await client.flavour(NEVER);
    client.forgetFlavour();
    await client.flavour(NEVER);
    expect(http.requests).toHaveLength(4);
  });

  it('posts the query as a form for one moment, and asks for what is newest', async () => {
    const { client, http } = scene(() => ONE, { tenant: 'team-a' });
    await client.query('up{a="b&c"}', 1_767_225_600_250, NEVER);
    const [{ path, form, headers, config }] = http.requests as [ScriptedRequest];
    expect([config.method, path]).toEqual(['POST', '/api/v1/query']);
    expect(Object.fromEntries(form)).toEqual({
      query: 'up{a="b&c"}',
      time: '1767225600.250',
      latency_offset: '1s',
      nocache: '1',
    });
    expect(headers).toMatchObject({
      'content-type': 'application/x-www-form-urlencoded',
      'x-scope-orgid': 'team-a',
      'accept-encoding': 'gzip',
    });
    expect(config).toMatchObject({ maxRedirects: 0, proxy: false, maxContentLength: 80_000_000 });
  });

  it('asks for plain bytes where compression is switched off', async () => {
    const { client, http } = scene(() => ONE, { compress: false });
    await client.query('up', 0, NEVER);
    expect(http.requests[0]!.headers['accept-encoding']).toBe('identity');
  });

  it.each([
    [1_000, 32 * 1024 * 1024],
    [1_000_000, 400_000_000],
  ])('takes an answer of as many bytes as %i series may have', async (maximumSeries, bytes) => {
    const { client, http } = scene(() => ONE, { maximumSeries });
    await client.query('up', 0, NEVER);
    expect(http.requests[0]!.config.maxContentLength).toBe(bytes);
  });

  it('reads a rotated secret anew with each request, and says which kind of file it cannot read', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'heartbeat-secret-'));
    const file = join(folder, 'token');
    writeFileSync(file, 'first\n');
    const { client, http } = scene(() => ONE, { auth: { bearer: { token: Secret.fromFile(file) } } });
    await client.query('up', 0, NEVER);
    writeFileSync(file, 'second');
    await client.query('up', 0, NEVER);
    rmSync(folder, { recursive: true });
    expect(http.requests.map(({ headers }) => headers['authorization'])).toEqual(['Bearer first', 'Bearer second']);
    expect(await client.query('up', 0, NEVER)).toMatchObject({ ok: false, code: 'secret-unreadable' });
  });

  it('proves itself by user name and password', async () => {
    const basic = { username: 'reader', password: Secret.of('pass:word') };
    const { client, http } = scene(() => ONE, { auth: { basic } });
    await client.query('up', 0, NEVER);
    expect(http.requests[0]!.headers['authorization']).toBe(`Basic ${btoa('reader:pass:word')}`);
  });

  it.each([
    [4_000, 0],
    [30_000, 30_000],
    [-30_000, -30_000],
  ])('asks by the clock of a server that is %d ms ahead, as of %d ms ahead', async (aheadMs, usedMs) => {
    const clock = new ManualClock();
    const http = new ScriptedHttp(() => ({
      ...ONE,
      headers: { date: new Date(clock.now().wallMs + aheadMs).toUTCString() },
    }));
    const client = new MonitoringClient(Object.assign(new RaccoonSettings(), { url: 'http://p' }), {
      http: http.axios,
      clock,
    });
    await client.query('up', 0, NEVER);
    expect(Math.abs(client.serverNowMs() - clock.now().wallMs - usedMs)).toBeLessThanOrEqual(500);
    expect(Math.abs(client.takeWorstSkewMs() - aheadMs)).toBeLessThanOrEqual(500);
    expect(client.takeWorstSkewMs()).toBe(0);
  });

  it.each([0, 20_000])('takes no slow answer for a clock that differs (dated after %d ms)', async (datedMs) => {
    const clock = new ManualClock();
    const http = new ScriptedHttp(async () => {
      const date = new Date(clock.now().wallMs + datedMs).toUTCString();
      await clock.sleep(20_000, NEVER);
      return { ...ONE, headers: { date } };
    });
    const client = new MonitoringClient(Object.assign(new RaccoonSettings(), { url: 'http://p' }), {
      http: http.axios,
      clock,
    });
    const asked = client.query('up', 0, NEVER);
    await clock.advance(20_000);
    await asked;
    expect([client.skewMs, client.takeWorstSkewMs()]).toEqual([0, 0]);
  });
});
