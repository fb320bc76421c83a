import { Agent, get } from 'node:http';
import { connect, type Socket } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { HeartbeatService } from '../support/servers/heartbeat-service.js';
import { eventually } from '../support/servers/real-process.js';

const MOST = 1_000;

interface Answered {
  readonly status: number;
  readonly connection: string | undefined;
  /** Our own port of the connection. */
  readonly port: number;
}

describe('a connection that is kept', () => {
  let service: HeartbeatService;

  beforeAll(async () => {
    service = await HeartbeatService.start({ apis: { basePaths: ['/eni/echo/v1'] } });
  }, 30_000);

  afterAll(() => service.process.remove());

  it.each(['/heartbeats?basepath=/eni/echo/v1', '/heartbeats/details?basepath=/eni/echo/v1'])(
    'serves %s a thousand times, says with the last answer that it ends, and no request fails',
    async (path) => {
      const agent = new Agent({ keepAlive: true, maxSockets: 1 });
      const answers: Answered[] = [];
      for (let request = 0; request < 2 * MOST + 1; request++) answers.push(await ask(`${service.url}${path}`, agent));
      agent.destroy();
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
      expect(new Set(answers.map(({ port }) => port)).size).toBe(3);
      const ending = answers.flatMap(({ connection }, index) => (connection === 'close' ? [index + 1] : []));
      expect(ending).toEqual([MOST, 2 * MOST]);
    },
    60_000,
  );

  it('is closed by the service after the thousandth answer, whatever the client does', async () => {
    const { socket, statuses } = reading(service.url);
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    for (let request = 1; request <= MOST; request++) {
      socket.write('GET /heartbeats?basepath=/eni/echo/v1 HTTP/1.1\r\nhost: here\r\n\r\n');
      await eventually('an answer', 5_000, async () => statuses().length === request, 1);
    }
    await closed;
    expect(statuses()).toHaveLength(MOST);
  }, 60_000);

  it('answers requests that were sent at once, of all kinds, in their order', async () => {
    const { socket, statuses } = reading(service.url);
    const paths = ['/heartbeats', '/metrics', '/nowhere', '/heartbeats?basepath=/eni/echo/v1', '/health/live'];
    const wanted = Array.from({ length: 90 }, (_, index) => paths[index % paths.length]!);
    socket.write(wanted.map((path) => `GET ${path} HTTP/1.1\r\nhost: here\r\n\r\n`).join(''));
    await eventually('all answers', 10_000, async () => statuses().length === wanted.length);
    expect(statuses()).toEqual(wanted.map((path) => (path === '/nowhere' ? 404 : 200)));
    socket.destroy();
  }, 30_000);

  it('has one unfinished request, and not more than a hundred that wait: then it ends', async () => {
    const before = await metric(service.url, 'heartbeat_http_connections_cut_total{why="pipelined"}');
    const { socket, statuses, text } = reading(service.url);
    const closed = new Promise<void>((resolve) => socket.once('close', () => resolve()));
    socket.write('GET /metrics HTTP/1.1\r\nhost: here\r\n\r\n'.repeat(1_000));
    await closed;
    expect(statuses()).toEqual(Array.from({ length: 101 }, () => 200));
    expect(text().match(/^connection: close\r$/gim)).toHaveLength(1);
    await eventually('the metric', 5_000, async () => {
      const after = await metric(service.url, 'heartbeat_http_connections_cut_total{why="pipelined"}');
      return after === before + 1;
    });
  }, 30_000);

  it('that ends takes the requests with it that wait on it', async () => {
    const metrics = 'heartbeat_http_requests_total{method="GET",route="/heartbeats/details",status="200"}';
    const before = await metric(service.url, metrics);
    for (let connection = 0; connection < 20; connection++) {
      const { hostname, port } = new URL(service.url);
      const socket = connect(Number(port), hostname);
      socket.on('error', () => undefined);
      const asked = 'GET /heartbeats/details?basepath=/eni/echo/v1 HTTP/1.1\r\nhost: here\r\n\r\n'.repeat(90);
      await new Promise<void>((resolve) => socket.write(asked, () => resolve()));
      socket.resetAndDestroy();
    }
    const after = await settled(() => metric(service.url, metrics));
    expect(after - before).toBeLessThan(20 * 90);
  }, 30_000);
});

/** A connection whose answers are read. */
function reading(url: string): { socket: Socket; statuses(): number[]; text(): string } {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  let received = '';
  socket.on('data', (chunk) => (received += chunk.toString('latin1'))).on('error', () => undefined);
  const statuses = (): number[] => [...received.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => Number(status));
  return { socket, statuses, text: () => received };
}

async function metric(url: string, name: string): Promise<number> {
  const page = await (await fetch(`${url}/metrics`)).text();
  const line = page.split('\n').find((each) => each.startsWith(`${name} `));
  return Number(line?.split(' ').at(-1) ?? 0);
}

/** What `read` gives once it gives the same for more than the second for which the page of metrics is kept. */
async function settled(read: () => Promise<number>): Promise<number> {
  let [last, since] = [await read(), Date.now()];
  while (Date.now() - since < 2_500) {
    const now = await eventually('a figure', 5_000, async () => [await read()]);
    if (now[0] !== last) [last, since] = [now[0]!, Date.now()];
  }
  return last;
}

function ask(url: string, agent: Agent): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent }, (response) => {
      const port = response.socket.localPort ?? 0;
      response.resume().on('end', () => {
        resolve({ status: response.statusCode ?? 0, connection: response.headers.connection, port });
      });
    });
    request.on('error', reject);
  });
}
