import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { heartbeat } from '../support/heartbeat-command.js';
import { eventually } from '../support/servers/real-process.js';

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
  ])('tells by its exit code that %s', async (_, heartbeats, code) => {
    says(...heartbeats);
    const result = await heartbeat(['get', '--url', url]);
    expect([result.code, result.err]).toEqual([code, '']);
    expect(result.out).toBe(heartbeats.map(([path, status]) => `${path}  ${status}\n`).join(''));
  });

  it.each([
    [[], 'no base path is watched there: list some under apis.basePaths, or declare them by a Rover\n'],
    [['--status', 'DOWN'], 'nothing is DOWN\n'],
    [['--status', 'DOWN', '--status', 'UNKNOWN', '/a', '/b/*'], 'nothing is DOWN or UNKNOWN of what was asked for\n'],
  ])('ends with 4, and a sentence, when %j selects nothing', async (args, told) => {
    says();
    expect(await heartbeat(['get', ...args, '--url', url])).toEqual({ code: 4, out: '', err: told });
  });

  it.each([
    ['eni/x', 'eni/x is not a base path (did you mean /eni/x?); allowed: a path such as /eni/echo/v1'],
    ['eni/*', 'eni/* is not a base path (did you mean /eni/*?)'],
    ['/a b', '/a b is not a base path; allowed:'],
    ['/', '/ is not a base path; allowed:'],
    ['/b\u001b[2J', '/b\\u001b[2J is not a base path'],
  ])('is used wrongly with %j, and asks nothing', async (basePath, told) => {
    asked = [];
    const { code, out, err } = await heartbeat(['get', '/a', basePath, '--url', url]);
    expect([code, out, asked]).toEqual([64, '', []]);
    expect(err).toContain(told);
    expect(err).not.toContain('\u001b');
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
    ['a page', { status: 200, body: '<html>' }, 'not a list of heartbeats'],
    ['an error', { status: 503, body: '' }, 'answers 503'],
    ['something else', { status: 404, body: '' }, 'answers 404: --url must include the prefix of Heartbeat'],
  ])('ends with 3 when it is answered by %s', async (_, given, told) => {
    answer = given;
    const result = await heartbeat(['get', '--url', url]);
    expect([result.code, result.out]).toEqual([3, '']);
    expect(result.err).toContain(told);
  });

  it('ends with 3 when nobody answers', async () => {
    const nobody = await heartbeat(['get', '--url', 'http://127.0.0.1:1']);
    expect([nobody.code, nobody.err]).toEqual([3, expect.stringContaining('ECONNREFUSED')]);
    expect(nobody.err).toBe(
      'could not ask http://127.0.0.1:1/: nothing listens there (ECONNREFUSED): start it with heartbeat serve, or give another address by --url\n',
    );
  });

  it.each([
    ['a name that is not known', () => 'http://no-such-host.invalid', 'its host name is not known ('],
    ['https on a port of http', () => url.replace('http', 'https'), 'write http:// instead of https://'],
  ])('says what to do about %s', async (_, address, told) => {
    const { code, err } = await heartbeat(['get', '--url', address()]);
    expect([code, err]).toEqual([3, expect.stringContaining(told)]);
  });

  it('watches: prints changes only, and ends with the last state', async () => {
    says(['/a', 'UP'], ['/b', 'UP']);
    const startMs = Date.now();
    const child = spawn(process.execPath, ['dist/cli/heartbeat.js', 'get', '--watch', '--url', url]);
    let out = '';
    child.stdout.on('data', (chunk) => (out += String(chunk)));
    await eventually('the first state', 10_000, async () => out.includes('/b'));
    says(['/a', 'UP'], ['/b', 'DOWN']);
    await eventually('the change', 10_000, async () => out.includes('DOWN'));
    child.kill('SIGINT');
    expect(await once(child, 'close')).toEqual([1, null]);
    const lines = out.trimEnd().split('\n');
    expect(lines.map((line) => line.replace(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z {2}/, ''))).toEqual([
      '/a  UP',
      '/b  UP',
      '/b  DOWN',
    ]);
    const times = lines.map((line) => Date.parse(line.split('  ')[0]!));
    expect(Math.min(...times.map((each) => each - startMs))).toBeGreaterThanOrEqual(0);
    expect(times).toEqual(times.toSorted((one, other) => one - other));
  }, 30_000);

  it('watches a status: says what is no longer in it, and when it is again', async () => {
    says(['/a', 'DOWN']);
    const args = ['get', '--watch', '--json', '--status', 'DOWN', '--url', url];
    const child = spawn(process.execPath, ['dist/cli/heartbeat.js', ...args]);
    let out = '';
    child.stdout.on('data', (chunk) => (out += String(chunk)));
    const seen = (): unknown[] => out.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line).status]));
    await eventually('the first state', 10_000, async () => seen().length === 1);
    says();
    await eventually('its end', 10_000, async () => seen().length === 2);
    says(['/a', 'DOWN']);
    await eventually('its return', 10_000, async () => seen().length === 3);
    child.kill('SIGINT');
    expect(await once(child, 'close')).toEqual([1, null]);
    expect(seen()).toEqual(['DOWN', null, 'DOWN']);
    expect(out.split('\n')[0]).toMatch(/^\{"at":"\d{4}-\S+Z","basepath":"\/a","status":"DOWN"\}$/);
  }, 40_000);

  it('ends soon when its reader ends, though there is nothing to say', async () => {
    says(['/a', 'UP']);
    const command = `'${process.execPath}' dist/cli/heartbeat.js get --watch --url ${url} | head -1`;
    const child = spawn('sh', ['-c', command], { timeout: 20_000 });
    let out = '';
    child.stdout.on('data', (chunk) => (out += String(chunk)));
    expect(await once(child, 'close')).toEqual([0, null]);
    expect(out).toMatch(/^\S+Z {2}\/a {2}UP\n$/);
  }, 30_000);

  it('takes several statuses, and base paths after them', async () => {
    says(['/a', 'DOWN']);
    asked = [];
    const { code } = await heartbeat(['get', '--status', 'DOWN', '--status', 'UNKNOWN', '/a', '--url', url]);
    expect([code, asked]).toEqual([1, ['/heartbeats?basepath=%2Fa&status=DOWN&status=UNKNOWN']]);
  });

  it.each<[string, string[], [string, string][], number, string]>([
    ['UNKNOWN', ['/a', '/missing'], [['/a', 'UP']], 2, '/missing: not known there, which counts as UNKNOWN\n'],
    ['less than DOWN', ['/a', '/missing'], [['/a', 'DOWN']], 1, '/missing: not known there, which counts as UNKNOWN\n'],
    ['a whole subtree', ['/a', '/b/*'], [['/a', 'UP']], 2, '/b/*: not known there, which counts as UNKNOWN\n'],
    ['nothing, written with a / at the end', ['/a/'], [['/a', 'UP']], 0, ''],
  ])('counts a base path that is not known as %s', async (_, ...[basePaths, heartbeats, code, told]) => {
    says(...heartbeats);
    expect(await heartbeat(['get', ...basePaths, '--url', url])).toMatchObject({ code, err: told });
  });

  it('does not miss what a filter by status leaves out', async () => {
    says(['/a', 'UP']);
    expect(await heartbeat(['get', '/a', '/b', '--status', 'UP', '--url', url])).toMatchObject({ code: 0, err: '' });
  });

  it('prints what a server says only in printable form, and never the credentials of its address', async () => {
    says(['/a\u001b[2J', 'UP\u001b[2J']);
    expect((await heartbeat(['get', '--url', url])).out).toBe('/a\\u001b[2J  UP\\u001b[2J\n');
    answer = { status: 503, body: '{"detail":"\\u001b[2J"}' };
    const { err } = await heartbeat(['get', '--url', url.replace('//', '//reader:hunter2@')]);
    expect(err).toContain('answers 503: \\u001b[2J');
    expect(err).not.toContain('hunter2');
  });

  it('ends with 3 when it is stopped before the first answer', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const address = `http://127.0.0.1:${(silent.address() as AddressInfo).port}`;
    const child = spawn(process.execPath, ['dist/cli/heartbeat.js', 'get', '--watch', '--url', address]);
    await once(silent, 'request');
    child.kill('SIGINT');
    expect(await once(child, 'close')).toEqual([3, null]);
    silent.closeAllConnections();
    silent.close();
  });
});
