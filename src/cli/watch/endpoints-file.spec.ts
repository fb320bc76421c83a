import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { readEndpoints } from './endpoints-file.js';

const SECRET = 'hunter2-and-more';
const read = (text: string, environment = {}) => readEndpoints(Buffer.from(text), environment);

/** `LINE: message` of everything that is wrong. */
function mistakes(text: string): string[] {
  const result = read(text);
  return result.ok ? [] : result.problems.map(({ line, message }) => `${line ?? '-'}: ${message}`);
}

describe('an endpoints file', () => {
  it('is a list of endpoints', () => {
    const text = `
- name: shop
  url: https://Shop.Example.com:8443/health?full=1
- name: "orders ✓"
  url: HTTP://shop.example.com./orders
  method: POST
  headers: { Content-Type: application/json, X-Key: 1 }
  body: '{"q":1}'
- { name: six, url: "http://[::1]:8080/", method: HEAD }
`;
    expect(read(text)).toEqual({
      ok: true,
      refused: { entries: 0, problems: [] },
      endpoints: [
        {
          name: 'shop',
          url: new URL('https://shop.example.com:8443/health?full=1'),
          domain: 'shop.example.com',
          method: 'GET',
          headers: {},
        },
        {
          name: 'orders ✓',
          url: new URL('http://shop.example.com./orders'),
          domain: 'shop.example.com',
          method: 'POST',
          headers: { 'Content-Type': 'application/json', 'X-Key': '1' },
          body: '{"q":1}',
        },
        { name: 'six', url: new URL('http://[::1]:8080/'), domain: '[::1]', method: 'HEAD', headers: {} },
      ],
    });
  });

  it('takes variables from the environment, and anchors', () => {
    const text = `
- &shop { name: shop, url: "http://a/", headers: { Authorization: "Bearer \${HEARTBEAT_TOKEN}" } }
- { <<: *shop, name: orders, url: "http://\${HEARTBEAT_HOST}/" }`;
    const result = read(text, { HEARTBEAT_TOKEN: SECRET, HEARTBEAT_HOST: 'b' });
    expect(result).toMatchObject({
      ok: true,
      endpoints: [
        { headers: { Authorization: `Bearer ${SECRET}` } },
        { domain: 'b', headers: { Authorization: `Bearer ${SECRET}` } },
      ],
    });
  });

  const one = (fields: string): string => `- name: shop\n  url: http://a/\n  ${fields}`;

  it.each([
    ['', '-: endpoints: is missing; allowed: a list of endpoints'],
    ['# nothing', ': endpoints: is missing; allowed: a list of endpoints'],
    ['[]', '1: endpoints: is a list of 0 items; allowed: at least 1 item'],
    ['shop: http://a/', '1: endpoints: is a mapping; allowed: a list'],
    ['- http://a/', '1: endpoints[0]: is text; allowed: a mapping of keys'],
    ['- [', '1: '],
    ['- {}\n---\n- {}', '2: only one document is allowed'],
    ['- { name: shop }', '1: endpoints[0].url: is missing; allowed: an http or https address'],
    ['- url: http://a/', '1: endpoints[0].name: is missing'],
    ['- name: 7\n  url: http://a/', '1: endpoints[0].name: is 7; allowed: text'],
    ['- name: " "\n  url: http://a/', '1: endpoints[0].name: is " "; allowed: a name that is not blank'],
    [`- name: ${'n'.repeat(101)}\n  url: http://a/`, 'allowed: at most 100 characters'],
    [
      one('interval: 5s'),
      '3: endpoints[0].interval: is not a known key; allowed: name, url, method, headers, body, expect',
    ],
    [one('method: TRACE'), '3: endpoints[0].method: is "TRACE"; allowed: one of GET, HEAD, OPTIONS, POST, PUT, PATCH'],
    [one('body: { q: 1 }'), '3: endpoints[0].body: is a mapping; allowed: text'],
    [one('expect: { status: ["503"] }'), '3: endpoints[0].expect.status[0]: is "503"; allowed: a class such as 2xx'],
    [one('expect: { maxLatency: fast }'), '3: endpoints[0].expect.maxLatency: is "fast"; allowed: a duration'],
    [one('expect: { latency: 1s }'), 'endpoints[0].expect.latency: is not a known key'],
    [one('method: HEAD\n  expect: { bodyContains: ok }'), 'allowed: no expectations of a body with HEAD'],
    [one(`{method: POST, body: "${'é'.repeat(9_000)}"}`), '3: '],
    [one('headers: [a]'), '3: endpoints[0].headers: is a list of 1 item; allowed: a mapping of keys'],
    [one('headers: { Host: b }'), '3: endpoints[0].headers.Host: is not allowed as a key'],
    [one('headers: { transfer-encoding: chunked }'), 'is not allowed as a key'],
    [one('headers: { "a b": c }'), 'is not allowed as a key'],
    [one('headers: { "a\\r\\nb": c }'), 'is not allowed as a key'],
    [one('headers: { X-A: true }'), '3: endpoints[0].headers.X-A: is true; allowed: text'],
    [one(`headers: { X-A: "${SECRET}\\n" }`), '3: endpoints[0].headers.X-A: is text; allowed: printable ASCII'],
    [one(`headers: { X-A: "${SECRET}é" }`), '3: endpoints[0].headers.X-A: is text; allowed: printable ASCII'],
    [one('headers: { X-A: a, x-a: b }'), 'allowed: each header once, whatever its case'],
    [one('name: shop'), 'stands twice'],
    ['- { name: a, url: ftp://a/ }', 'it does not begin with http:// or https://'],
    ['- { name: a, url: a.example.com }', 'it does not begin with http:// or https://'],
    ['- { name: a, url: "http://a/b c" }', 'it holds white space'],
    ['- { name: a, url: "http://ä/" }', 'one beyond ASCII'],
    ['- { name: a, url: "http://a/\\u0007" }', '1: holds an escaped control character'],
    [`- { name: a, url: "http://reader:${SECRET}@a/" }`, 'it holds a user or a password; give them by a header'],
    [`- { name: a, url: "https://${SECRET}@a/" }`, 'it holds a user or a password; give them by a header'],
    ['- { name: a, url: "http://a/#b" }', 'it holds a fragment'],
    ['- { name: a, url: "http://a\\\\b/" }', 'a character that no address may hold'],
    ['- { name: a, url: "http://" }', 'its host cannot be read'],
    ['- { name: a, url: "http://a:99999/" }', 'its host cannot be read'],
    ['- { name: a, url: "http://${HEARTBEAT_UNSET}/" }', 'HEARTBEAT_UNSET, which is not set'],
    ['- { name: a, url: "http://${HOME}/" }', 'a set variable ${HEARTBEAT_…}'],
    ['- { name: a, __proto__: {}, url: "http://a/" }', '1: the key __proto__ is not allowed'],
  ])('%j is refused: %s', (text, message) => {
    const found = mistakes(text);
    expect(found).toEqual(expect.arrayContaining([expect.stringContaining(message)]));
    expect(found.join()).not.toContain(SECRET);
  });

  it('is refused with all its mistakes at once, each with its line, where no entry is right', () => {
    const text = '- name: a\n  url: ftp://a/\n- name: b\n  url: http://b/\n  method: TRACE\n- name: a\n  url: c\n';
    expect(
      mistakes(text)
        .map((each) => each.split(':')[0])
        .toSorted(),
    ).toEqual(['2', '5', '7']);
  });

  it('loses its wrong entries only, each with its line', () => {
    const text =
      '- name: a\n  url: ftp://a/\n- name: b\n  url: http://b/\n- http://c/\n- name: d\n  url: http://d/\n  method: TRACE\n  since: 1\n- { name: b, url: "http://e/" }\n';
    const result = read(text);
    if (!result.ok) throw new Error(result.problems.map(({ message }) => message).join());
    expect(result.endpoints.map(({ name, domain }) => [name, domain])).toEqual([
      ['b', 'b'],
      ['b', 'e'],
    ]);
    expect(result.refused.entries).toBe(3);
    expect(result.refused.problems.map(({ line }) => line)).toEqual([2, 5, 9, 8]);
  });

  it('is also JSON, may stand below one key, and takes methods in small letters', () => {
    const entries = [{ name: 'a', url: 'http://a/', method: 'put', body: '{"q":1}' }];
    const expected = { ok: true, endpoints: [{ name: 'a', method: 'PUT', body: '{"q":1}' }] };
    for (const text of [
      JSON.stringify(entries, null, '\t'),
      JSON.stringify({ endpoints: entries }),
      JSON.stringify({ sites: entries }),
    ])
      expect(read(text)).toMatchObject(expected);
    expect(mistakes('endpoints:\n  - name: a\n    url: ftp://a/\n')).toEqual([
      expect.stringMatching(/^3: endpoints\[0\]\.url: /),
    ]);
    expect(mistakes('endpoints: []\nothers: []')).toEqual(['1: endpoints: is a mapping; allowed: a list']);
  });

  it('says what is expected of an endpoint', () => {
    const text = '- { name: a, url: "http://a/", expect: { status: [2xx, 404], maxLatency: 500ms, bodyContains: ok } }';
    const expected = {
      status: [
        { from: 200, to: 299 },
        { from: 404, to: 404 },
      ],
      maxLatencyMs: 500,
      bodyContains: 'ok',
    };
    expect(read(text)).toMatchObject({ ok: true, endpoints: [{ expect: expected }] });
  });

  it('is refused beyond 1000 endpoints, and when it is not text', () => {
    const many = Array.from({ length: 1_001 }, (_, index) => `- { name: n${index}, url: "http://a/" }`).join('\n');
    expect(mistakes(many)).toEqual([expect.stringContaining('allowed: at most 1000 items')]);
    expect(readEndpoints(Buffer.from([0xff, 0xfe]), {})).toMatchObject({ ok: false });
    expect(readEndpoints(Buffer.alloc(300 * 1024, 0x20), {})).toMatchObject({ ok: false });
  });

  it('is refused or taken, and never more, when it was cut or damaged anywhere', () => {
    const whole = readFileSync('examples/endpoints.yaml');
    for (let at = 0; at < whole.length; at++) {
      const damaged = Buffer.from(whole);
      damaged[at] = (at * 131) % 256;
      for (const bytes of [whole.subarray(0, at), damaged]) {
        const result = readEndpoints(bytes, {});
        expect(result.ok ? result.endpoints.length : result.problems.length).toBeGreaterThan(0);
      }
    }
  });
});
