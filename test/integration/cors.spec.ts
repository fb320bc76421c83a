import { createServer, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rawRequest } from '../support/raw-request.js';
import { Browser, type BrowserPage } from '../support/servers/browser.js';
import { HeartbeatService } from '../support/servers/heartbeat-service.js';
import { describeWith, eventually } from '../support/servers/real-process.js';

const ECHO = '/eni/echo/v1';
const PORTAL = 'https://portal.example.com';
const EXPOSED = 'ETag, Link, Retry-After, X-Request-Id, X-Result-Count, X-Total-Count';
/** Answered ahead of the router, and by it: good answers, problems, files, and a path that does not exist. */
const READS = [
  '/heartbeats',
  `/heartbeats?basepath=${ECHO}`,
  '/heartbeats?status=UNKNOWN',
  '/heartbeats?limit=x',
  `/heartbeats/details?basepath=${ECHO}`,
  '/rovers',
  '/rovers/nobody',
  '/health/live',
  '/metrics',
  '/metrics/heartbeats',
  '/openapi.json',
  '/nowhere',
];

async function start(cors: object | undefined): Promise<HeartbeatService> {
  const http = { ...(cors && { cors }) };
  const service = await HeartbeatService.start({ http, apis: { basePaths: [ECHO] }, evaluation: { every: '1s' } });
  await eventually('an evaluation', 20_000, async () => (await fetch(`${service.url}/heartbeats`)).status === 200);
  return service;
}

/** The headers of an answer about origins, and its status. */
async function asked(service: HeartbeatService, path: string, headers: Record<string, string>, method = 'GET') {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const text = `${method} ${path} HTTP/1.1\r\nhost: x\r\nconnection: close\r\n${lines.join('')}\r\n`;
  const { head } = await rawRequest(Number(new URL(service.url).port), text);
  const fields = head
    .split('\r\n')
    .map((line): [string, string] => [line.split(':', 1)[0]!.toLowerCase(), line.slice(line.indexOf(':') + 1).trim()]);
  const varies = fields.flatMap(([name, value]) => (name === 'vary' ? value.toLowerCase().split(/, */) : []));
  const found = Object.fromEntries(fields.filter(([name]) => name.startsWith('access-control-')));
  return { status: Number(head.split(' ')[1]), varies, found, fields: fields.map(([name]) => name) };
}

describe('pages of other origins', () => {
  let closed: HeartbeatService;
  let listed: HeartbeatService;
  let open: HeartbeatService;

  beforeAll(async () => {
    closed = await start(undefined);
    listed = await start({ origins: [PORTAL, 'http://localhost:3000'] });
    open = await start({ origins: ['*'] });
  }, 120_000);

  afterAll(async () => {
    for (const each of [closed, listed, open]) await each.process.remove();
  });

  it.each(READS)('may read %s where their origin is listed, and no other page may', async (path) => {
    for (const method of ['GET', 'HEAD']) {
      const granted = await asked(listed, path, { origin: PORTAL }, method);
      expect(granted.found).toEqual({
        'access-control-allow-origin': PORTAL,
        'access-control-expose-headers': EXPOSED.toLowerCase(),
      });
      for (const origin of ['https://portal.example.com.evil.example', 'http://portal.example.com', 'null', '']) {
        expect((await asked(listed, path, { origin }, method)).found).toEqual({});
      }
      // A cache must not give one origin the answer for another, nor for none.
      const answers = [
        granted,
        await asked(listed, path, {}, method),
        await asked(listed, path, { origin: 'x' }, method),
      ];
      for (const { varies, fields } of answers) {
        expect(varies).toContain('origin');
        expect(fields.filter((name) => name === 'vary')).toHaveLength(1);
      }
    }
  });

  it.each(READS)('of any origin may read %s with *, and none without the setting', async (path) => {
    for (const origin of ['https://anybody.example', 'null']) {
      const { found, varies } = await asked(open, path, { origin });
      expect(found['access-control-allow-origin']).toBe('*');
      expect(varies).not.toContain('origin');
      const shut = await asked(closed, path, { origin });
      expect([shut.found, shut.varies.includes('origin')]).toEqual([{}, false]);
    }
  });

  it('keep the other reasons why an answer varies, and 304', async () => {
    expect((await asked(listed, '/heartbeats', { origin: PORTAL })).varies).toEqual(['accept-encoding', 'origin']);
    const { headers } = await fetch(`${listed.url}/heartbeats`);
    const known = { 'if-none-match': headers.get('etag')!, origin: PORTAL };
    const again = await asked(listed, '/heartbeats', known);
    expect([again.status, again.found['access-control-allow-origin']]).toEqual([304, PORTAL]);
  });

  it.each(['PUT', 'DELETE'])('may not %s, and are told so beforehand', async (method) => {
    const preflight = { origin: PORTAL, 'access-control-request-method': method };
    const { status, found } = await asked(listed, '/rovers/eni-echo', preflight, 'OPTIONS');
    expect([status, found['access-control-allow-methods']]).toEqual([204, 'get, head']);
    expect((await asked(listed, '/rovers/eni-echo', { origin: PORTAL }, method)).found).toEqual({});
  });

  it('may send a tag back: the preflight says which headers, never credentials', async () => {
    const preflight = {
      origin: PORTAL,
      'access-control-request-method': 'GET',
      'access-control-request-headers': 'if-none-match',
    };
    const { status, found, varies } = await asked(listed, '/heartbeats', preflight, 'OPTIONS');
    expect(status).toBe(204);
    expect(found).toEqual({
      'access-control-allow-origin': PORTAL,
      'access-control-expose-headers': EXPOSED.toLowerCase(),
      'access-control-allow-methods': 'get, head',
      'access-control-allow-headers': 'if-none-match, x-request-id, traceparent, tracestate',
      'access-control-max-age': '600',
    });
    expect(varies).toContain('origin');
    for (const service of [listed, closed]) {
      const refused = await asked(service, '/heartbeats', { ...preflight, origin: 'https://other.example' }, 'OPTIONS');
      expect([refused.status, refused.found]).toEqual([405, {}]);
    }
  });
});

describeWith(['chromium'], 'a page in a real browser', () => {
  let portal: Server;
  let service: HeartbeatService;
  let browser: Browser;
  let listed: BrowserPage;
  let other: BrowserPage;

  beforeAll(async () => {
    portal = createServer((_request, response) => response.setHeader('content-type', 'text/html').end('<p>portal'));
    await once(portal.listen(0, '127.0.0.1'), 'listening');
    const { port } = portal.address() as AddressInfo;
    service = await start({ origins: [`http://localhost:${port}`] });
    browser = await Browser.start();
    listed = await browser.open(`http://localhost:${port}/`);
    other = await browser.open(`http://127.0.0.1:${port}/`);
  }, 120_000);

  afterAll(async () => {
    await browser.close();
    await service.process.remove();
    portal.close();
  });

  const read = (page: BrowserPage, path: string, init = '{}'): Promise<unknown> =>
    page.evaluate(
      `fetch('${service.url}${path}', ${init}).then(async (r) => [r.status, r.headers.get('x-total-count'), (await r.text()).length > 0], (e) => e.name)`,
    );

  it('of a listed origin reads heartbeats, their number and problems, with a tag too', async () => {
    expect(await read(listed, '/heartbeats')).toEqual([200, '1', true]);
    expect(await read(listed, '/heartbeats', `{ headers: { 'if-none-match': '"other"' }, cache: 'no-store' }`)).toEqual(
      [200, '1', true],
    );
    expect(await read(listed, '/heartbeats?limit=x')).toEqual([400, null, true]);
  });

  it('of another origin reads nothing', async () => {
    expect(await read(other, '/heartbeats')).toBe('TypeError');
    expect(await read(other, '/heartbeats', `{ headers: { 'if-none-match': '"other"' } }`)).toBe('TypeError');
  });

  it('writes nothing, and reads nothing with credentials', async () => {
    expect(await read(listed, '/rovers/eni-echo', `{ method: 'PUT', body: '{}' }`)).toBe('TypeError');
    expect(await read(listed, '/heartbeats', `{ credentials: 'include' }`)).toBe('TypeError');
  });
});
