import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import { HeartbeatSettings } from '../../../src/config/heartbeat.settings.js';
import { createHeartbeat } from '../../../src/service.js';
import { readSettings } from '../../../src/platform/settings/read-settings.js';
import { PinoLog } from '../../../src/platform/telemetry/pino-log.js';

/** What a route answers to each of those who may ask; `open` where it asks nobody who he is. */
type Row = 'open' | Readonly<Record<Caller, number>>;
type Caller = 'anonymous' | 'wrong token' | 'token of other base paths' | 'right token';

const MATRIX = JSON.parse(readFileSync('test/contract/access/matrix.json', 'utf8')) as Record<string, Row>;
const RIGHT = 'the-token-of-team-echo';
const OTHER = 'the-token-of-team-other';
const CALLERS: Readonly<Record<Caller, string | undefined>> = {
  anonymous: undefined,
  'wrong token': 'a-token-that-nobody-has',
  'token of other base paths': OTHER,
  'right token': RIGHT,
};

const ROVER = {
  apiVersion: 'tcp.ei.telekom.de/v1',
  kind: 'Rover',
  metadata: { name: 'eni-echo' },
  spec: { exposures: [{ basePath: '/eni/echo/v1' }] },
};
/** What a write is about; the same for every caller. */
const BODIES: Readonly<Record<string, string>> = { 'PUT /rovers/:name': JSON.stringify(ROVER) };
const folder = mkdtempSync(join(tmpdir(), 'heartbeat-access-'));

async function start(access: object, environment = {}): Promise<NestFastifyApplication> {
  const settings = readSettings(HeartbeatSettings, { access }, { environment, folder });
  const { app } = await createHeartbeat(settings, new PinoLog('silent'));
  await app.listen({ port: 0, host: '127.0.0.1' });
  return app;
}

/** Every route that the server really has, as `METHOD /path`; the router shows them as a tree of path pieces. */
function routesOf(app: NestFastifyApplication): string[] {
  const fastify = app.getHttpAdapter().getInstance() as unknown as FastifyInstance;
  const tree = fastify.printRoutes({ commonPrefix: false });
  const pieces: string[] = [];
  return tree
    .split('\n')
    .flatMap((line) => {
      const [, indent, piece, methods] = /^([│ ]*)[├└]── (\S*)(?: \(([A-Z, ]+)\))?/.exec(line) ?? [];
      if (piece === undefined) return [];
      pieces.length = indent!.length / 4;
      // The tree shows the wildcard of `/api-docs/*` without its slash.
      pieces.push(piece === '*' ? '/*' : piece);
      return (methods ?? '').split(', ').flatMap((method) => (method === '' ? [] : `${method} ${pieces.join('')}`));
    })
    .toSorted();
}

describe('who may use which route', () => {
  let app: NestFastifyApplication;
  let locked: NestFastifyApplication;

  beforeAll(async () => {
    const environment = { HEARTBEAT_RIGHT: RIGHT, HEARTBEAT_OTHER: OTHER };
    const tokens = [
      { name: 'echo', token: '${HEARTBEAT_RIGHT}', basePaths: ['/eni/*'] },
      { name: 'other', token: '${HEARTBEAT_OTHER}', basePaths: ['/other/*'] },
    ];
    app = await start({ tokens }, environment);
    locked = await start({});
  }, 60_000);

  afterAll(async () => {
    await app.close();
    await locked.close();
    rmSync(folder, { recursive: true });
  });

  const ask = async (to: NestFastifyApplication, route: string, token: string | undefined): Promise<number> => {
    const [method, path] = route.split(' ') as [string, string];
    const body = BODIES[route];
    const headers = {
      ...(token !== undefined && { authorization: `Bearer ${token}` }),
      ...(body !== undefined && { 'content-type': 'application/json' }),
    };
    const url = `${await to.getUrl()}${path.replace(/:\w+/, 'eni-echo')}`;
    const response = await fetch(url, { method, headers, ...(body !== undefined && { body }) });
    await response.arrayBuffer();
    return response.status;
  };

  it('is written down for every route there is', () => {
    expect(Object.keys(MATRIX).toSorted()).toEqual(routesOf(app));
    expect(routesOf(app).length).toBeGreaterThan(10);
  });

  const open = Object.keys(MATRIX).filter((route) => MATRIX[route] === 'open');

  it.each(open)('is anybody, whatever token: %s', async (route) => {
    for (const token of Object.values(CALLERS)) {
      const statuses = [await ask(app, route, token), await ask(locked, route, token)];
      expect({ token, refused: statuses.filter((status) => [401, 403, 429].includes(status)) }).toEqual({
        token,
        refused: [],
      });
    }
  });

  // In the order of the matrix: what one row writes, the next one may remove.
  const guarded = Object.keys(MATRIX).filter((route) => MATRIX[route] !== 'open');

  it.each(guarded)('is as written: %s', async (route) => {
    for (const [caller, token] of Object.entries(CALLERS))
      expect({ caller, status: await ask(app, route, token) }).toEqual({
        caller,
        status: (MATRIX[route] as Record<string, number>)[caller],
      });
  });

  it.each(guarded)('is nobody without access.tokens: %s', async (route) => {
    for (const token of Object.values(CALLERS)) expect(await ask(locked, route, token)).toBe(403);
  });
});
