import { describe, expect, it } from '@jest/globals';
import type { Exposed } from '../../../../test/support/pulse-declarations.js';
import { A, begin, gaps, many } from '../../../../test/support/pulse-source.js';
import {
  ANSWERS,
  FAILS,
  hangs,
  REFUSES,
  type ScriptedCanary,
  type ScriptedProbe,
} from '../../../../test/support/scripted-prober.js';
import type { BasePath } from '../../../catalogue/base-path.js';
import type { ProbeRequest } from '../probe-request.js';
import { PulseSettings } from '../pulse.settings.js';

describe('PulseSource, checking itself first', () => {
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
    ['is not HTTP', { outcome: 'bad-data', cause: 'parse' }],
    ['was forbidden by the guard', { outcome: 'blocked', cause: 'blocked', detail: 'the address is denied' }],
    ['could not be authenticated', { outcome: 'no-response', cause: 'auth' }],
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

  it('records no failure of an address outside while no gateway can be reached either', async () => {
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

  it('records a failure of an address outside that gives no answer while a gateway can be reached', async () => {
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

  it('stays suspect while the canary is not healthy, although targets answer again', async () => {
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
      const suspected = (): string[] => [
        ...new Set(scene.sink.faults.flatMap(({ about }) => (about ?? ['all']).map((each) => each.split('/')[1]!))),
      ];
      const failing = (): string[] => [
        ...new Set(scene.sink.samples.filter((each) => each.failures > 0).map((each) => each.basePath.split('/')[1]!)),
      ];
      return { ...scene, lost, suspected, failing };
    }

    it.each([
      ['the smaller', { default: 60, zone1: 20 }],
      ['the greater', { default: 20, zone1: 60 }],
    ])('suspects %s one whose gateway is lost, and leaves the other alone', async (_, sizes) => {
      const { clock, lost, sink, suspected, failing, errors, metric } = await beginZones(sizes);
      const recorded = sink.samples.length;
      lost.add('one');
      await clock.advance(60_000);
      expect([suspected(), failing()]).toEqual([['zone1'], []]);
      expect(errors()).toEqual([expect.stringContaining('"zone":"zone1"')]);
      expect(await metric('heartbeat_pulse_suspect')).toEqual([
        'heartbeat_pulse_suspect{source="pulse",zone="default"} 0',
        'heartbeat_pulse_suspect{source="pulse",zone="zone1"} 1',
      ]);
      const since = sink.samples.slice(recorded).filter((each) => each.basePath.startsWith('/default/'));
      expect(since.map((each) => each.requests)).toEqual(Array(sizes.default * 4).fill(1));
    });

    it('suspects a lost zone although what the operator named for the canary answers, and its gateway takes connections', async () => {
      const { clock, lost, canary, suspected, failing } = await beginZones({ default: 60, zone1: 20 });
      canary.reaches = true;
      lost.add('one');
      await clock.advance(40_000);
      expect(suspected()).toEqual(['zone1']);
      await clock.advance(120_000);
      expect(failing().filter((each) => each !== 'zone1')).toEqual([]);
    });

    it('trusts a zone again when its own gateway can be reached again, independently of the others', async () => {
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

    it('records no failure in a zone of two that cannot be reached, and suspects it only together with most of all', async () => {
      const { clock, lost, sink, suspected, failing } = await beginZones({ default: 10, zone1: 2 });
      lost.add('one');
      await clock.advance(60_000);
      expect([suspected(), failing(), sink.faults]).toEqual([[], [], []]);
      lost.add('gateway');
      await clock.advance(30_000);
      expect([suspected().toSorted(), failing()]).toEqual([['default', 'zone1'], []]);
    });

    it('suspects addresses outside as a group of their own', async () => {
      const allow = Object.assign(new PulseSettings().allow, { hosts: ['*.example.com'] });
      const { clock, catalogue, lost, suspected, failing, metric } = await beginZones({ default: 20 }, { allow });
      const outside = ['a', 'b', 'c'].map((name) => [`/out/${name}`, { path: `https://${name}.example.com/` }]);
      catalogue.exposeIn({ default: { ...named('default', 20), ...Object.fromEntries(outside) } });
      await clock.advance(30_000);
      for (const name of ['a', 'b', 'c']) lost.add(`${name}.example.com`);
      await clock.advance(120_000);
      expect(suspected()).toEqual(['out']);
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

    it('makes a target suspect that joins a lost zone, and trusts it again when it leaves', async () => {
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
