import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { RE2JS } from 're2js';
import { parseDuration } from '../../../src/platform/settings/duration.js';
import { durationPattern } from '../../../src/platform/settings/duration-pattern.js';
import { ROVER_YAML_OF_ALL_KINDS } from '../../support/rover-yaml-of-all-kinds.js';
import { validateRover } from './rover-schema-validator.js';

type Arbitrary = fc.Arbitrary<unknown>;

/** Now and then a value of quite another kind. */
const odd = fc.constantFrom<unknown>(null, '', 0, -1, 5, 1.5, true, 'x', [], {}, [null], { a: 1 });
const perhaps = (usual: Arbitrary): Arbitrary => fc.oneof({ weight: 25, arbitrary: usual }, odd);
const among = (...values: unknown[]): Arbitrary => fc.constantFrom(...values);
const some = (keys: Record<string, Arbitrary>, requiredKeys: string[] = []) => fc.record(keys, { requiredKeys });

const reference = fc.oneof(among({ secretRef: 'echo-key' }), among({ secretRef: '-' }, { secretRef: 'a', b: 1 }, {}, { secretRef: null }));
const duration = among('4s', '5s', '15s', '300s', '301s', '5m', '6m', '1h', '4999ms', '5000ms', '1m30s', '07s', '5', 's', '0s', '1d', null);
const header = among('Accept', 'X-A', 'x-forwarded-for', 'X-Forwarded', 'X-Forwardedly', 'X-Host-Name', 'X-Heartbeat', 'Host', 'x-', 'origin');
const auth = some({
  basic: perhaps(some({ username: perhaps(among('u', 'a:b')), password: perhaps(reference) }, ['username'])),
  bearer: perhaps(some({ token: perhaps(reference) }, ['token'])),
});
const expectations = some({
  status: perhaps(fc.array(perhaps(among('2xx', '5xx', 404, 500, '200-299', '404')), { maxLength: 3 })),
  bodyContains: perhaps(among('ok', 'a\nb')),
  json: perhaps(fc.oneof(some({ path: among('$', '$.a'), equals: odd }), fc.array(some({ path: among('$.a[0]'), equals: odd }), { maxLength: 2 }))),
});
const pulse = some({
  enabled: perhaps(fc.boolean()),
  path: perhaps(among('/health', '/a?b=1')),
  method: perhaps(among('GET', 'POST', 'get', 'PUT')),
  body: perhaps(among('{}')),
  headers: perhaps(fc.dictionary(header as fc.Arbitrary<string>, perhaps(fc.oneof(among('a', ' a', 'é'), reference)), { maxKeys: 2 })),
  interval: perhaps(duration),
  timeout: perhaps(among('100ms', '99ms', '4s', '31s')),
  retries: perhaps(among(0, 3, 4)),
  backoff: perhaps(among('50ms', '5s', '6s')),
  expect: perhaps(expectations),
  auth: perhaps(auth),
  record: perhaps(fc.boolean()),
  intervall: odd,
});
const path = among('/a/v1', '/b/v1/', '/a/./b', '/a/..', '/...', '/.a', 'a', '/', '//a', '/%', `/${'x'.repeat(512)}`);
const api = some({ basePath: perhaps(path), pulse: perhaps(pulse), upstreams: odd }, ['basePath']);
const exposure = fc.oneof(
  some({ type: perhaps(among('api', 'API', 'event', 'mcp', null)), basePath: perhaps(path), pulse: perhaps(pulse), eventType: among('a.v1') }),
  some({ api: perhaps(api), pulse: perhaps(pulse), approval: odd }, ['api']),
  some({ eventType: among('a.v1'), fileType: odd, pulse }, ['eventType']),
  some({ metricsTenant: odd, visibility: among('WORLD') }, ['metricsTenant']),
);
const rover = some(
  {
    apiVersion: perhaps(among('tcp.ei.telekom.de/v1', 'tcp.ei.telekom.de/v1', 'rover.cp.ei.telekom.de/v1', 'tcp.ei.telekom.de/v2', 'example.com/v1')),
    kind: fc.oneof({ weight: 9, arbitrary: among('Rover') }, odd),
    metadata: perhaps(among({ name: 'a' })),
    spec: perhaps(some({ zone: perhaps(among('z', 'a b')), exposures: perhaps(fc.array(exposure, { maxLength: 2 })), subscriptions: odd })),
  },
  ['kind'],
);
const list = fc.record({ apiVersion: among('v1'), kind: among('List'), items: fc.array(rover, { maxLength: 2 }) });

/** What no schema can say: base paths that stand twice, times that must fit each other, headers that repeat or hold secrets. */
const BEYOND_A_SCHEMA = /stands twice|shorter than interval|each header once/;

/** Every pattern of a schema. */
function patternsOf(schema: unknown): string[] {
  if (typeof schema !== 'object' || schema === null) return [];
  return Object.entries(schema).flatMap(([key, value]) => [
    ...(key === 'pattern' && typeof value === 'string' ? [value] : []),
    ...patternsOf(value),
  ]);
}

describe('the schema of Rovers and the program', () => {
  it('are of one mind about any document', () => {
    let [right, wrong] = [0, 0];
    fc.assert(
      fc.property(fc.oneof({ weight: 4, arbitrary: rover }, list), (document) => {
        const reading = ROVER_YAML_OF_ALL_KINDS.read(Buffer.from(JSON.stringify(document)));
        if (!reading.ok && reading.problems.some(({ message }) => BEYOND_A_SCHEMA.test(message))) return;
        const told = reading.ok ? [] : reading.problems.map(({ message }) => message);
        const remarks = validateRover(JSON.parse(JSON.stringify(document)));
        if (told.length > 0) wrong++;
        else right++;
        expect({ document, told, remarks, agree: told.length > 0 === remarks.length > 0 }).toMatchObject({ agree: true });
      }),
      { numRuns: 3_000, seed: 20_261_127 },
    );
    expect(Math.min(right, wrong)).toBeGreaterThan(300);
  });

  it.each([
    ['no version', { kind: 'Rover', spec: {} }],
    ['an empty auth', { apiVersion: 'tcp.ei.telekom.de/v1', kind: 'Rover', spec: { exposures: [{ basePath: '/a', pulse: { auth: {} } }] } }],
    ['an interval that is too long', { apiVersion: 'tcp.ei.telekom.de/v1', kind: 'Rover', spec: { exposures: [{ basePath: '/a', pulse: { interval: '6m' } }] } }],
    ['no spec', { apiVersion: 'tcp.ei.telekom.de/v1', kind: 'Rover', spec: null }],
  ])('both refuse %s', (_, document) => {
    expect(ROVER_YAML_OF_ALL_KINDS.read(Buffer.from(JSON.stringify(document))).ok).toBe(false);
    expect(validateRover(document)).not.toEqual([]);
  });

  it('both take keys without a value', () => {
    const pulse = { interval: null, expect: { status: null, json: null }, auth: null, headers: null, enabled: null, method: null };
    const exposures = [{ type: null, basePath: '/a/v1', pulse }];
    const document = { apiVersion: 'tcp.ei.telekom.de/v1', kind: 'Rover', metadata: null, spec: { zone: null, exposures } };
    expect(ROVER_YAML_OF_ALL_KINDS.read(Buffer.from(JSON.stringify(document))).ok).toBe(true);
    expect(validateRover(document)).toEqual([]);
  });
});

describe('the patterns of the published schemas', () => {
  it.each(['docs/rover.schema.json', 'docs/settings.schema.json', 'helm/heartbeat/values.schema.json'])(
    'are read by RE2, as Go and others use it: %s',
    (file) => {
      const patterns = [...new Set(patternsOf(JSON.parse(readFileSync(file, 'utf8'))))];
      expect(patterns.length).toBeGreaterThan(5);
      for (const pattern of patterns) expect(() => RE2JS.compile(pattern)).not.toThrow();
    },
  );
});

describe('the pattern of durations', () => {
  it('takes those of one unit that are within the limits, and no others', () => {
    const limits = fc.tuple(fc.nat(400_000), fc.nat(400_000)).map((pair) => pair.toSorted((one, other) => one - other));
    const unit = fc.constantFrom('ms', 's', 'm', 'h', 'd');
    fc.assert(
      fc.property(limits, fc.oneof(fc.nat(400_000), fc.nat(400)), unit, ([minMs = 0, maxMs = 0], count, unit) => {
        const lengthMs = parseDuration(`${count}${unit}`)!;
        expect(new RegExp(durationPattern(minMs, maxMs), 'u').test(`${count}${unit}`)).toBe(minMs <= lengthMs && lengthMs <= maxMs);
      }),
      { numRuns: 5_000, seed: 7 },
    );
  });

  it('leaves those of several units to the program', () => {
    const pattern = new RegExp(durationPattern(5_000, 300_000), 'u');
    expect(['1m30s', '4m60s', '0m5s'].every((each) => pattern.test(each))).toBe(true);
    expect(['1m30', 'm', '', '5 s', '-5s'].some((each) => pattern.test(each))).toBe(false);
  });
});
