import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { certificateFor } from '../support/certificates.js';
import { heartbeat } from '../support/heartbeat-command.js';
import { freePort } from '../support/servers/free-port.js';

const LISTS = 'test/support/watch-lists';
const folder = mkdtempSync(join(tmpdir(), 'heartbeat-lists-'));
/** A success as the exercise has it; the limit is longer, as machines of tests are busy. */
const AS_ASKED = ['--expect-status', '2xx', '--max-latency', '3s'];
const SLOW_MS = 4_000;
const ONCE = ['--once', '--json', '--every', '30s', '--timeout', '8s', ...AS_ASKED];

const requests: { method: string; url: string; length: string | undefined; agent: string; body: string }[] = [];

async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = '';
  for await (const chunk of request) body += String(chunk);
  return body;
}

const answer: RequestListener = async (request, response) => {
  const { method = '', url = '', headers } = request;
  const body = await bodyOf(request);
  requests.push({ method, url, length: headers['content-length'], agent: headers['user-agent'] ?? '', body });
  const path = url.split('?')[0];
  const end = (status: number, text = ''): unknown => response.writeHead(status).end(text);
  if (path === '/body') return end(body === '{"foo":"bar"}' ? 200 : 422);
  if (path?.endsWith('/error')) return end(500);
  if (path?.startsWith('/methods/')) return end(path === `/methods/${method.toLowerCase()}` ? 200 : 405);
  if (path === '/slow') return setTimeout(() => end(200), SLOW_MS);
  if (path === '/garbage') return request.socket.end('nothing of HTTP\r\n\r\n');
  if (path === '/moved') return response.writeHead(302, { location: '/' }).end();
  if (path === '/hanging') return undefined;
  return end(path === '/' || path === '/careers' ? 200 : 404, path);
};

const servers: Server[] = [];
const places: Record<string, string> = {};

async function listen(server: Server): Promise<number> {
  servers.push(server);
  server.listen(0);
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

beforeAll(async () => {
  const [first, second] = [await listen(createServer(answer)), await listen(createServer(answer))];
  places['one'] = `http://127.0.0.1:${first}`;
  places['two'] = `http://127.0.0.1:${second}`;
  places['other'] = `http://localhost:${first}`;
  places['nobody'] = `http://127.0.0.1:${await freePort()}`;
});

afterAll(() => {
  for (const server of servers) server.close().closeAllConnections();
  rmSync(folder, { recursive: true });
});

/** A list of the test data, with the addresses of this run. */
function listOf(file: string): string {
  const path = join(folder, file);
  const text = readFileSync(join(LISTS, file), 'utf8');
  writeFileSync(
    path,
    text.replaceAll(/\{\{(\w+)\}\}/g, (_, place: string) => places[place]!),
  );
  return path;
}

interface Summary {
  readonly refused: number;
  readonly domains: readonly { domain: string; probes: number; successes: number; successRatio: number }[];
  readonly endpoints: readonly { endpoint: string; probes: number; successes: number }[];
}

const summaryOf = (out: string): Summary => JSON.parse(out.trimEnd().split('\n').at(-1)!) as Summary;

/** What each list gives: endpoints that are well, those that are not, and the lines of the mistakes. */
const EXPECTED: Record<string, { up: string[]; down: string[]; wrong: RegExp[]; code: number }> = {
  '01-bodies.yaml': { up: ['body up', 'index up'], down: ['body down', 'error down'], wrong: [], code: 1 },
  '02-user-agents.yaml': {
    up: ['index page', 'careers page', 'rewards index page'],
    down: ['a post endpoint that is not there'],
    wrong: [],
    code: 1,
  },
  '03-below-endpoints.yaml': { up: ['index'], down: ['error'], wrong: [], code: 1 },
  '04-lists-of-headers.yaml': {
    up: ['careers'],
    down: [],
    wrong: [/:2: endpoints\[0\]\.headers: is a list of 1 item; allowed: a mapping of keys/],
    code: 3,
  },
  '06-without-url.yaml': {
    up: ['index'],
    down: ['error'],
    wrong: [/:3: endpoints\[1\]\.url: is missing; allowed: an http or https address/],
    code: 1,
  },
  '07-headers-not-indented.yaml': {
    up: ['careers', 'rewards'],
    down: [],
    wrong: [/:5: endpoints\[0\]\.user-agent: is not a known key; allowed: name, url, method, headers, body, expect/],
    code: 3,
  },
  '08-methods.yaml': {
    up: 'create,replace,change,delete,delete with a body,head,options,small letters,search,post without a body'.split(
      ',',
    ),
    down: [],
    wrong: [/:11: endpoints\[10\]\.method: is "TRACE"; allowed: one of GET, HEAD, /],
    code: 3,
  },
  '09-list.json': { up: ['index', 'body'], down: ['error'], wrong: [], code: 1 },
  '10-names-repeat.yaml': { up: ['health', 'health'], down: ['health'], wrong: [], code: 1 },
  '11-ports.yaml': {
    up: ['first port', 'second port', 'other host'],
    down: ['second port, error'],
    wrong: [],
    code: 1,
  },
  '12-odds-and-ends.yaml': {
    up: ['index', 'careers', 'body in lines', 'expects more', '404 is right here'],
    down: ['expects less time'],
    wrong: [
      /headers\.Host: is not allowed as a key; allowed: a name of a header, but none of those that frame the request/,
      /url: is "shop\.example\.com\/health": it does not begin with http:\/\/ or https:\/\//,
      /url: is "ftp:\/\/shop\.example\.com\/": it does not begin with/,
      /name: is ""; allowed: a name that is not blank/,
      /is text; allowed: a mapping of keys/,
      /is null; allowed: a mapping of keys/,
    ],
    code: 1,
  },
  '13-troubled.yaml': {
    up: ['well'],
    down: ['not known', 'nothing listens', 'never answers', 'slow', 'not HTTP', 'moved'],
    wrong: [],
    code: 1,
  },
};

describe('heartbeat watch, with lists of the shapes that people have', () => {
  it('has an expectation for each list', () => {
    expect(readdirSync(LISTS)).toEqual([...Object.keys(EXPECTED), '05-wrapped.yaml'].toSorted());
  });

  it.each(Object.entries(EXPECTED))(
    '%s',
    async (file, { up, down, wrong, code }) => {
      const result = await heartbeat(['watch', listOf(file), ...ONCE]);
      const { endpoints, refused } = summaryOf(result.out);
      const named = (successes: number): string[] =>
        endpoints.filter((each) => each.probes === 1 && each.successes === successes).map(({ endpoint }) => endpoint);
      expect([named(1), named(0)]).toEqual([up, down]);
      const told = result.err === '' ? [] : result.err.trimEnd().split('\n');
      expect([told.length, refused, result.code]).toEqual([wrong.length, wrong.length, code]);
      for (const [index, pattern] of wrong.entries()) expect(told[index]).toMatch(pattern);
    },
    60_000,
  );

  it('05-wrapped.yaml has no entry that is right: every mistake, and exit code 2', async () => {
    const { code, out, err } = await heartbeat(['watch', listOf('05-wrapped.yaml'), ...ONCE]);
    expect([code, out]).toEqual([2, '']);
    expect(err).toMatch(/:1: endpoints\[0\]\.request1: is not a known key; allowed: name, url, /);
  });

  it('counts ports of one host as one domain, and says how many entries are left out', async () => {
    const { out } = await heartbeat(['watch', listOf('11-ports.yaml'), ...ONCE]);
    expect(summaryOf(out).domains).toEqual([
      { domain: '127.0.0.1', probes: 3, successes: 2, successRatio: 0.6666 },
      { domain: 'localhost', probes: 1, successes: 1, successRatio: 1 },
    ]);
    const lines = await heartbeat(['watch', listOf('06-without-url.yaml'), '--once', ...AS_ASKED]);
    expect(lines.out.trimEnd().split('\n').at(-1)).toBe('below 90 %: error (0.0 %); 1 wrong entry is left out');
  }, 30_000);

  it('sends bodies as they are given, once, with their length, and the header of the list', async () => {
    requests.length = 0;
    await heartbeat(['watch', listOf('08-methods.yaml'), ...ONCE]);
    const seen = requests.map(({ method, body, length }) => `${method} ${length ?? '-'} ${body}`);
    expect(seen.toSorted()).toEqual([
      'DELETE - ',
      'DELETE 8 {"id":1}',
      'GET - ',
      'GET 12 {"query":{}}',
      'HEAD - ',
      'OPTIONS - ',
      'PATCH 8 {"id":2}',
      'POST 0 ',
      'POST 8 {"id":1}',
      'PUT 8 {"id":1}',
    ]);
    requests.length = 0;
    await heartbeat(['watch', listOf('02-user-agents.yaml'), ...ONCE]);
    expect(requests.filter(({ agent }) => agent === 'synthetic-monitor')).toHaveLength(3);
  }, 30_000);

  it('says why an answer is not what is expected', async () => {
    const { out } = await heartbeat(['watch', listOf('13-troubled.yaml'), ...ONCE]);
    const causes = out.split('\n').flatMap((line) => {
      const { type, endpoint, cause, detail } = JSON.parse(line === '' ? '{}' : line) as Record<string, string>;
      return type === 'probe' ? [[endpoint, cause, detail ?? '']] : [];
    });
    expect(Object.fromEntries(causes.map(([endpoint, cause]) => [endpoint, cause]))).toEqual({
      'not known': 'dns',
      'nothing listens': 'connect',
      'never answers': 'timeout',
      slow: 'expectation',
      'not HTTP': expect.any(String),
      moved: 'expectation',
      well: 'status',
    });
    expect(causes.find(([endpoint]) => endpoint === 'slow')![2]).toMatch(/took \d{4} ms, at most 3000 ms/);
    expect(causes.find(([endpoint]) => endpoint === 'moved')![2]).toBe('answered 302, expected 200-299');
  }, 60_000);

  it.each([
    ['2xx,abc', 'allowed is a class such as 2xx, a code such as 204 or a range such as 200-299'],
    ['503', 'allowed is a class such as 2xx'],
  ])('is used wrongly with --expect-status %s', async (statuses, told) => {
    const { code, err } = await heartbeat(['watch', listOf('11-ports.yaml'), '--expect-status', statuses]);
    expect([code, err]).toEqual([64, expect.stringContaining(told)]);
  });

  it('is checked by heartbeat validate, below a key and as JSON, too', async () => {
    const check = async (file: string): Promise<unknown> => {
      const { code, out, err } = await heartbeat(['validate', listOf(file)]);
      return [code, (out + err).replaceAll(`${folder}/`, '').split('\n')[0]];
    };
    expect(await check('03-below-endpoints.yaml')).toEqual([0, '03-below-endpoints.yaml is valid: 2 endpoints']);
    expect(await check('09-list.json')).toEqual([0, '09-list.json is valid: 3 endpoints']);
    expect(await check('06-without-url.yaml')).toEqual([
      2,
      expect.stringMatching(/^06-without-url\.yaml:3: .*missing/),
    ]);
  });
});

describe('heartbeat watch --ca', () => {
  it('trusts an authority besides the usual ones', async () => {
    const { cert, key } = certificateFor('localhost', 10);
    const port = await listen(createTlsServer({ cert, key }, answer));
    const [file, ca] = [join(folder, 'tls.yaml'), join(folder, 'ca.pem')];
    writeFileSync(file, `- { name: tls, url: "https://localhost:${port}/" }`);
    writeFileSync(ca, cert);
    const without = await heartbeat(['watch', file, ...ONCE]);
    expect([without.code, without.out]).toEqual([1, expect.stringContaining('"cause":"tls"')]);
    expect(await heartbeat(['watch', file, '--ca', ca, ...ONCE])).toMatchObject({ code: 0, err: '' });
  }, 30_000);

  it.each([
    ['no-such-file.pem', 'ENOENT'],
    ['11-ports.yaml', 'it holds no certificate'],
  ])('ends with 2 for %s', async (name, why) => {
    const list = listOf('11-ports.yaml');
    const { code, err } = await heartbeat(['watch', list, '--ca', join(folder, name)]);
    expect([code, err]).toEqual([
      2,
      `${join(folder, name)} cannot be used by --ca: ${why}; allowed: a file of certificates, PEM\n`,
    ]);
  });
});
