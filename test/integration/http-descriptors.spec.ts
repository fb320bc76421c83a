import { appendFileSync, existsSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { HeartbeatService } from '../support/servers/heartbeat-service.js';
import { describeUnless, eventually } from '../support/servers/real-process.js';

const DESCRIPTORS = 1_024;
const CLIENTS = 3_000;
const TOKEN = 'a-token-that-may-write-eni';
const ROVER = {
  apiVersion: 'tcp.ei.telekom.de/v1',
  kind: 'Rover',
  metadata: { name: 'eni-new' },
  spec: { exposures: [{ type: 'api', basePath: '/eni/new/v1' }] },
};
const PLACE = {
  address: '127.0.0.1',
  commandLine: (command: readonly string[]) => [
    '/bin/sh',
    '-c',
    `ulimit -n ${DESCRIPTORS} && exec "$0" "$@"`,
    ...command,
  ],
};

const lacks = existsSync('/proc/self/limits') ? undefined : '/proc/self/limits, which this system does not have';

describeUnless(lacks, 'a service with 1 024 descriptors and 3 000 clients', () => {
  let service: HeartbeatService;
  let sockets: Socket[] = [];

  beforeAll(async () => {
    const tokens = [{ name: 'team-eni', token: '${HEARTBEAT_TOKEN}', basePaths: ['/eni/*'] }];
    const settings = {
      access: { tokens },
      apis: { basePaths: ['/eni/echo/v1'] },
      storage: { url: 'file:./data/h.db' },
    };
    service = await HeartbeatService.start(settings, { HEARTBEAT_TOKEN: TOKEN }, PLACE);
  }, 60_000);

  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    await service.process.remove();
  });

  it.each([
    ['that say nothing', ''],
    ['that have asked once', 'GET /heartbeats?basepath=/eni/echo/v1 HTTP/1.1\r\nhost: here\r\n\r\n'],
    ['that have begun to ask', 'GET /heartbeats HTTP/1.1\r\nhost'],
  ])(
    'reads, writes and takes settings up beside those %s',
    async (_, bytes) => {
      sockets = await clients(service.url, bytes);
      expect(await metric(service.url, 'heartbeat_http_connections')).toBeLessThanOrEqual(DESCRIPTORS / 2);
      expect(await metric(service.url, 'process_open_fds')).toBeLessThan((DESCRIPTORS * 3) / 4);
      const headers = { authorization: `Bearer ${TOKEN}`, 'content-type': 'application/json', connection: 'close' };
      const put = { method: 'PUT', headers, body: JSON.stringify(ROVER) };
      expect([200, 201]).toContain((await fetch(`${service.url}/rovers/eni-new`, put)).status);
      const read = await fetch(`${service.url}/heartbeats?basepath=/eni/echo/v1`, { headers: { connection: 'close' } });
      expect(read.status).toBe(200);
      const before = count(service.process.output, 'settings file is wrong');
      appendFileSync(join(service.process.folder, 'heartbeat.yaml'), `nonsense${before}: 1\n`);
      await eventually('the changed settings are read', 10_000, async () => {
        return count(service.process.output, 'settings file is wrong') > before;
      });
      for (const socket of sockets) socket.destroy();
      await sleep(500);
    },
    60_000,
  );

  it('says so in a metric and in one line of the log', async () => {
    expect(await metric(service.url, 'heartbeat_http_connections_limit')).toBe(DESCRIPTORS / 2);
    expect(await metric(service.url, 'heartbeat_http_connections_cut_total{why="displaced"}')).toBeGreaterThan(2_000);
    expect(count(service.process.output, 'connections are at their limit')).toBe(1);
    expect(service.process.output).toContain(`"most":${DESCRIPTORS / 2},"descriptors":${DESCRIPTORS}`);
  });
});

/** Connections that have sent `bytes` and stay. */
async function clients(url: string, bytes: string): Promise<Socket[]> {
  const { hostname, port } = new URL(url);
  return Promise.all(
    Array.from({ length: CLIENTS }, async () => {
      const socket = connect(Number(port), hostname).on('error', () => undefined);
      await new Promise<void>((resolve) => socket.once('connect', resolve).once('close', () => resolve()));
      if (bytes !== '') socket.write(bytes);
      socket.resume();
      return socket;
    }),
  );
}

async function metric(url: string, name: string): Promise<number> {
  const page = await (await fetch(`${url}/metrics`, { headers: { connection: 'close' } })).text();
  const line = page.split('\n').find((each) => each.startsWith(`${name} `));
  return Number(line!.split(' ').at(-1));
}

const count = (text: string, part: string): number => text.split(part).length - 1;
