import { inspect } from 'node:util';
import { describe, expect, it } from '@jest/globals';
import { pulseBlock } from '../../../../test/support/pulse-declarations.js';
import type { BasePath } from '../../../catalogue/base-path.js';
import type { PulseDeclaration } from '../pulse-declaration.js';
import { parseHostRule } from '../../../platform/egress/host-rule.js';
import { Secret } from '../../../platform/settings/secret.js';
import type { Trust } from '../trust.js';
import { SecretLedger } from './secret-ledger.js';
import { TargetCompiler, type TargetRules } from './target-compiler.js';

const basePath = '/eni/echo/v1' as BasePath;
const listed = parseHostRule('*.example.com');
const someTrust = (): Trust => ({ hasCertificate: true, context: () => undefined });
const [TEAM, ZONE1, ELSEWHERE] = [someTrust(), someTrust(), someTrust()];
const SECRETS = [
  { name: 'echo-key', value: Secret.of('canary-secret'), basePaths: ['/eni/*'] },
  { name: 'foreign', value: Secret.of('canary-secret'), basePaths: ['/eni-evil/*', '/eni/echo/v1/below'] },
  { name: 'echo-client', trust: TEAM, basePaths: ['/eni/*'] },
  { name: 'foreign-client', trust: TEAM, basePaths: ['/eni-evil/*'] },
];
const RULES: TargetRules = {
  gateways: new Map([
    ['default', new URL('https://gateway.example.com')],
    ['zone1', new URL('http://127.0.0.1:8000/edge/')],
  ]),
  allowed: { hosts: listed.ok ? [listed.value] : [], networks: [] },
  secrets: new SecretLedger(SECRETS),
  freshConnection: false,
  mark: 'pulse',
  intervalMs: 15_000,
  timeoutMs: 5_000,
  requestsPerSecondPerTarget: 1,
  coveredMs: 290_000,
};

interface Over {
  readonly zone?: string;
  readonly rules?: Partial<TargetRules>;
}

function compiled(pulse: Partial<PulseDeclaration>, { zone, rules }: Over = {}) {
  const compiler = new TargetCompiler({ ...RULES, ...rules });
  return compiler.compile({
    basePath,
    declaredBy: 'rovers/a.yaml',
    ...(zone !== undefined && { zone }),
    blocks: { pulse: pulseBlock(pulse) },
  });
}

function targetOf(pulse: Partial<PulseDeclaration>, over?: Over) {
  const found = compiled(pulse, over);
  if (!found?.ok) throw new Error(`refused: ${JSON.stringify(found)}`);
  return found.target;
}

describe('TargetCompiler', () => {
  it('makes nothing of a declaration without a pulse block', () => {
    expect(new TargetCompiler(RULES).compile({ basePath, declaredBy: 'settings' })).toBeUndefined();
  });

  it.each<[string, Partial<PulseDeclaration>, string | undefined, string]>([
    ['the base path itself', {}, undefined, 'https://gateway.example.com/eni/echo/v1'],
    ['a path below it', { path: '/health?deep=1' }, undefined, 'https://gateway.example.com/eni/echo/v1/health?deep=1'],
    [
      'the gateway of the zone, below its own path',
      { path: '/health' },
      'zone1',
      'http://127.0.0.1:8000/edge/eni/echo/v1/health',
    ],
    ['the default gateway for a zone that has none', {}, 'zone9', 'https://gateway.example.com/eni/echo/v1'],
    [
      'an absolute address below a listed host',
      { path: 'https://api.example.com/health' },
      'zone9',
      'https://api.example.com/health',
    ],
  ])('asks %s', (_, pulse, zone, url) => {
    expect(targetOf(pulse, zone === undefined ? {} : { zone }).request.url.href).toBe(url);
  });

  it.each<[string, Partial<PulseDeclaration>, boolean, string]>([
    ['enabled: false', { enabled: false }, true, 'PulseDisabled'],
    ['a path that leaves the base path', { path: '/../admin' }, false, 'PATH'],
    ['an absolute address of a host that is not listed', { path: 'https://evil.net/' }, false, 'SUFFIX'],
    ['an absolute address by number', { path: 'http://169.254.169.254/latest' }, false, 'IP_LITERAL'],
    ['a POST to an absolute address', { path: 'https://api.example.com/', method: 'POST' }, false, 'METHOD'],
    ['a secret that is not there', { headers: [['X-Key', { secretRef: 'nope' }]] }, false, 'SecretUnknown'],
    ['a secret of others', { headers: [['X-Key', { secretRef: 'foreign' }]] }, false, 'SecretNotYours'],
    [
      'a password of others',
      { auth: { kind: 'basic', username: 'u', password: { secretRef: 'foreign' } } },
      false,
      'SecretNotYours',
    ],
    ['a client certificate of others', { tls: { secretRef: 'foreign-client' } }, false, 'SecretNotYours'],
    ['a client certificate that is a text', { tls: { secretRef: 'echo-key' } }, false, 'SecretUnknown'],
    [
      'a text that is a client certificate',
      { headers: [['X-Key', { secretRef: 'echo-client' }]] },
      false,
      'SecretUnknown',
    ],
    ['a token that is not there', { auth: { kind: 'bearer', token: { secretRef: 'nope' } } }, false, 'SecretUnknown'],
    [
      'a token address that is not listed',
      {
        auth: {
          kind: 'oauth2',
          tokenUrl: 'https://evil.net/token',
          clientId: 'c',
          clientSecret: { secretRef: 'echo-key' },
        },
      },
      false,
      'SUFFIX',
    ],
  ])('refuses %s, and says why in words', (_, pulse, accepted, reason) => {
    const found = compiled(pulse);
    const message = expect.stringMatching(/\S \S/);
    expect(found).toEqual({ ok: false, refusal: expect.objectContaining({ accepted, reason, message }) });
  });

  it.each<[string, Partial<PulseDeclaration>]>([
    ['pulse.headers', { headers: [['X-Key', { secretRef: 'foreign' }]] }],
    ['pulse.tls', { tls: { secretRef: 'foreign-client' } }],
    ['pulse.auth.basic.password', { auth: { kind: 'basic', username: 'u', password: { secretRef: 'nope' } } }],
    ['pulse.auth.bearer.token', { auth: { kind: 'bearer', token: { secretRef: 'foreign' } } }],
    [
      'pulse.auth.oauth2.clientSecret',
      {
        auth: {
          kind: 'oauth2',
          tokenUrl: 'https://login.example.com/token',
          clientId: 'c',
          clientSecret: { secretRef: 'nope' },
        },
      },
    ],
  ])('says at which field a secret is refused: %s', (secretAt, pulse) => {
    expect(compiled(pulse)).toMatchObject({ ok: false, refusal: { secretAt } });
  });

  it('refuses a zone without a gateway where there is no default', () => {
    const gateways = new Map([['zone1', new URL('http://127.0.0.1:8000')]]);
    expect(compiled({}, { zone: 'zone2', rules: { gateways } })).toMatchObject({
      refusal: { reason: 'UnknownZone', message: 'the operator has set no gateway for the zone zone2' },
    });
    expect(compiled({}, { rules: { gateways } })).toMatchObject({ refusal: { reason: 'UnknownZone' } });
  });

  it.each<[string, Partial<PulseDeclaration>, string, unknown]>([
    ['for the zone', {}, 'zone1', ZONE1],
    ['for other zones', {}, 'default', ELSEWHERE],
    ['for the team, if its block says so', { tls: { secretRef: 'echo-client' } }, 'zone1', TEAM],
    ['for no gateway, at an absolute address', { path: 'https://api.example.com/' }, 'zone1', undefined],
    [
      'for the team, at an absolute address',
      { path: 'https://api.example.com/', tls: { secretRef: 'echo-client' } },
      'zone1',
      TEAM,
    ],
  ])('makes https with what the operator set %s', (_, pulse, zone, trust) => {
    const trustOf = (each: string) => (each === 'zone1' ? ZONE1 : ELSEWHERE);
    expect(targetOf(pulse, { zone, rules: { trustOf } }).request.trust).toBe(trust);
  });

  it('fills in secrets that were given to the base path, and never shows them', () => {
    const target = targetOf({
      headers: [
        ['Accept', 'text/plain'],
        ['X-Key', { secretRef: 'echo-key' }],
      ],
      auth: {
        kind: 'oauth2',
        tokenUrl: 'https://login.example.com/token',
        clientId: 'c',
        clientSecret: { secretRef: 'echo-key' },
        scope: 'a b',
      },
    });
    const { headers, auth } = target.request;
    expect((headers['X-Key'] as Secret).reveal()).toBe('canary-secret');
    expect(auth).toMatchObject({ kind: 'oauth2', clientId: 'c', scope: 'a b' });
    expect(inspect(target, { depth: 9 }) + JSON.stringify(target)).not.toContain('canary-secret');
  });

  it.each<[string, Partial<PulseDeclaration>, Partial<TargetRules>, number[]]>([
    ["the source's own pace", {}, {}, [15_000, 5_000, 0]],
    ['the pace of the block', { intervalMs: 60_000, timeoutMs: 2_000, retries: 3 }, {}, [60_000, 2_000, 3]],
    ['a time-out that fits a shorter interval', { intervalMs: 5_000 }, {}, [5_000, 4_000, 0]],
    ['never so slow that a window has no probe', { intervalMs: 300_000 }, {}, [285_000, 5_000, 0]],
    ['the window of a small installation', { intervalMs: 60_000 }, { coveredMs: 25_000 }, [20_000, 5_000, 0]],
    [
      'a time-out as long as the window',
      { intervalMs: 60_000, timeoutMs: 30_000 },
      { coveredMs: 20_000 },
      [5_000, 15_000, 0],
    ],
    ['a window of one bucket', {}, { coveredMs: 0 }, [5_000, 5_000, 0]],
    [
      'no more attempts than the budget of a target allows',
      { intervalMs: 5_000, retries: 3 },
      { requestsPerSecondPerTarget: 0.4 },
      [5_000, 4_000, 1],
    ],
    [
      'no more probes than the budget of a target allows',
      { intervalMs: 5_000 },
      { requestsPerSecondPerTarget: 0.1 },
      [10_000, 4_000, 0],
    ],
  ])('keeps %s', (_, pulse, rules, expected) => {
    const { intervalMs, request } = targetOf(pulse, { rules });
    expect([intervalMs, request.timeoutMs, request.retries]).toEqual(expected);
  });

  it.each([
    ['zone1', {}, 'zone1'],
    ['elsewhere', {}, 'default'],
    ['constructor', {}, 'default'],
    ['zone1', { path: 'https://api.example.com/health' }, '(outside)'],
  ])('counts an exposure of %s with %j to the zone %s of the settings', (zone, pulse, expected) => {
    expect(targetOf(pulse, { zone }).zone).toBe(expected);
  });

  it('knows two declarations that ask for the same thing, and those that do not', () => {
    const [one, same, other] = [targetOf({}), targetOf({}), targetOf({ path: '/health' })];
    expect(one.fingerprint).toBe(same.fingerprint);
    expect(one.fingerprint).not.toBe(other.fingerprint);
    expect(targetOf({}, { zone: 'zone1' }).fingerprint).not.toBe(one.fingerprint);
  });
});
