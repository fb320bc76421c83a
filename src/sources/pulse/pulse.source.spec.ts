import { afterEach, describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { PulseCatalogue, type Exposed } from '../../../test/support/pulse-declarations.js';
import { RecordingSink } from '../../../test/support/recording-sink.js';
import {
  ANSWERS,
  FAILS,
  hangs,
  REFUSES,
  ScriptedCanary,
  ScriptedProber,
  type ScriptedProbe,
} from '../../../test/support/scripted-prober.js';
import { sourceContext } from '../../../test/support/source-context.js';
import type { BasePath } from '../../apis/base-path.js';
import type { PulseDeclaration } from '../../apis/pulse-declaration.js';
import { Secret } from '../../platform/settings/secret.js';
import type { ProbeRequest } from './probing/probe-request.js';
import { PulseSettings } from './pulse.settings.js';
import { PulseSource } from './pulse.source.js';

let stop = new AbortController();
afterEach(() => stop.abort());

interface Over {
  readonly settings?: Partial<PulseSettings>;
  readonly answer?: (request: ProbeRequest) => ScriptedProbe;
}

async function begin(exposed: Exposed, { settings = {}, answer }: Over = {}) {
  stop = new AbortController();
  const clock = new ManualClock();
  const catalogue = new PulseCatalogue(exposed);
  const allowed = { now: true };
  const context = sourceContext([], { clock, catalogue, probingAllowed: () => allowed.now });
  const prober = new ScriptedProber(clock, answer);
  const canary = new ScriptedCanary(clock);
  const given = { name: 'pulse', gateways: new Map([['default', 'http://gateway:8000']]), ...settings };
  const source = new PulseSource(Object.assign(new PulseSettings(), given), context, () => ({
    prober,
    canary,
    close: () => prober.close(),
  }));
  const sink = new RecordingSink();
  const running = source.run(sink, stop.signal);
  // Its first turn is over before the clock moves.
  await clock.advance(0);
  const metric = async (name: string): Promise<string[]> => {
    const page = await context.metrics.getSingleMetricAsString(name);
    return page.split('\n').filter((line) => !line.startsWith('#') && line !== '');
  };
  const condition = (basePath: string) =>
    context.exposures.conditions(catalogue.current().declarations.get(basePath as BasePath)!)[0];
  const errors = (): string[] => context.log.lines.filter((line) => /^(?:error|warn)/.test(line));
  return {
    clock,
    catalogue,
    context,
    allowed,
    prober,
    canary,
    sink,
    running: { promise: running },
    metric,
    condition,
    errors,
  };
}

const A = '/eni/a/v1';
const gaps = (times: readonly number[]): number[] => times.slice(1).map((each, index) => each - times[index]!);
const many = (count: number, over: Partial<PulseDeclaration> = {}): Exposed =>
  Object.fromEntries(Array.from({ length: count }, (_, index) => [`/eni/api-${index}/v1`, over]));

describe('PulseSource, acting on declarations', () => {
  it('asks what opted in at its place in the interval, records each answer and announces the pace', async () => {
    const { clock, prober, sink } = await begin({ [A]: {}, '/eni/not/v1': undefined });
    await clock.advance(60_000);
    const times = prober.timesOf(A);
    expect(times.length).toBe(4);
    expect(new Set(gaps(times))).toEqual(new Set([15_000]));
    expect(prober.asked.map((each) => each.path)).toEqual(Array(4).fill(A));
    expect(sink.samples).toEqual(
      times.map((atMs) => ({ basePath: A, atMs: Date.UTC(2026, 0, 1) + atMs, requests: 1, failures: 0 })),
    );
    expect([...sink.paces]).toEqual([[A, { intervalMs: 15_000, timeoutMs: 5_000 }]]);
  });

  it('announces the pace with each answer: the window may have let the base path go and taken it up again', async () => {
    const { clock, sink } = await begin({ [A]: {} });
    sink.pace(A as BasePath, undefined);
    await clock.advance(15_000);
    expect(sink.paces.get(A as BasePath)).toEqual({ intervalMs: 15_000, timeoutMs: 5_000 });
  });

  it('asks the path of the block with its method, headers and time-out', async () => {
    const block = { path: '/health?deep=1', method: 'HEAD', intervalMs: 5_000, timeoutMs: 400 } as const;
    const { clock, prober } = await begin({ [A]: { ...block, headers: [['Accept', 'text/plain']] } });
    await clock.advance(5_000);
    const { url, method, headers, timeoutMs } = prober.asked[0]!.request;
    expect([url.href, method, headers, timeoutMs]).toEqual([
      `http://gateway:8000${A}/health?deep=1`,
      'HEAD',
      { Accept: 'text/plain', 'X-Heartbeat-Pulse': 'pulse' },
      400,
    ]);
  });

  it('spreads the first probes over the interval', async () => {
    const { clock, prober } = await begin(many(600));
    await clock.advance(15_000);
    const perSecond = Array<number>(15).fill(0);
    for (const { atMs } of prober.asked) perSecond[Math.min(14, Math.floor(atMs / 1_000))]!++;
    expect(Math.max(...perSecond)).toBeLessThan(80);
    expect(Math.min(...perSecond)).toBeGreaterThan(15);
  });

  it('takes an edit over within two seconds, and leaves the places of all others alone', async () => {
    const exposed = many(20);
    const { clock, catalogue, prober } = await begin(exposed);
    await clock.advance(40_000);
    const before = prober.asked.length;
    catalogue.expose({ ...exposed, '/eni/api-3/v1': { path: '/health' } });
    await clock.advance(2_000);
    expect(prober.timesOf('/eni/api-3/v1/health').length).toBe(1);
    await clock.advance(30_000);
    expect(prober.asked.length).toBeGreaterThan(before);
    for (const path of Object.keys(exposed).filter((each) => each !== '/eni/api-3/v1'))
      expect(new Set(gaps(prober.timesOf(path)))).toEqual(new Set([15_000]));
  });

  it.each([
    ['its Rover is withdrawn', {}],
    ['it says enabled: false', { [A]: { enabled: false } }],
  ])('stops at once when %s, drops what is under way, and takes the pace back', async (_, after) => {
    const { clock, catalogue, prober, sink } = await begin(
      { [A]: {} },
      { answer: () => ({ ...FAILS, afterMs: 3_000 }) },
    );
    while (prober.underWay === 0) await clock.advance(25);
    catalogue.expose(after);
    await clock.advance(60_000);
    expect([prober.asked.length, sink.samples, [...sink.paces]]).toEqual([1, [], []]);
  });

  it('asks, but records nothing, where the block says record: false', async () => {
    const { clock, prober, sink } = await begin({ [A]: { record: false } });
    await clock.advance(60_000);
    expect([prober.asked.length, sink.samples, [...sink.paces]]).toEqual([4, [], []]);
  });

  it('resolves soon after the abort, with everything closed', async () => {
    const { clock, prober, running, context } = await begin({ [A]: {} }, { answer: hangs });
    while (prober.underWay === 0) await clock.advance(25);
    stop.abort();
    await expect(running.promise).resolves.toBeUndefined();
    expect([prober.closed, prober.underWay]).toEqual([true, 0]);
    const { declarations } = context.catalogue.current();
    expect(context.exposures.conditions(declarations.get(A as BasePath)!)).toEqual([]);
  });
});

describe('PulseSource, refusing secrets', () => {
  const settings = {
    secrets: [{ name: 'others-key', value: Secret.of('canary-secret'), basePaths: ['/others/*'] }],
  } as Partial<PulseSettings>;
  const naming = (secretRef: string): Partial<PulseDeclaration> => ({
    auth: { kind: 'bearer', token: { secretRef } },
  });

  it('says the same of a secret of others and of one that is not there, and names neither', async () => {
    const { condition, metric } = await begin(
      { [A]: naming('others-key'), '/eni/b/v1': naming('no-key') },
      { settings },
    );
    expect(condition(A)).toEqual(condition('/eni/b/v1'));
    expect(condition(A)).toEqual({
      source: 'pulse',
      accepted: false,
      reason: 'SecretRefused',
      message: 'the operator gave this base path no secret of the name at pulse.auth.bearer.token',
    });
    expect(await metric('heartbeat_pulse_exposures')).toContain(
      'heartbeat_pulse_exposures{source="pulse",cause="SecretRefused"} 2',
    );
  });

  it('tells the operator which it is, once for each version of an exposure', async () => {
    const { clock, condition, context } = await begin(
      { [A]: naming('others-key'), '/eni/b/v1': naming('no-key') },
      { settings },
    );
    for (let read = 0; read < 5; read++) condition(A);
    await clock.advance(5_000);
    const lines = context.log.lines.filter((line) => line.startsWith('warn exposure was refused a secret'));
    expect(lines).toEqual([
      expect.stringMatching(/"basePath":"\/eni\/a\/v1".*"reason":"SecretNotYours".*others-key/),
      expect.stringMatching(/"basePath":"\/eni\/b\/v1".*"reason":"SecretUnknown".*no-key/),
    ]);
  });

  it('tells sixty a minute, and how many it did not tell', async () => {
    const { clock, catalogue, context } = await begin(many(100, naming('no-key')), { settings });
    const lines = (): string[] => context.log.lines.filter((line) => line.includes('refused a secret'));
    expect(lines().length).toBe(60);
    await clock.advance(60_000);
    catalogue.expose({ [A]: naming('no-key') });
    await clock.advance(1_000);
    expect(lines().slice(60)).toEqual([expect.stringContaining('"untold":40')]);
  });
});

describe('PulseSource, in its schedule', () => {
  it('never has two probes of one target under way, and skips and counts what it cannot keep', async () => {
    const { clock, prober, metric } = await begin(
      { [A]: { intervalMs: 5_000 } },
      { answer: () => ({ ...ANSWERS, afterMs: 12_000 }) },
    );
    await clock.advance(60_000);
    expect(prober.mostUnderWay).toBe(1);
    expect(gaps(prober.timesOf(A)).every((each) => each === 15_000)).toBe(true);
    expect(await metric('heartbeat_pulse_skipped_probes_total')).toEqual([
      expect.stringMatching(/cause="in-flight"\} [6-9]$/),
    ]);
  });

  it('keeps the others on time while a fifth of the targets hang, with less room than those would take', async () => {
    const hanging = (path: string): boolean => Number(/\d+/.exec(path)![0]) % 5 === 0;
    const { clock, prober } = await begin(many(500), {
      settings: { concurrency: 40, perHost: 40 },
      answer: (request) => (hanging(request.url.pathname) ? hangs(request) : ANSWERS),
    });
    await clock.advance(60_000);
    prober.asked.length = 0;
    await clock.advance(30_000);
    const answering = prober.asked.filter(({ path }) => !hanging(path));
    expect(answering.length).toBe(800);
    expect(prober.mostUnderWay).toBeLessThanOrEqual(40);
  });

  it('finds out who hangs while the others stay on time, from the start and with few turns', async () => {
    const hanging = (path: string): boolean => Number(/\d+/.exec(path)![0]) % 5 === 0;
    const { clock, prober, metric } = await begin(many(1_500), {
      settings: { concurrency: 60, perHost: 30 },
      answer: (request) => (hanging(request.url.pathname) ? hangs(request) : { ...ANSWERS, afterMs: 5 }),
    });
    await clock.advance(60_000);
    const answering = prober.asked.filter(({ path }) => !hanging(path));
    expect(answering.length).toBe(4_800);
    expect(prober.mostUnderWay).toBeLessThanOrEqual(30);
    const [gaveWay] = (await metric('heartbeat_pulse_skipped_probes_total')).filter((line) =>
      line.includes('gave-way'),
    );
    expect(Number(gaveWay!.split(' ').at(-1))).toBeGreaterThan(100);
  });

  it('lets a target of long answers keep its turn where nobody needs it', async () => {
    const { clock, sink } = await begin({ [A]: {} }, { answer: () => ({ ...ANSWERS, afterMs: 4_900 }) });
    await clock.advance(61_000);
    expect(sink.samples.length).toBe(4);
  });

  it('does not burst after a pause, and drops what was under way', async () => {
    const { clock, prober, sink, errors, metric } = await begin(many(100), {
      answer: () => ({ ...ANSWERS, afterMs: 100 }),
    });
    await clock.advance(30_000);
    const [asked, recorded] = [prober.asked.length, sink.samples.length];
    clock.stepWall(3_600_000);
    await clock.advance(25);
    expect(sink.samples.length).toBe(recorded);
    await clock.advance(1_000);
    expect(prober.asked.length - asked).toBeLessThan(20);
    expect(errors()).toEqual([expect.stringContaining('process was paused')]);
    await clock.advance(15_000);
    expect(sink.samples.length).toBeGreaterThan(recorded + 90);
    expect(await metric('heartbeat_pulse_skipped_probes_total')).toEqual([]);
  });

  it('keeps to the budget of requests in all', async () => {
    const { clock, prober, metric } = await begin(many(600, { intervalMs: 5_000 }), {
      settings: { requestsPerSecond: 50 },
    });
    await clock.advance(20_000);
    expect(prober.asked.length).toBeLessThanOrEqual(1_005);
    expect(prober.asked.length).toBeGreaterThan(900);
    const [waits] = await metric('heartbeat_pulse_budget_waits_total');
    expect(Number(waits!.split(' ').at(-1))).toBeGreaterThan(100);
  });

  it('slows down who asks for it by Retry-After, lets the minimum of evidence follow, and says so', async () => {
    let busy = true;
    const { clock, prober, sink, condition } = await begin(
      { [A]: {} },
      { answer: () => (busy ? { ...ANSWERS, status: 429, retryAfterMs: 50_000 } : ANSWERS) },
    );
    await clock.advance(15_000);
    expect(sink.paces.get(A as BasePath)).toEqual({ intervalMs: 60_000, timeoutMs: 5_000 });
    expect(condition(A)).toMatchObject({ accepted: true, message: expect.stringContaining('every 1m') });
    await clock.advance(60_000);
    expect(gaps(prober.timesOf(A))).toEqual([60_000]);
    busy = false;
    await clock.advance(600_000);
    expect(gaps(prober.timesOf(A)).at(-1)).toBe(15_000);
    expect(sink.paces.get(A as BasePath)).toEqual({ intervalMs: 15_000, timeoutMs: 5_000 });
    expect(condition(A)).not.toHaveProperty('message');
  });
});

describe('PulseSource, when probing is switched off', () => {
  it('stops at once and lets evidence age, and goes on without a burst', async () => {
    const { clock, allowed, prober, sink, condition } = await begin(many(100), {
      answer: () => ({ ...ANSWERS, afterMs: 100 }),
    });
    await clock.advance(30_000);
    allowed.now = false;
    await clock.advance(25);
    const [asked, recorded] = [prober.asked.length, sink.samples.length];
    await clock.advance(120_000);
    expect([prober.asked.length, sink.samples.length, prober.underWay]).toEqual([asked, recorded, 0]);
    expect(condition('/eni/api-1/v1')).toMatchObject({ accepted: true, reason: 'PulseSwitchedOff' });
    allowed.now = true;
    await clock.advance(1_000);
    expect(prober.asked.length - asked).toBeLessThan(20);
    await clock.advance(14_000);
    expect(prober.asked.length - asked).toBeGreaterThanOrEqual(99);
  });
});

describe('PulseSource, suspecting the observer first', () => {
  it('records an answer at once, a 5xx as a failure', async () => {
    const { clock, sink, canary } = await begin({ [A]: {} }, { answer: () => FAILS });
    await clock.advance(15_000);
    expect([sink.samples.map((each) => each.failures), canary.asked.length]).toEqual([[1], 0]);
  });

  it('records no response as a failure while the canary is healthy and another target answers', async () => {
    const { clock, sink, canary, condition } = await begin(many(4), {
      answer: ({ url }) => (url.pathname.startsWith('/eni/api-0/') ? REFUSES : ANSWERS),
    });
    await clock.advance(60_000);
    const failures = sink.samples.filter((each) => each.failures === 1);
    expect(failures.map((each) => each.basePath)).toEqual(Array(failures.length).fill('/eni/api-0/v1'));
    expect(failures.length).toBeGreaterThanOrEqual(3);
    expect(canary.asked.length).toBeGreaterThan(0);
    expect(condition('/eni/api-0/v1')?.lastProbe).toMatchObject({ outcome: 'failure', detail: REFUSES.detail });
  });

  it.each<[string, (canary: ScriptedCanary) => void]>([
    ['the canary is not healthy', (canary) => (canary.healthy = false)],
    ['the gateway cannot be reached', (canary) => (canary.reaches = false)],
  ])('records nothing when %s', async (_, upset) => {
    const { clock, sink, canary, condition } = await begin({ [A]: {} }, { answer: () => REFUSES });
    upset(canary);
    await clock.advance(60_000);
    expect([sink.samples, sink.faults]).toEqual([[], []]);
    expect(condition(A)?.lastProbe).toMatchObject({ outcome: 'unobserved' });
  });

  it('asks the canary at most once a second, however many do not answer', async () => {
    const { clock, canary } = await begin(many(400), { answer: REFUSES_HALF });
    await clock.advance(20_000);
    expect(canary.asked.length).toBeLessThanOrEqual(21);
    expect(canary.asked.length).toBeGreaterThan(10);
  });

  it.each<[string, ScriptedProbe]>([
    ['is no HTTP', { outcome: 'bad-data', cause: 'parse' }],
    ['was forbidden by the guard', { outcome: 'blocked', cause: 'blocked', detail: 'the address is denied' }],
    ['could not prove who it is', { outcome: 'no-response', cause: 'auth' }],
  ])('never records what %s', async (_, found) => {
    const { clock, sink, canary, condition } = await begin({ [A]: {} }, { answer: () => found });
    await clock.advance(60_000);
    expect([sink.samples, sink.faults, canary.asked]).toEqual([[], [], []]);
    expect(condition(A)?.lastProbe).toMatchObject({ outcome: 'unobserved' });
    if (found.outcome === 'blocked')
      expect(condition(A)).toMatchObject({
        accepted: false,
        reason: 'ADDRESS_DENIED',
        message: 'the address is denied',
      });
  });

  it('says once that it suspects itself when more than half of all are silent, and records no failure of theirs', async () => {
    let lost = false;
    const { clock, sink, canary, errors, metric } = await begin(many(100), {
      answer: () => (lost ? REFUSES : ANSWERS),
    });
    await clock.advance(60_000);
    lost = true;
    canary.reaches = false;
    await clock.advance(120_000);
    expect(sink.samples.filter((each) => each.failures > 0)).toEqual([]);
    expect(sink.faults).toEqual([expect.objectContaining({ code: 'prober-suspect', effect: 'suspect' })]);
    expect(errors()).toEqual([expect.stringContaining('error prober suspects itself')]);
    expect(await metric('heartbeat_pulse_suspect')).toEqual([
      'heartbeat_pulse_suspect{source="pulse",zone="default"} 1',
    ]);
    const kept = new Set(sink.samples.filter((each) => each.requests === 0).map((each) => each.basePath));
    expect(kept.size).toBe(100);
    expect(sink.expiries).toBe(0);
  });

  it('goes on saying so of every base path, however seldom it comes to ask them while they hang', async () => {
    let lost = false;
    const blocked = '/eni/blocked/v1';
    const { clock, sink, canary } = await begin(
      { ...many(100), [blocked]: {} },
      {
        settings: { concurrency: 8, perHost: 8 },
        answer: (request) => {
          if (request.url.pathname === blocked) return { outcome: 'blocked', cause: 'blocked' };
          return lost ? hangs(request) : ANSWERS;
        },
      },
    );
    await clock.advance(60_000);
    lost = true;
    canary.reaches = false;
    while (sink.faults.length === 0) await clock.advance(25);
    const { wallMs: beganMs } = clock.now();
    await clock.advance(120_000);
    const { wallMs: endMs } = clock.now();
    const lookedAt = Object.keys(many(100)).map((basePath) => {
      const times = sink.samples.filter((each) => each.basePath === basePath).map((each) => each.atMs);
      return Math.max(...gaps([beganMs, ...times.filter((atMs) => atMs >= beganMs), endMs]));
    });
    expect(Math.max(...lookedAt)).toBeLessThanOrEqual(10_000);
    expect(sink.samples.filter((each) => each.basePath === blocked)).toEqual([]);
  });

  it('holds no address outside to be down while no gateway can be reached either', async () => {
    const outside = Object.fromEntries(
      ['a', 'b', 'c'].map((name) => [`/out/${name}`, { path: `https://${name}.example.com/`, intervalMs: 6_000 }]),
    );
    let lost = false;
    const allow = Object.assign(new PulseSettings().allow, { hosts: ['*.example.com'] });
    const { clock, sink, canary } = await begin(
      { ...many(12, { intervalMs: 60_000 }), ...outside },
      { settings: { allow }, answer: () => (lost ? REFUSES : ANSWERS) },
    );
    const failing = (): number => sink.samples.filter((each) => each.failures > 0).length;
    await clock.advance(60_000);
    lost = true;
    canary.reaches = false;
    await clock.advance(60_000);
    // One signal for what lies on the gateway, one for the addresses outside.
    expect([failing(), sink.faults.length]).toEqual([0, 2]);
  });

  it('holds an address outside to be down that gives no answer while a gateway can be reached', async () => {
    const allow = Object.assign(new PulseSettings().allow, { hosts: ['*.example.com'] });
    const { clock, sink } = await begin(
      { ...many(5), '/out/a': { path: 'https://a.example.com/' } },
      { settings: { allow }, answer: ({ url }) => (url.hostname === 'a.example.com' ? REFUSES : ANSWERS) },
    );
    await clock.advance(60_000);
    const failing = sink.samples.filter((each) => each.failures > 0).map((each) => each.basePath);
    expect([...new Set(failing)]).toEqual(['/out/a']);
  });

  it('trusts itself again after two good rounds, and not sooner', async () => {
    let lost = true;
    const { clock, sink, canary, context } = await begin(many(100), { answer: () => (lost ? REFUSES : ANSWERS) });
    canary.reaches = false;
    await clock.advance(30_000);
    expect(sink.faults.length).toBe(1);
    lost = false;
    canary.reaches = true;
    await clock.advance(30_000);
    expect(sink.expiries).toBe(1);
    expect(context.log.lines.filter((line) => line.includes('trusts itself again')).length).toBe(1);
    expect(sink.faults.length).toBe(1);
  });

  it('stays in doubt while the canary is not healthy, although targets answer again', async () => {
    let lost = true;
    const { clock, sink, canary } = await begin(many(100), { answer: () => (lost ? REFUSES : ANSWERS) });
    canary.healthy = false;
    await clock.advance(30_000);
    lost = false;
    await clock.advance(60_000);
    expect(sink.expiries).toBe(0);
    expect(sink.samples.filter((each) => each.requests === 1).length).toBeGreaterThan(300);
    canary.healthy = true;
    await clock.advance(10_000);
    expect(sink.expiries).toBe(1);
  });

  it('records no failure of a probe that began while the canary was not well', async () => {
    const quick = '/eni/api-0/v1';
    const { clock, sink, canary, catalogue } = await begin(
      {},
      {
        answer: (request) => ({ ...hangs(request), afterMs: request.url.pathname === quick ? 1_000 : 19_000 }),
      },
    );
    canary.healthy = false;
    // Both are asked soon, and the canary is not well when the first of them gives up.
    catalogue.expose(many(2, { intervalMs: 60_000, timeoutMs: 20_000 }));
    await clock.advance(4_000);
    expect(canary.asked.length).toBe(1);
    canary.healthy = true;
    await clock.advance(18_000);
    expect(canary.asked.length).toBe(2);
    expect(sink.samples).toEqual([]);
  });

  it('trusts itself again although one of its gateways is gone for good', async () => {
    const zones = new Map([
      ['default', 'http://gateway:8000'],
      ['gone', 'http://gone:8000'],
    ]);
    let lost = true;
    const { clock, sink, canary, catalogue } = await begin(
      {},
      {
        settings: { gateways: zones },
        answer: ({ url }) => (lost || url.hostname === 'gone' ? REFUSES : ANSWERS),
      },
    );
    catalogue.exposeIn({ gone: many(30), default: Object.fromEntries(Object.entries(many(100)).slice(30)) });
    canary.unreachable = (gateway) => lost || gateway.hostname === 'gone';
    await clock.advance(60_000);
    expect([sink.faults.length, sink.expiries]).toEqual([2, 0]);
    lost = false;
    await clock.advance(60_000);
    expect([sink.faults.length, sink.expired.map((about) => about?.length)]).toEqual([2, [70]]);
    expect(sink.samples.filter((each) => each.failures > 0)).toEqual([]);
  });

  describe('of several zones', () => {
    const gateways = new Map([
      ['default', 'http://gateway:8000'],
      ['zone1', 'http://one:8000'],
    ]);
    const named = (name: string, count: number): Exposed =>
      Object.fromEntries(Array.from({ length: count }, (_, index) => [`/${name}/${index}`, {}]));

    /** Zones of so many targets each; those in `lost` are out of reach from when it is filled. */
    async function beginZones(sizes: Readonly<Record<string, number>>, over: Partial<PulseSettings> = {}) {
      const lost = new Set<string>();
      const scene = await begin(
        {},
        {
          settings: { gateways, ...over },
          answer: (request) => (lost.has(request.url.hostname) ? hangs(request) : ANSWERS),
        },
      );
      const zones = Object.entries(sizes).map(([zone, count]) => [zone, named(zone, count)] as const);
      scene.catalogue.exposeIn(Object.fromEntries(zones));
      scene.canary.unreachable = ({ hostname }) => lost.has(hostname);
      await scene.clock.advance(60_000);
      const doubted = (): string[] => [
        ...new Set(scene.sink.faults.flatMap(({ about }) => (about ?? ['all']).map((each) => each.split('/')[1]!))),
      ];
      const failing = (): string[] => [
        ...new Set(scene.sink.samples.filter((each) => each.failures > 0).map((each) => each.basePath.split('/')[1]!)),
      ];
      return { ...scene, lost, doubted, failing };
    }

    it.each([
      ['the smaller', { default: 60, zone1: 20 }],
      ['the greater', { default: 20, zone1: 60 }],
    ])('doubts %s one whose gateway is lost, and leaves the other alone', async (_, sizes) => {
      const { clock, lost, sink, doubted, failing, errors, metric } = await beginZones(sizes);
      const recorded = sink.samples.length;
      lost.add('one');
      await clock.advance(60_000);
      expect([doubted(), failing()]).toEqual([['zone1'], []]);
      expect(errors()).toEqual([expect.stringContaining('"zone":"zone1"')]);
      expect(await metric('heartbeat_pulse_suspect')).toEqual([
        'heartbeat_pulse_suspect{source="pulse",zone="default"} 0',
        'heartbeat_pulse_suspect{source="pulse",zone="zone1"} 1',
      ]);
      const since = sink.samples.slice(recorded).filter((each) => each.basePath.startsWith('/default/'));
      expect(since.map((each) => each.requests)).toEqual(Array(sizes.default * 4).fill(1));
    });

    it('doubts a lost zone although what the operator named for the canary answers, and its gateway takes connections', async () => {
      const { clock, lost, canary, doubted, failing } = await beginZones({ default: 60, zone1: 20 });
      canary.reaches = true;
      lost.add('one');
      await clock.advance(40_000);
      expect(doubted()).toEqual(['zone1']);
      await clock.advance(120_000);
      expect(failing().filter((each) => each !== 'zone1')).toEqual([]);
    });

    it('trusts a zone again when its own gateway can be reached again, whatever the others do', async () => {
      const { clock, lost, sink, context } = await beginZones({ default: 20, zone1: 20 });
      lost.add('one').add('gateway');
      await clock.advance(40_000);
      expect(context.log.lines.filter((line) => line.startsWith('error')).length).toBe(2);
      lost.delete('gateway');
      await clock.advance(40_000);
      expect(sink.expired.map((about) => about?.every((each) => each.startsWith('/default/')))).toEqual([true]);
      lost.delete('one');
      await clock.advance(40_000);
      expect(sink.expired.length).toBe(2);
    });

    it('holds nothing against a zone of two that cannot be reached, and doubts it only together with most of all', async () => {
      const { clock, lost, sink, doubted, failing } = await beginZones({ default: 10, zone1: 2 });
      lost.add('one');
      await clock.advance(60_000);
      expect([doubted(), failing(), sink.faults]).toEqual([[], [], []]);
      lost.add('gateway');
      await clock.advance(30_000);
      expect([doubted().toSorted(), failing()]).toEqual([['default', 'zone1'], []]);
    });

    it('doubts addresses outside as a group of their own', async () => {
      const allow = Object.assign(new PulseSettings().allow, { hosts: ['*.example.com'] });
      const { clock, catalogue, lost, doubted, failing, metric } = await beginZones({ default: 20 }, { allow });
      const outside = ['a', 'b', 'c'].map((name) => [`/out/${name}`, { path: `https://${name}.example.com/` }]);
      catalogue.exposeIn({ default: { ...named('default', 20), ...Object.fromEntries(outside) } });
      await clock.advance(30_000);
      for (const name of ['a', 'b', 'c']) lost.add(`${name}.example.com`);
      await clock.advance(120_000);
      expect(doubted()).toEqual(['out']);
      expect(failing().filter((each) => each !== 'out')).toEqual([]);
      expect(await metric('heartbeat_pulse_suspect')).toContain(
        'heartbeat_pulse_suspect{source="pulse",zone="(outside)"} 1',
      );
    });

    it('looks at fifty zones in one round at most, and comes to all of them', async () => {
      const names = Array.from({ length: 120 }, (_, index) => `zone${index}`);
      const all = new Map(names.map((name) => [name, `http://${name}:8000`]));
      const sizes = Object.fromEntries(names.map((name) => [name, 3]));
      const { clock, lost, canary, sink } = await beginZones(sizes, { gateways: all });
      for (const name of names) lost.add(name);
      await clock.advance(60_000);
      expect(sink.faults.length).toBe(120);
      // Fifty that cannot be reached take the canary as long as it waits for one.
      canary.answersAfterMs = 2_000;
      await clock.advance(20_000);
      const asked = canary.asked.length;
      await clock.advance(30_000);
      const zones = canary.asked.slice(asked).map(({ gateways: each }) => each);
      expect(Math.max(...zones.map((each) => each.size))).toBe(50);
      expect(new Set(zones.flatMap((each) => [...each])).size).toBe(120);
      lost.clear();
      await clock.advance(60_000);
      expect([sink.expired.length, sink.faults.length]).toEqual([120, 120]);
    });

    it('doubts what comes into a zone that is lost, and takes it back of what leaves it', async () => {
      const { clock, catalogue, lost, sink } = await beginZones({ default: 20, zone1: 20 });
      lost.add('one');
      await clock.advance(40_000);
      const moving = '/default/0' as BasePath;
      const others = Object.fromEntries(Object.entries(named('default', 20)).slice(1));
      catalogue.exposeIn({ default: others, zone1: { ...named('zone1', 20), [moving]: {} } });
      await clock.advance(25);
      expect(sink.faults.at(-1)).toMatchObject({ effect: 'suspect', about: [moving] });
      catalogue.exposeIn({ default: named('default', 20), zone1: named('zone1', 20) });
      await clock.advance(25);
      expect(sink.expired).toEqual([[moving]]);
    });
  });

  it('says how its targets failed where the canary has not answered yet', async () => {
    let lost = false;
    const { clock, sink, canary, context } = await begin(many(100), {
      answer: (request) => (lost ? hangs(request) : ANSWERS),
    });
    canary.answersAfterMs = 60_000;
    await clock.advance(60_000);
    lost = true;
    await clock.advance(40_000);
    expect(context.log.lines.filter((line) => line.startsWith('error'))).toEqual([
      expect.stringContaining('"found":"51 no answer in time"'),
    ]);
    expect(sink.faults[0]).toMatchObject({ detail: expect.stringContaining('no answer in time') });
  });

  it('forgets failures that wait for the canary when the process was paused', async () => {
    const { clock, sink, canary, condition } = await begin({ [A]: {} }, { answer: () => REFUSES });
    canary.answersAfterMs = 500;
    while (canary.asked.length === 0) await clock.advance(25);
    clock.stepWall(3_600_000);
    await clock.advance(2_000);
    expect(sink.samples).toEqual([]);
    expect(condition(A)).not.toHaveProperty('lastProbe');
  });

  it('publishes that all fail when the gateway really answers 503', async () => {
    const { clock, sink, errors } = await begin(many(100), { answer: () => FAILS });
    await clock.advance(15_000);
    expect([sink.samples.filter((each) => each.failures === 1).length, sink.faults, errors()]).toEqual([100, [], []]);
  });
});

/** So many that the canary has to be asked all the time, and too few for the mass rule. */
const REFUSES_HALF = ({ url }: ProbeRequest): ScriptedProbe =>
  Number(/\d+/.exec(url.pathname)![0]) % 5 < 2 ? REFUSES : ANSWERS;
