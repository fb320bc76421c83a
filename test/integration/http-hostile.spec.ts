import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { rawRequest } from '../support/raw-request.js';
import { HeartbeatService } from '../support/servers/heartbeat-service.js';

interface HostileRequest {
  readonly id: string;
  readonly raw?: string;
  readonly method?: string;
  readonly path?: string;
  readonly repeat?: string;
  readonly times?: number;
  readonly headers?: readonly string[];
  readonly repeatHeader?: number;
  readonly bodyRepeat?: string;
  readonly bodyTimes?: number;
  readonly status: number | readonly number[];
  readonly contains?: string;
  readonly header?: string;
  readonly body?: string;
}

const ROWS = JSON.parse(readFileSync('test/hostile/requests.json', 'utf8')) as HostileRequest[];

function bytesOf(row: HostileRequest): string {
  if (row.raw !== undefined) return row.raw.replace('\r\n\r\n', '\r\nconnection: close\r\n\r\n');
  const body = (row.bodyRepeat ?? '').repeat(row.bodyTimes ?? 0);
  const headers = (row.headers ?? []).map((each) => each + 'x'.repeat(row.repeatHeader ?? 0));
  const length = body === '' ? [] : [`content-length: ${body.length}`];
  const path = `${row.path}${(row.repeat ?? '').repeat(row.times ?? 0)}`;
  const head = [
    `${row.method ?? 'GET'} ${path} HTTP/1.1`,
    'host: localhost',
    'connection: close',
    ...headers,
    ...length,
  ];
  return `${head.join('\r\n')}\r\n\r\n${body}`;
}

const TOKEN = 'a-token-that-may-write-eni';

describe('a hostile request', () => {
  const folder = mkdtempSync(join(tmpdir(), 'heartbeat-hostile-'));
  let service: HeartbeatService;
  let port: number;

  beforeAll(async () => {
    const tokenFile = join(folder, 'token');
    writeFileSync(tokenFile, TOKEN);
    service = await HeartbeatService.start({
      access: { tokens: [{ name: 'team-eni', tokenFile, basePaths: ['/eni/*'] }] },
      apis: { basePaths: ['/eni/echo/v1', '/eni/echoes/v1', '/eni/other/v1'] },
    });
    port = Number(new URL(service.url).port);
  }, 30_000);

  afterAll(async () => {
    await service.process.remove();
    rmSync(folder, { recursive: true });
  });

  it.each(ROWS.map((row) => [row.id, row] as const))('is answered as written: %s', async (_, row) => {
    const answer = await rawRequest(port, bytesOf(row));
    expect([row.status].flat()).toContain(answer.status);
    if (answer.status >= 400) expect(answer.head).toContain('application/problem+json');
    if (row.contains !== undefined) expect(answer.body).toContain(row.contains);
    if (row.header !== undefined) expect(answer.head).toContain(row.header);
    if (row.body !== undefined) expect(answer.body).toBe(row.body);
  });

  it.each([
    ['where none is read', 'POST /heartbeats'],
    ['H147 where one is read', 'PUT /rovers/eni-echo'],
  ])(
    'that drips its body, %s, is cut after ten seconds, while others are served',
    async (_, requestLine) => {
      const head = [
        `${requestLine} HTTP/1.1`,
        'host: localhost',
        `authorization: Bearer ${TOKEN}`,
        'content-type: application/json',
        'content-length: 100',
      ];
      const startMs = Date.now();
      const dripped = rawRequest(port, `${head.join('\r\n')}\r\n\r\n${'x'.repeat(100)}`, { everyMs: 300 });
      const other = await rawRequest(port, 'GET /heartbeats HTTP/1.1\r\nhost: x\r\nconnection: close\r\n\r\n');
      expect(other.status).toBe(200);
      expect([405, 408]).toContain((await dripped).status);
      expect(Date.now() - startMs).toBeLessThan(13_000);
    },
    30_000,
  );

  it('leaves a service behind that runs, and has logged no fault', async () => {
    expect((await fetch(`${service.url}/health/live`)).status).toBe(200);
    expect(service.process.output).not.toContain('"level":"error"');
    expect(service.process.output).not.toContain(TOKEN);
    expect((await fetch(`${service.url}/rovers`)).headers.get('x-total-count')).toBe('0');
  });
});
