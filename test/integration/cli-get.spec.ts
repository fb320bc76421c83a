import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/servers/real-process.js';

interface Result {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

async function heartbeat(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Result> {
  const child = spawn(process.execPath, ['dist/cli/heartbeat.js', ...args], { env: { ...process.env, ...env } });
  let [out, err] = ['', ''];
  child.stdout.on('data', (chunk) => (out += String(chunk)));
  child.stderr.on('data', (chunk) => (err += String(chunk)));
  const [code] = (await once(child, 'close')) as [number | null];
  return { code, out, err };
}

describe('heartbeat get', () => {
  let server: Server;
  let url: string;
  let asked: string[] = [];
  let answer = { status: 200, body: '[]' };

  const says = (...heartbeats: [string, string][]): void => {
    answer = { status: 200, body: JSON.stringify(heartbeats.map(([basepath, status]) => ({ basepath, status }))) };
  };

  beforeAll(async () => {
    server = createServer((request, response) => {
      asked.push(request.url!);
      const tag = `"${answer.body.length}"`;
      const known = request.headers['if-none-match'] === tag;
      response
        .writeHead(known ? 304 : answer.status, { etag: tag, 'cache-control': 'max-age=1' })
        .end(known ? '' : answer.body);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterAll(() => {
    server.close();
  });

  it.each<[string, [string, string][], number]>([
    [
      'all are UP',
      [
        ['/a', 'UP'],
        ['/b', 'UP'],
      ],
      0,
    ],
    [
      'one is DOWN',
      [
        ['/a', 'UP'],
        ['/b', 'DOWN'],
        ['/c', 'UNKNOWN'],
      ],
      1,
    ],
    [
      'one is UNKNOWN',
      [
        ['/a', 'UP'],
        ['/b', 'UNKNOWN'],
      ],
      2,
    ],
    ['nothing was found', [], 2],
  ])('tells by its exit code that %s', async (_, heartbeats, code) => {
    says(...heartbeats);
    const result = await heartbeat(['get', '--url', url]);
    expect([result.code, result.err]).toEqual([code, '']);
    expect(result.out).toBe(heartbeats.map(([path, status]) => `${path}  ${status}\n`).join(''));
  });

  it('asks for what it is told to, by the address of the environment', async () => {
    says(['/a', 'UP']);
    asked = [];
    await heartbeat(['get', '/a', '/b/*', '--status', 'UP'], { HEARTBEAT_URL: `${url}/eni/heartbeat/v1` });
    expect(asked).toEqual(['/eni/heartbeat/v1/heartbeats?basepath=%2Fa&basepath=%2Fb%2F*&status=UP']);
  });

  it('prints the answer as it came with --json', async () => {
    says(['/a', 'UP']);
    expect((await heartbeat(['get', '--json', '--url', url])).out).toBe(`${answer.body}\n`);
  });

  it.each([
    [
      'a problem',
      {
        status: 400,
        body: '{"detail":"one or more parameters are not valid","fields":[{"path":"basepath","detail":"is wrong"}]}',
      },
      'basepath is wrong',
    ],
    ['a page', { status: 200, body: '<html>' }, 'no list of heartbeats'],
    ['an error', { status: 503, body: '' }, 'answers 503'],
  ])('ends with 3 when it is answered by %s', async (_, given, told) => {
    answer = given;
    const result = await heartbeat(['get', '--url', url]);
    expect([result.code, result.out]).toEqual([3, '']);
    expect(result.err).toContain(told);
  });

  it('ends with 3 when nobody answers, and with 64 when it is used wrongly', async () => {
    const nobody = await heartbeat(['get', '--url', 'http://127.0.0.1:1']);
    expect([nobody.code, nobody.err]).toEqual([3, expect.stringContaining('ECONNREFUSED')]);
    for (const args of [['get', '--status', 'RED'], ['get', '--nope'], ['nope']])
      expect((await heartbeat(args)).code).toBe(64);
  });

  it('watches: prints changes only, and ends with the last state', async () => {
    says(['/a', 'UP'], ['/b', 'UP']);
    const child = spawn(process.execPath, ['dist/cli/heartbeat.js', 'get', '--watch', '--url', url]);
    let out = '';
    child.stdout.on('data', (chunk) => (out += String(chunk)));
    await eventually('the first state', 10_000, async () => out.includes('/b'));
    says(['/a', 'UP'], ['/b', 'DOWN']);
    await eventually('the change', 10_000, async () => out.includes('DOWN'));
    child.kill('SIGINT');
    expect(await once(child, 'close')).toEqual([1, null]);
    expect(out).toBe('/a  UP\n/b  UP\n/b  DOWN\n');
  }, 30_000);

  it('explains itself', async () => {
    for (const command of ['serve', 'check-config', 'doctor', 'get']) {
      const { code, out } = await heartbeat([command, '--help']);
      expect([code, out]).toEqual([0, expect.stringContaining(`Usage: heartbeat ${command}`)]);
    }
    expect((await heartbeat(['--version'])).out).toMatch(/^\d+\.\d+\.\d+\n$/);
  }, 30_000);
});
