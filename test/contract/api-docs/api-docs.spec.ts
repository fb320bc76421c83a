import { mkdtempSync, rmSync } from 'node:fs';
import { request as send } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { HeartbeatSettings } from '../../../src/config/heartbeat.settings.js';
import { createHeartbeat } from '../../../src/service.js';
import { readSettings } from '../../../src/platform/settings/read-settings.js';
import { PinoLog } from '../../../src/platform/telemetry/pino-log.js';

const FILES: Readonly<Record<string, string>> = {
  '/openapi.json': 'application/json; charset=utf-8',
  '/openapi.yaml': 'application/yaml; charset=utf-8',
  '/api-docs': 'text/html; charset=utf-8',
  '/api-docs/start.js': 'text/javascript; charset=utf-8',
  '/api-docs/swagger-ui-bundle.js': 'text/javascript; charset=utf-8',
  '/api-docs/swagger-ui.css': 'text/css; charset=utf-8',
  '/api-docs/favicon-32x32.png': 'image/png',
};
const OTHER_NAMES = [
  'package.json',
  'index.html',
  'swagger-ui-bundle.js.map',
  'swagger-ui.css/',
  '/swagger-ui.css',
  'openapi.json',
  '..%2fpackage.json',
  '..%2fapi-docs',
  '%2e%2e%2fpackage.json',
  '..%5cpackage.json',
  '%2fetc%2fpasswd',
  'swagger-ui.css%00',
  'constructor',
  '__proto__',
  'SWAGGER-UI.CSS',
];
const folder = mkdtempSync(join(tmpdir(), 'heartbeat-api-docs-'));

afterAll(() => rmSync(folder, { recursive: true }));

describe.each(['', '/eni/heartbeat/v1'])('The contract and Swagger UI, below the prefix "%s"', (prefix) => {
  let app: NestFastifyApplication;
  let url: string;

  beforeAll(async () => {
    const settings = readSettings(HeartbeatSettings, { http: { prefix } }, { environment: {}, folder });
    ({ app } = await createHeartbeat(settings, new PinoLog('silent')));
    await app.listen({ port: 0, host: '127.0.0.1' });
    url = `${await app.getUrl()}${prefix}`;
  }, 60_000);

  afterAll(() => app.close());

  /** The path goes out as it is written; `fetch` would resolve its dots. */
  const statusOf = (path: string): Promise<number> =>
    new Promise((resolve, reject) => {
      const { port } = new URL(url);
      const sent = send({ host: '127.0.0.1', port, path: `${prefix}${path}`, agent: false }, (response) => {
        response.resume();
        resolve(response.statusCode!);
      });
      sent.on('error', reject).end();
    });

  it.each(Object.entries(FILES))(
    'is asked for again, and sent again only if it has changed: %s',
    async (path, type) => {
      const first = await fetch(`${url}${path}`);
      const [etag, body] = [first.headers.get('etag')!, Buffer.from(await first.arrayBuffer())];
      expect([first.status, first.headers.get('content-type'), first.headers.get('cache-control')]).toEqual([
        200,
        type,
        'no-cache',
      ]);
      expect(body.length).toBeGreaterThan(50);
      expect(etag).toMatch(/^"[\w-]{22}"$/);

      const again = await fetch(`${url}${path}`, { headers: { 'if-none-match': etag } });
      expect([again.status, again.headers.get('etag'), await again.text()]).toEqual([304, etag, '']);
      expect(again.headers.get('cache-control')).toBe('no-cache');

      const changed = await fetch(`${url}${path}`, { headers: { 'if-none-match': '"another"' } });
      // Jest would compare a million bytes one by one, for seconds.
      expect([changed.status, body.equals(Buffer.from(await changed.arrayBuffer()))]).toEqual([200, true]);

      const head = await fetch(`${url}${path}`, { method: 'HEAD' });
      expect([head.status, head.headers.get('etag'), head.headers.get('content-length')]).toEqual([
        200,
        etag,
        `${body.length}`,
      ]);
    },
  );

  it('has a tag of its own for each file', async () => {
    const tags = await Promise.all(
      Object.keys(FILES).map(async (path) => (await fetch(`${url}${path}`, { method: 'HEAD' })).headers.get('etag')),
    );
    expect(new Set(tags).size).toBe(tags.length);
  });

  it.each(['/api-docs', '/api-docs/'])('is a page whose links work, at %s', async (path) => {
    const page = await fetch(`${url}${path}`);
    expect([page.status, page.headers.get('content-type')]).toEqual([200, FILES['/api-docs']]);
    expect(page.headers.get('content-security-policy')).toMatch(/^default-src 'none'; script-src 'self';/);
    const html = await page.text();
    const links = [...html.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, link]) => new URL(link!, page.url));
    expect(links).toHaveLength(4);
    const start = await (await fetch(links.find(({ pathname }) => pathname.endsWith('start.js'))!)).text();
    links.push(new URL(/url: '([^']+)'/.exec(start)![1]!, page.url));
    for (const link of links) expect([link.pathname, (await fetch(link)).status]).toEqual([link.pathname, 200]);
  });

  it('leads from /api-docs/ to the page for good, below whatever prefix a proxy adds', async () => {
    const response = await fetch(`${url}/api-docs/`, { redirect: 'manual' });
    expect([response.status, response.headers.get('location')]).toEqual([308, '../api-docs']);
  });

  it.each(OTHER_NAMES)('serves no other file: %s', async (name) => {
    expect(await statusOf(`/api-docs/${name}`)).toBe(404);
  });

  it('serves nothing beside the folder', async () => {
    expect(await statusOf('/api-docs/../package.json')).toBe(404);
    expect(await statusOf('/api-docs/../../package.json')).toBe(404);
  });
});
