import { describe, expect, it } from '@jest/globals';
import { pathText } from '../../../platform/settings/setting-path.js';
import { pulseBlock } from './pulse-block.js';
import type { PulseDeclaration } from '../pulse-declaration.js';

const DEFAULTS: PulseDeclaration = {
  enabled: true,
  method: 'GET',
  headers: [],
  retries: 0,
  backoffMs: 250,
  expect: {
    status: [
      { from: 200, to: 299 },
      { from: 300, to: 399 },
      { from: 400, to: 499 },
    ],
    json: [],
  },
  record: true,
};

const read = (raw: unknown): PulseDeclaration => {
  const reading = pulseBlock.read(raw);
  if (!reading.ok) throw new Error(JSON.stringify(reading.problems));
  return reading.value;
};

/** `CODE path` of each mistake. */
const mistakes = (raw: unknown): string[] => {
  const reading = pulseBlock.read(raw);
  return reading.ok ? [] : reading.problems.map(({ code, path }) => `${code} ${pathText(path)}`.trim());
};

const messages = (raw: unknown): string => {
  const reading = pulseBlock.read(raw);
  return reading.ok ? '' : JSON.stringify(reading.problems.map((each) => ({ ...each, path: [] })));
};

const secret = { secretRef: 'echo-key' };

describe('a pulse block', () => {
  it.each([503, '5xx', '503', '200-503'])('says of the status %s that it is always a failure', (status) => {
    const reading = pulseBlock.read({ expect: { status: ['2xx', status] } });
    expect(reading).toMatchObject({
      problems: [
        {
          problem: `is ${typeof status === 'number' ? status : JSON.stringify(status)}`,
          allowed: expect.stringMatching(/^a class such as 2xx, .*; 5xx is always a failure$/),
        },
      ],
    });
  });

  it.each([
    'https://api.example.com/%0d%0aX-Inj:1',
    'https://api.example.com/a/../x',
    'https://api.example.com/a/%2e%2e/x',
    'https://api.example.com//x',
    'https://api.example.com/a//x',
    'https://api.example.com/./x',
    'https://api.example.com/a%2fb',
    'https://api.example.com/%c0%ae',
    'https://api.example.com?x=%0a',
  ])('judges the path of %s as that of a path below the base path', (url) => {
    expect(mistakes({ path: url })).toEqual(['PATH path']);
    const auth = { oauth2: { tokenUrl: url, clientId: 'c', clientSecret: { secretRef: 's' } } };
    expect(mistakes({ auth })).toEqual(['PATH auth.oauth2.tokenUrl']);
  });

  it.each(['https://api.example.com', 'https://api.example.com/', 'https://api.example.com/a/?b=/../c'])(
    'takes %s',
    (path) => {
      expect(read({ path }).path).toBe(path);
    },
  );

  it.each([
    [{}, undefined],
    [{ tokenRequest: 'header' }, undefined],
    [{ tokenRequest: 'body' }, 'body'],
  ])('takes OAuth2 with %j, and writes it as it was', (way, expected) => {
    const oauth2 = { tokenUrl: 'https://login.example.com/t', clientId: 'c', clientSecret: { secretRef: 's' }, ...way };
    const pulse = read({ auth: { oauth2 } });
    expect(pulse.auth).toMatchObject({ kind: 'oauth2', clientId: 'c' });
    expect((pulse.auth as { tokenRequest?: string }).tokenRequest).toBe(expected);
    expect(pulseBlock.read(pulseBlock.write!(pulse))).toEqual({ ok: true, value: pulse });
  });

  it('opts in with defaults when it is an empty mapping', () => {
    expect(read({})).toEqual(DEFAULTS);
  });

  it('takes every key', () => {
    const block = {
      enabled: false,
      path: '/health?deep=1',
      method: 'POST',
      body: '{"q":1}',
      headers: { Accept: 'application/json', 'x-trace': 7, 'X-Api-Key': secret },
      interval: '30s',
      timeout: '2s500ms',
      retries: 3,
      backoff: '1s',
      expect: {
        status: ['2xx', 418, '300-302'],
        bodyContains: 'ok',
        json: [{ path: '$.status', equals: 'UP' }],
        maxLatency: '800ms',
      },
      auth: { basic: { username: 'u', password: secret } },
      record: false,
    };
    expect(read(block)).toEqual({
      enabled: false,
      path: '/health?deep=1',
      method: 'POST',
      body: '{"q":1}',
      headers: [
        ['Accept', 'application/json'],
        ['x-trace', '7'],
        ['X-Api-Key', secret],
      ],
      intervalMs: 30_000,
      timeoutMs: 2_500,
      retries: 3,
      backoffMs: 1_000,
      expect: {
        status: [
          { from: 200, to: 299 },
          { from: 418, to: 418 },
          { from: 300, to: 302 },
        ],
        bodyContains: 'ok',
        json: [{ path: '$.status', equals: 'UP' }],
        maxLatencyMs: 800,
      },
      auth: { kind: 'basic', username: 'u', password: secret },
      record: false,
    });
  });

  it.each<[string, object, Partial<PulseDeclaration>]>([
    ['an absolute URL', { path: 'https://api.example.com:8443/x' }, { path: 'https://api.example.com:8443/x' }],
    ['an interval at its limits', { interval: '5s', timeout: '4999ms' }, { intervalMs: 5_000, timeoutMs: 4_999 }],
    ['the longest interval', { interval: '5m' }, { intervalMs: 300_000 }],
    ['what looks like a variable, as it is', { path: '/$A', method: 'POST', body: '${HEARTBEAT_X}' }, { path: '/$A' }],
    [
      'one JSON expectation without a list, and null as a value',
      { expect: { json: { path: '$', equals: null } } },
      { expect: { ...DEFAULTS.expect, json: [{ path: '$', equals: null }] } },
    ],
    ['a client certificate', { tls: secret }, { tls: secret }],
    ['a bearer token', { auth: { bearer: { token: secret } } }, { auth: { kind: 'bearer', token: secret } }],
    [
      'client credentials',
      { auth: { oauth2: { tokenUrl: 'https://l.example.com/t', clientId: 'c', clientSecret: secret, scope: 'a b' } } },
      {
        auth: {
          kind: 'oauth2',
          tokenUrl: 'https://l.example.com/t',
          clientId: 'c',
          clientSecret: secret,
          scope: 'a b',
        },
      },
    ],
  ])('takes %s', (_, block, expected) => {
    expect(read(block)).toMatchObject(expected);
  });

  it.each<[string, unknown, string[]]>([
    ['nothing', null, ['PULSE']],
    ['a switch', true, ['PULSE']],
    ['a list', [], ['PULSE']],
    ['unknown keys', { intervall: '15s', expect: { codes: [] } }, ['KEY intervall', 'KEY expect.codes']],
    ['an interval below its range', { interval: '4s' }, ['RANGE interval']],
    ['an interval above its range', { interval: '6m' }, ['RANGE interval']],
    ['an interval that is a number', { interval: 15 }, ['RANGE interval']],
    ['a time-out below its range', { timeout: '99ms' }, ['RANGE timeout']],
    ['a time-out above its range', { timeout: '31s' }, ['RANGE timeout']],
    ['a time-out that is as long as the interval', { interval: '5s', timeout: '5s' }, ['RANGE timeout']],
    ['too many retries', { retries: 4 }, ['RANGE retries']],
    ['half a retry', { retries: 0.5 }, ['RANGE retries']],
    ['a back-off above its range', { backoff: '6s' }, ['RANGE backoff']],
    ['another method', { method: 'DELETE' }, ['METHOD method']],
    ['another case of the method', { method: 'get' }, ['METHOD method']],
    ['POST to an absolute URL', { method: 'POST', path: 'https://a.example.com/' }, ['METHOD method']],
    ['a body with GET', { body: 'x' }, ['BODY body']],
    ['a body of too many bytes', { method: 'POST', body: 'ä'.repeat(8_193) }, ['BODY body']],
    ['a status of 5xx', { expect: { status: ['2xx', '5xx'] } }, ['EXPECT expect.status[1]']],
    ['a status of 1xx', { expect: { status: [101] } }, ['EXPECT expect.status[0]']],
    ['a range into 5xx', { expect: { status: ['200-500'] } }, ['EXPECT expect.status[0]']],
    ['a range backwards', { expect: { status: ['2xx', '299-200'] } }, ['EXPECT expect.status[1]']],
    ['no status at all', { expect: { status: [] } }, ['EXPECT expect.status']],
    ['a wildcard', { expect: { json: { path: '$.*', equals: 1 } } }, ['EXPECT expect.json.path']],
    ['a place without a value', { expect: { json: [{ path: '$.a' }] } }, ['EXPECT expect.json[0].equals']],
    ['a list as a value', { expect: { json: [{ path: '$.a', equals: [] }] } }, ['EXPECT expect.json[0].equals']],
    ['infinity as a value', { expect: { json: [{ path: '$', equals: Infinity }] } }, ['EXPECT expect.json[0].equals']],
    ['an empty text to look for', { expect: { bodyContains: '' } }, ['EXPECT expect.bodyContains']],
    ['a body expected of HEAD', { method: 'HEAD', expect: { bodyContains: 'a' } }, ['EXPECT expect.bodyContains']],
    ['a latency beyond the time-out', { timeout: '1s', expect: { maxLatency: '2s' } }, ['EXPECT expect.maxLatency']],
    ['no way of authentication', { auth: {} }, ['AUTH auth.basic']],
    [
      'two ways',
      { auth: { bearer: { token: secret }, basic: { username: 'a', password: secret } } },
      ['AUTH auth.basic'],
    ],
    ['half a way', { auth: { basic: { password: secret } } }, ['AUTH auth.basic.username']],
    [
      'a token address that is none',
      { auth: { oauth2: { tokenUrl: 'http://10.0.0.1/', clientId: 'c', clientSecret: secret } } },
      ['IP_LITERAL auth.oauth2.tokenUrl'],
    ],
    ['a header twice', { headers: { Accept: 'a', ACCEPT: 'b' } }, ['HEADER headers.ACCEPT']],
    ['headers as a text', { headers: 'Accept: a' }, ['HEADER headers']],
    ['a path that leaves', { path: '/../admin' }, ['PATH path']],
    ['a path without a slash', { path: 'health' }, ['PATH path']],
    ['another scheme', { path: 'http://api.example.com/' }, ['SCHEME path']],
    ['an address', { path: 'https://169.254.169.254/' }, ['IP_LITERAL path']],
    ['a switch that is a text', { enabled: 'yes' }, ['PULSE enabled']],
  ])('refuses %s', (_, block, expected) => {
    expect(mistakes(block)).toEqual(expected);
  });

  it('tells what stands there, why it is wrong and what is allowed', () => {
    expect(pulseBlock.read({ interval: '1s', path: '/a/../b' })).toEqual({
      ok: false,
      problems: [
        {
          code: 'RANGE',
          path: ['interval'],
          shownPath: ['interval'],
          problem: 'is "1s"',
          allowed: 'a duration from 5s to 5m',
        },
        {
          code: 'PATH',
          path: ['path'],
          shownPath: ['path'],
          problem: 'is "/a/../b": the path contains an empty segment, . or ..',
          allowed: expect.stringContaining('a path that begins with /'),
        },
      ],
    });
  });
});

describe('a header', () => {
  it.each(['accept', 'Content-Type', 'Origin', 'X-A', 'x-request-id', 'X-Hosting', 'Access-Control-Request-Method'])(
    'may be sent: %s',
    (name) => {
      expect(read({ headers: { [name]: 'a' } }).headers).toEqual([[name, 'a']]);
    },
  );

  it.each([
    'Host',
    'Transfer-Encoding',
    'Connection',
    'Content-Length',
    'Authorization',
    'Cookie',
    'User-Agent',
    'TE',
    'Accept-Encoding',
    'Upgrade',
    'X-Forwarded-For',
    'x-forwarded-host',
    'X-FORWARDED',
    'X-Real-IP',
    'X-Host',
    'X-Heartbeat-Pulse',
    'X-Original-URL',
    'X-Rewrite-URL',
    'X-HTTP-Method-Override',
    'X-Envoy-Original-Path',
    'X-',
    'X--A',
    'X_A',
    'X-A B',
    'X-A:',
    'X-A\r\nB',
    'X-Ä',
    '',
    `X-${'a'.repeat(63)}`,
    'xx-a',
    'aX-b',
  ])('may not be sent: %j', (name) => {
    expect(mistakes({ headers: { [name]: 'a' } })).toEqual([expect.stringMatching(/^HEADER_FORBIDDEN headers/)]);
  });

  it.each(['b\r\nX-Evil: 1', 'b\nc', '\0', 'a\tb', 'ä', ' a', 'a ', '', 'x'.repeat(1_025), true, null, [], {}])(
    'carries nothing that ends it, nor anything odd: %j',
    (value) => {
      expect(mistakes({ headers: { 'X-A': value } })).toEqual([
        expect.stringMatching(/^(?:CONTROL_CHAR|SECRET_LITERAL) headers\.X-A$/),
      ]);
    },
  );

  it('is one of at most twenty', () => {
    const headers = (count: number) => Object.fromEntries(Array.from({ length: count }, (_, n) => [`X-${n}`, 'a']));
    expect(read({ headers: headers(20) }).headers).toHaveLength(20);
    expect(mistakes({ headers: headers(21) })).toEqual(['HEADER headers']);
  });
});

describe('a secret', () => {
  it.each([
    { auth: { basic: { username: 'u', password: 'hunter2' } } },
    { auth: { basic: { username: 'u', password: 4711 } } },
    { auth: { basic: { username: 'u', password: '${HEARTBEAT_TOKEN}' } } },
    { auth: { basic: { username: 'u', password: ['hunter2'] } } },
    { auth: { bearer: { token: { secretRef: 'hunter2 with a space' } } } },
    { auth: { bearer: { token: { secretRef: 'a', value: 'hunter2' } } } },
    { auth: { bearer: { token: { value: 'hunter2' } } } },
    { headers: { 'X-Api-Key': 'hunter2' } },
    { headers: { 'x-auth-token': 'hunter2' } },
    { headers: { apikey: 'hunter2' } },
    { headers: { 'X-Session': 'hunter2' } },
  ])('must not be written out, and is not repeated: %j', (block) => {
    expect(mistakes(block)).toEqual([expect.stringMatching(/^SECRET_LITERAL /)]);
    expect(messages(block)).not.toMatch(/hunter2|4711/);
  });

  it.each([
    { password: 'hunter2' },
    { auth: 'hunter2' },
    { auth: { bearer: 'hunter2' } },
    { auth: { basic: { username: 'user:hunter2', password: secret } } },
    { auth: { oauth2: { tokenUrl: 'https://u:hunter2@l.example.com/', clientId: 'c', clientSecret: secret } } },
    { headers: 'X-Api-Key: hunter2' },
    { headers: ['hunter2'] },
    { headers: { Accept: 'hunter2\r\n' } },
    { headers: { Authorization: 'Bearer hunter2' } },
    { path: '/a?key=hunter2 x' },
    { path: 'https://u:hunter2@api.example.com/' },
    { path: 'https://api.example.com/?key=hunter2#' },
    { body: 'hunter2' },
    { expect: { bodyContains: { a: 'hunter2' } } },
    { headers: { 'X-Api-Key "hunter2"': null } },
    { headers: { 'X-A': 'a', hunter2: null } },
    { auth: { bearer: { token: secret, 'token hunter2': null } } },
    { auth: { bearer: { token: secret, hunter2: null } } },
  ])('is not repeated where it is in the wrong place: %j', (block) => {
    expect(mistakes(block)).toHaveLength(1);
    expect(messages(block)).not.toContain('hunter2');
  });

  it('guesses what is meant, but not what a key without a value may be', () => {
    const problemsOf = (block: object): unknown => {
      const reading = pulseBlock.read(block);
      return reading.ok ? [] : reading.problems.map(({ shownPath, problem }) => [pathText(shownPath), problem]);
    };
    expect(problemsOf({ intervall: '15s', method: 'get', 'Time-Out': 1, retires: null })).toEqual([
      ['intervall', 'is not a known key (did you mean interval?)'],
      ['Time-Out', 'is not a known key (did you mean timeout?)'],
      ['["…"]', 'is not a known key'],
      ['method', 'is "get" (did you mean GET?)'],
    ]);
  });
});
