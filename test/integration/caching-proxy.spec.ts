import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { startCachingProxy } from '../support/servers/caching-proxy.js';
import { HeartbeatService } from '../support/servers/heartbeat-service.js';
import { describeWith, eventually } from '../support/servers/real-process.js';

const ROVER = (name: string): string =>
  `apiVersion: tcp.ei.telekom.de/v1\nkind: Rover\nmetadata: { name: ${name} }\n` +
  `spec: { exposures: [{ type: api, basePath: /team/${name}/v1 }] }\n`;
const TOKEN = 'not-a-secret-at-all';

describeWith(['nginx'], 'nginx with the settings of deploy/proxy', () => {
  const folder = mkdtempSync(join(tmpdir(), 'heartbeat-test-'));
  let heartbeat: HeartbeatService;
  let proxy: Awaited<ReturnType<typeof startCachingProxy>>;

  beforeAll(async () => {
    writeFileSync(join(folder, 'token'), TOKEN);
    heartbeat = await HeartbeatService.start({
      apis: { basePaths: Array.from({ length: 200 }, (_, index) => `/team/api-${index}/v1`), rovers: join(folder) },
      storage: { url: `file:${join(folder, 'data')}/heartbeat.db` },
      access: { tokens: [{ name: 'team', tokenFile: join(folder, 'token'), basePaths: ['/team/*'] }] },
    });
    proxy = await startCachingProxy(heartbeat.url);
  }, 60_000);

  afterAll(async () => {
    await Promise.all([proxy?.process.remove(), heartbeat?.process.remove()]);
    rmSync(folder, { recursive: true });
  });

  const ask = async (path: string, headers: Record<string, string> = {}): Promise<Response & { text: string }> => {
    const response = await fetch(`${proxy.url}${path}`, { headers });
    return Object.assign(response, { text: await response.text() }) as never;
  };
  const cacheOf = (response: Response): string | null => response.headers.get('x-cache');
  /** An answer that nginx gave by itself; the time until the next evaluation may be too short to keep one. */
  const hit = (path: string, headers: Record<string, string> = {}): Promise<Response & { text: string }> =>
    eventually(`${path} out of the cache`, 20_000, async () => {
      const response = await ask(path, headers);
      return cacheOf(response) === 'HIT' && response;
    });

  it('gives what it has kept, with all that Heartbeat said', async () => {
    const path = '/heartbeats?basepath=/team/api-7/v1';
    const kept = await hit(path, { 'accept-encoding': 'identity' });
    expect(kept.text).toBe('[{"basepath":"/team/api-7/v1","status":"UNKNOWN"}]');
    const direct = await fetch(`${heartbeat.url}${path}`, { headers: { 'accept-encoding': 'identity' } });
    for (const name of ['etag', 'x-total-count', 'vary', 'content-type']) {
      expect([name, kept.headers.get(name)]).toEqual([name, direct.headers.get(name)]);
    }
    expect(kept.headers.get('cache-control')).toMatch(/^max-age=[1-5], must-revalidate$/);
  });

  it('says by itself that nothing has changed', async () => {
    const { headers } = await hit('/heartbeats');
    const known = await hit('/heartbeats', { 'if-none-match': headers.get('etag')! });
    expect([known.status, known.text]).toEqual([304, '']);
  });

  it('keeps queries apart, and codings, but not the ways in which clients write them', async () => {
    const one = await hit('/heartbeats?basepath=/team/api-1/v1');
    const other = await hit('/heartbeats?basepath=/team/api-2/v1');
    expect([one.text.includes('api-1/'), other.text.includes('api-2/')]).toEqual([true, true]);
    const codings = ['gzip', 'gzip, deflate', 'deflate, gzip;q=0.5', 'gzip;q=0', 'identity', 'gzip, br', 'br;q=1'];
    const seen = [];
    for (const written of codings) {
      const answer = await hit('/heartbeats', { 'accept-encoding': written });
      seen.push([answer.headers.get('content-encoding'), JSON.parse(answer.text).length]);
    }
    expect(seen).toEqual(['gzip', 'gzip', 'gzip', null, null, 'br', 'br'].map((coding) => [coding, 200]));
  }, 60_000);

  it('asks again when max-age is over, and shows what has changed', async () => {
    const { headers } = await hit('/heartbeats');
    const tag = headers.get('etag');
    writeFileSync(join(folder, 'new.yaml'), ROVER('new'));
    const changed = await eventually('the new base path', 30_000, async () => {
      const response = await ask('/heartbeats');
      return response.text.includes('/team/new/v1') && response;
    });
    expect(changed.headers.get('etag')).not.toBe(tag);
    expect(['EXPIRED', 'MISS', 'HIT']).toContain(cacheOf(changed));
  }, 40_000);

  it('keeps nothing of what is written, of problems, and of Heartbeat itself', async () => {
    const answer = await fetch(`${proxy.url}/rovers/by-api`, {
      method: 'PUT',
      headers: { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/yaml' },
      body: ROVER('by-api'),
    });
    expect(answer.status).toBe(201);
    for (const path of ['/health/ready', '/metrics', '/rovers', '/heartbeats?status=NONE']) {
      const seen = [cacheOf(await ask(path)), cacheOf(await ask(path))];
      expect([path, seen.includes('HIT')]).toEqual([path, false]);
    }
  });

  it('tells no status any more when Heartbeat cannot be asked', async () => {
    await hit('/heartbeats');
    await heartbeat.process.stop();
    const status = await eventually('an error', 20_000, async () => {
      const response = await ask('/heartbeats');
      return response.status !== 200 && response.status;
    });
    expect(status).toBe(502);
  }, 40_000);
});
