import { describe, expect, it } from '@jest/globals';
import { ROVER_YAML_OF_ALL_KINDS } from '../../support/rover-yaml-of-all-kinds.js';
import fc from 'fast-check';
import { pulseBlock } from '../../../src/sources/pulse/block/pulse-block.js';
import type { PulseDeclaration, SecretReference } from '../../../src/sources/pulse/pulse-declaration.js';
import { validatePulse } from './rover-schema-validator.js';

type Plain = Record<string, unknown>;

const REFERENCE = { secretRef: 'echo-key' };
const BLOCKS: readonly Plain[] = [
  {},
  {
    enabled: true,
    path: '/health?deep=1',
    method: 'POST',
    body: '{"q":1}',
    headers: { Accept: 'application/json', 'X-Api-Key': REFERENCE, 'X-N': 7 },
    interval: '15s',
    timeout: '5s',
    retries: 1,
    backoff: '250ms',
    expect: {
      status: ['2xx', 418, '300-302'],
      bodyContains: 'ok',
      json: [{ path: '$.status', equals: 'UP' }, { path: "$['a'][0]", equals: null }],
      maxLatency: '800ms',
    },
    auth: { oauth2: { tokenUrl: 'https://login.example.com/t', clientId: 'c', clientSecret: REFERENCE, scope: 'a b' } },
    record: false,
  },
  { method: 'HEAD', auth: { basic: { username: 'u', password: REFERENCE } }, expect: { status: [204] } },
  { path: 'https://api.example.com/x', auth: { bearer: { token: REFERENCE } }, expect: { json: { path: '$', equals: 1 } } },
];

const KEYS = [
  'enabled', 'path', 'method', 'body', 'headers', 'interval', 'timeout', 'retries', 'backoff', 'expect', 'auth',
  'record', 'status', 'bodyContains', 'json', 'maxLatency', 'equals', 'basic', 'bearer', 'oauth2', 'token',
  'password', 'username', 'secretRef', 'tokenUrl', 'X-A', 'Host', 'x-forwarded-for', 'toString', '0', '',
];
const VALUES = [
  'GET', 'HEAD', 'POST', '0s', '5s', '5m', '-5s', '1ms', '99999999h', '1e3', '/', '/a/../b', '//evil', '2xx',
  '5xx', '299-200', '$', '$..a', 'https://a.example.com/', 'https://127.0.0.1/', 'x'.repeat(2_100), 'a\r\nb: c', 'é',
  '${HEARTBEAT_TOKEN}', 'true', '', ' ',
  REFERENCE, { secretRef: 5 }, { secretRef: 'a', b: 1 }, { ['__proto__']: 1 }, Object.create(null), [], {}, [{}],
  0, -1, 1, 3, 15, 200, 500, 1e21, 0.5, NaN, Infinity, true, false, null, undefined,
];

const value = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom<unknown>(...VALUES) },
  fc.anything({ withNullPrototype: true, withSparseArray: true, withDate: true, withMap: true, withBigInt: true }),
);
const key = fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...KEYS) }, fc.string({ maxLength: 12 }));
const change = fc.record({
  steps: fc.array(fc.nat(20), { maxLength: 5 }),
  act: fc.constantFrom('set', 'remove', 'wrap', 'replace'),
  key,
  value,
});
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

/** Walks into the block by the steps and changes what stands there. */
function mutate(block: Plain, { steps, act, key, value }: Change): void {
  let holder = block as Plain;
  for (const step of steps) {
    const inner = Object.values(holder).filter((each) => typeof each === 'object' && each !== null);
    if (inner.length === 0) break;
    holder = inner[step % inner.length] as Plain;
  }
  // The length of a list cannot be redefined as these are.
  if (Array.isArray(holder) && key === 'length') return;
  const own = Object.keys(holder);
  const old = own[(steps[0] ?? 0) % Math.max(1, own.length)];
  if (Array.isArray(holder) && (act === 'set' || old === undefined)) holder.push(structuredClone(value));
  else if (act === 'set' || old === undefined) Object.defineProperty(holder, key, { ...WRITABLE, value: structuredClone(value) });
  else if (act === 'remove') delete holder[old];
  else holder[old] = act === 'wrap' ? [holder[old]] : structuredClone(value);
}

const WRITABLE = { writable: true, enumerable: true, configurable: true };
const isReference = (each: unknown): boolean =>
  /^[A-Za-z0-9._-]{1,63}$/.test((each as SecretReference).secretRef) && Object.keys(each as object).length === 1;

const within = (low: number, each: number | undefined, high: number): boolean =>
  each === undefined || (Number.isSafeInteger(each) && low <= each && each <= high);

/** All that users of a declaration rely on; said once more, in other words than the reader's. */
function incompleteness(pulse: PulseDeclaration): string[] {
  const { expect: wanted, auth, headers } = pulse;
  const secrets = { basic: ['password'], bearer: ['token'], oauth2: ['clientSecret'] };
  const proofs = auth ? secrets[auth.kind].map((name) => (auth as unknown as Plain)[name]) : [];
  const checks: Record<string, boolean> = {
    switches: [pulse.enabled, pulse.record].every((each) => typeof each === 'boolean'),
    method: ['GET', 'HEAD', 'OPTIONS', 'POST'].includes(pulse.method),
    body: pulse.body === undefined || (pulse.method === 'POST' && Buffer.byteLength(pulse.body) <= 16_384),
    path: pulse.path === undefined || /^(?:\/(?!\/)|https:\/\/)[!-~]*$/.test(pulse.path),
    interval: within(5_000, pulse.intervalMs, 300_000),
    timeout: within(100, pulse.timeoutMs, Math.min(30_000, (pulse.intervalMs ?? 300_000) - 1)),
    retries: within(0, pulse.retries, 3) && within(50, pulse.backoffMs, 5_000),
    headers: headers.length <= 20 && new Set(headers.map(([name]) => name.toLowerCase())).size === headers.length,
    names: headers.every(([name]) => /^[A-Za-z-][A-Za-z0-9-]*$/.test(name) && !/^(?:host|x-forwarded.*)$/i.test(name)),
    values: headers.every(([, each]) => (typeof each === 'string' ? /^[ -~]{1,1024}$/.test(each) : isReference(each))),
    status: wanted.status.length > 0 && wanted.status.every(({ from, to }) => 200 <= from && from <= to && to <= 499),
    json: wanted.json.every(({ path, equals }) => path.startsWith('$') && JSON.stringify({ equals }) !== '{}'),
    latency: within(1, wanted.maxLatencyMs, pulse.timeoutMs ?? 30_000),
    auth: auth === undefined || (Object.values(auth).every((each) => each !== undefined) && proofs.every(isReference)),
  };
  return Object.keys(checks).filter((name) => !checks[name]);
}

describe('any mutation of a valid pulse block', () => {
  it('gives a whole declaration or problems, never anything half, and never throws', () => {
    let [taken, refused] = [0, 0];
    fc.assert(
      fc.property(fc.constantFrom(...BLOCKS), fc.array(change, { minLength: 1, maxLength: 3 }), (valid, changes) => {
        const block = structuredClone(valid);
        for (const each of changes) mutate(block, each);
        const reading = pulseBlock.read(block);
        if (reading.ok) {
          taken++;
          expect(incompleteness(reading.value)).toEqual([]);
          expect(JSON.parse(JSON.stringify(reading.value))).toEqual(reading.value);
          expect(pulseBlock.read(pulseBlock.write(reading.value))).toEqual(reading);
        } else {
          refused++;
          expect(reading.problems.length).toBeGreaterThan(0);
          for (const { code, problem, allowed } of reading.problems)
            expect([/^[A-Z_]+$/.test(code), problem.length > 0, problem.length < 300, allowed.length > 0]).not.toContain(false);
        }
        expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
      }),
      { numRuns: 1_500 },
    );
    expect(Math.min(taken, refused)).toBeGreaterThan(40);
  });

  it('is not red in editors if it is taken, but for keys without a value', () => {
    fc.assert(
      fc.property(fc.constantFrom(...BLOCKS), fc.array(change, { minLength: 1, maxLength: 2 }), (valid, changes) => {
        const block = structuredClone(valid);
        for (const each of changes) mutate(block, each);
        if (!pulseBlock.read(block).ok) return;
        expect(validatePulse(withoutEmpty(block))).toEqual([]);
      }),
      { numRuns: 700 },
    );
  });
});

/** Without keys that have no value; `equals: null` has one. */
function withoutEmpty(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withoutEmpty);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([name, each]) => (each ?? undefined) !== undefined || name === 'equals');
  return Object.fromEntries(entries.map(([name, each]) => [name, withoutEmpty(each)]));
}

describe('any damage to a Rover with secrets written out', () => {
  const text = `apiVersion: tcp.ei.telekom.de/v1
kind: Rover
spec:
  zone: z
  exposures:
    - basePath: /a/v1
      pulse:
        path: "/x?k=1"
        headers: { X-Api-Key: "canary-4711", Accept: 'canary-4711', X-B: canary-4711 }
        auth:
          basic:
            username: canary-4711
            password: canary-4711
        body: |
          canary-4711
`;

  it('is told without repeating one', () => {
    const edit = fc.record({
      at: fc.nat(text.length - 1),
      cut: fc.nat(6),
      put: fc.constantFrom('', '"', "'", ':', ': ', '\n', '  ', '*', '&', '!', '@', '`', '%', '{', '}', '[', ']', ',', '#', '|', '>', '- ', '\t', '\\', '? '),
    });
    fc.assert(
      fc.property(fc.array(edit, { maxLength: 3 }), (edits) => {
        const damaged = edits.reduce((whole, { at, cut, put }) => whole.slice(0, at) + put + whole.slice(at + cut), text);
        const result = ROVER_YAML_OF_ALL_KINDS.read(Buffer.from(damaged));
        if (!result.ok) expect(JSON.stringify(result.problems)).not.toContain("4711");
      }),
      { numRuns: 700 },
    );
  });
});
