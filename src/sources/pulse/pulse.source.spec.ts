import { describe, expect, it } from '@jest/globals';
import { A, begin, gaps, many } from '../../../test/support/pulse-source.js';
import { ANSWERS, FAILS, hangs } from '../../../test/support/scripted-prober.js';
import type { BasePath } from '../../catalogue/base-path.js';
import type { PulseDeclaration } from './pulse-declaration.js';
import { Secret } from '../../platform/settings/secret.js';
import type { PulseSettings } from './pulse.settings.js';

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
    ['every 100 ms', 100, 0, {}],
    ['every 100 ms, each probe takes 700 ms', 100, 700, {}],
    ['every 2 s', 2_000, 0, {}],
    ['every 2 s, each probe takes 4 s', 2_000, 4_000, {}],
    ['every 2 s, each to another interval', 2_000, 0, { intervalMs: 30_000 }],
  ])(
    'is not held up by edits %s, and brings one probe forward in an interval at most',
    async (_, everyMs, afterMs, at) => {
      const { clock, catalogue, prober, sink } = await begin({ [A]: {} }, { answer: () => ({ ...ANSWERS, afterMs }) });
      await clock.advance(30_000);
      const before = prober.timesOf(A).length;
      const path = (edit: number): string => `/health?edit=${edit}`;
      for (let edit = 0; edit < 60_000 / everyMs; edit++) {
        catalogue.expose({ [A]: { path: path(edit), ...(edit % 2 === 0 && at) } });
        await clock.advance(everyMs);
      }
      await clock.advance(afterMs);
      const times = prober.asked.map(({ atMs }) => atMs);
      // Four by the old schedule, and one at most for each of the four intervals.
      expect(times.length - before).toBeGreaterThanOrEqual(4);
      expect(times.length - before).toBeLessThanOrEqual(8);
      expect(Math.max(...gaps(times))).toBeLessThanOrEqual(15_100);
      expect(sink.samples.length).toBe(times.length);
      expect(prober.mostUnderWay).toBe(1);
    },
  );

  it('goes on with the probe under way when it is edited, and asks as the edit says from then on', async () => {
    const { clock, catalogue, prober, sink } = await begin(
      { [A]: {} },
      { answer: () => ({ ...FAILS, afterMs: 3_000 }) },
    );
    while (prober.underWay === 0) await clock.advance(25);
    catalogue.expose({ [A]: { path: '/health' } });
    await clock.advance(3_000);
    expect([prober.timesOf(A).length, sink.samples.length]).toEqual([1, 1]);
    await clock.advance(15_000);
    expect([prober.timesOf(A).length, prober.timesOf(`${A}/health`).length]).toEqual([1, 1]);
    catalogue.expose({});
    expect(prober.mostUnderWay).toBe(1);
  });

  it('gives the probe under way up when an edit leads to another place', async () => {
    const gateways = new Map([
      ['default', 'http://gateway:8000'],
      ['other', 'http://other:8000'],
    ]);
    const { clock, catalogue, prober, sink } = await begin(
      { [A]: {} },
      { answer: () => ({ ...FAILS, afterMs: 3_000 }), settings: { gateways } },
    );
    while (prober.underWay === 0) await clock.advance(25);
    catalogue.expose({ [A]: {} }, 'other');
    await clock.advance(3_000);
    expect([sink.samples.length, prober.asked.map(({ request }) => request.url.host)]).toEqual([
      0,
      ['gateway:8000', 'other:8000'],
    ]);
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
    const { stop, clock, prober, running, context } = await begin({ [A]: {} }, { answer: hangs });
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
    expect(lines().slice(60)).toEqual([expect.stringContaining('"unlogged":40')]);
  });
});

describe('PulseSource, without a client certificate that is asked for', () => {
  it('counts nothing, and says why, in the condition, and once in the log', async () => {
    const { clock, sink, condition, context, metric } = await begin(
      { [A]: {} },
      { answer: () => ({ outcome: 'no-response', cause: 'auth', detail: 'a client certificate is asked for' }) },
    );
    await clock.advance(60_000);
    expect(sink.samples).toEqual([]);
    expect(condition(A)).toMatchObject({
      accepted: true,
      lastProbe: { outcome: 'unobserved', detail: 'a client certificate is asked for' },
    });
    const lines = context.log.lines.filter((line) => line.includes('could not authenticate'));
    expect(lines).toEqual([expect.stringMatching(/"zone":"default","basePath":"\/eni\/a\/v1".*is asked for/)]);
    expect(await metric('heartbeat_pulse_observations_total')).toEqual([
      'heartbeat_pulse_observations_total{source="pulse",outcome="unobserved"} 4',
    ]);
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

  it('keeps the slot of a target with long answers while no other needs it', async () => {
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

  it('slows down a target that asks for it by Retry-After, lowers the minimum of evidence, and says so', async () => {
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
  it('stops at once while evidence ages, and goes on without a burst', async () => {
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
