import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import {
  BUSY,
  ECHO,
  IDLE,
  problems,
  raccoonScene,
  START,
  totals,
  type Asked,
  type PlayedMonitoring,
} from '../../../test/support/raccoon-scene.js';
import type { RecordingSink } from '../../../test/support/recording-sink.js';
import type { ScriptedAnswer, ScriptedRequest } from '../../../test/support/scripted-http.js';
import { growing, storedGateway } from '../../../test/support/stored-gateway.js';

const NEVER = new AbortController().signal;
const EMPTY = { body: { status: 'success', data: { resultType: 'matrix', result: [] } } };
const REFUSED = { status: 422, body: { status: 'error' } };

/** Answers all requests of a kind so. */
const answering = (kind: Asked, answer: ScriptedAnswer) => (monitoring: PlayedMonitoring) =>
  void (monitoring.over[kind] = () => answer);
/** Answers samples with the truth, its text changed. */
const twisting = (twist: (body: string) => string) => (monitoring: PlayedMonitoring) =>
  void (monitoring.over['samples'] = (request) => ({ body: twist(JSON.stringify(monitoring.truth(request).body)) }));

describe('a good poll', () => {
  it('hands on what every mapped base path had, as of the newest sample', async () => {
    const { sink, end } = await raccoonScene();
    expect(problems(sink)).toEqual([]);
    // The window holds the whole buckets of the last 290 s: 2 requests a second, and a failure each 15 s.
    expect(totals(sink)).toEqual({ requests: 599, failures: 19, doubtful: 0 });
    expect(totals(sink, IDLE)).toEqual({ requests: 0, failures: 0, doubtful: 0 });
    const newestMs = (START - 20) * 1_000;
    expect(sink.completeMs).toBe(newestMs);
    for (const basePath of [ECHO, IDLE])
      expect(sink.samples.findLast((each) => each.basePath === basePath)?.atMs).toBe(newestMs);
    expect(new Set(sink.samples.map(({ basePath }) => basePath)).size).toBe(2);
    await end();
  });

  it('adds what each poll after it brings, and nothing twice', async () => {
    const { clock, sink, end } = await raccoonScene();
    const before = totals(sink);
    await clock.advance(60_000);
    const after = totals(sink);
    expect([after.requests - before.requests, after.failures - before.failures]).toEqual([124, 4]);
    expect(after.doubtful).toBe(0);
    await end();
  });

  it('asks everything for one and the same moment', async () => {
    const { clock, monitoring, end } = await raccoonScene();
    await clock.advance(15_000);
    expect([monitoring.moments('vital signs').at(-1), monitoring.moments('samples').at(-1)]).toEqual([0, 0]);
    await end();
  });

  it.each([
    [15_000, 5_000, -15],
    [7_000, 1_000, -7],
    [60_000, 20_000, -60],
    [1_000, 1_000, -1],
  ])('polling every %i ms with a lag of %i ms asks for a whole multiple', async (pollEveryMs, lagMs, moment) => {
    const { monitoring, end } = await raccoonScene({ settings: { pollEveryMs, lagMs } });
    expect(monitoring.moments('samples').at(-1)).toBe(moment);
    expect(((START + moment) * 1_000) % pollEveryMs).toBe(0);
    await end();
  });

  it('asks as far back as lag says, and counts the lag into the age', async () => {
    const { monitoring, sink, end } = await raccoonScene({ settings: { lagMs: 20_000 } });
    expect(monitoring.moments('samples').at(-1)).toBe(-30);
    expect(sink.completeMs).toBe((START - 35) * 1_000);
    await end();
  });

  it('is idle, not missing, when the counters stand still although samples are fresh', async () => {
    const { clock, sink, end } = await raccoonScene({
      prepare: ({ store }) => (store.series = storedGateway({ counts: { 'eni-echo-v1 200': () => 12 } })),
    });
    await clock.advance(30_000);
    expect(totals(sink)).toEqual({ requests: 0, failures: 0, doubtful: 0 });
    expect(sink.samples.at(-1)?.atMs).toBe((START + 10) * 1_000);
    expect(problems(sink)).toEqual([]);
    await end();
  });

  it('needs no scrape targets to be known', async () => {
    const { clock, sink, end } = await raccoonScene({
      prepare: ({ store }) => (store.series = storedGateway({ counts: BUSY, pushes: true })),
    });
    const before = totals(sink);
    await clock.advance(60_000);
    expect([totals(sink).requests - before.requests, problems(sink)]).toEqual([124, []]);
    await end();
  });

  it('says on its metrics what it read and what it left out', async () => {
    const { clock, metric, end } = await raccoonScene();
    await clock.advance(15_000);
    expect(await metric('heartbeat_source_reads_total')).toEqual({ good: 2 });
    expect(await metric('heartbeat_source_newest_evidence_timestamp_seconds')).toEqual({ '': START - 5 });
    expect(await metric('heartbeat_source_series')).toEqual({ '': 6 });
    expect(await metric('heartbeat_unmapped_series')).toEqual({ '': 1 });
    expect(await metric('heartbeat_source_requests')).toEqual({ excluded: 1, unclassified: 1, unattributed: 0 });
    expect(await metric('heartbeat_source_flavour_info')).toEqual({ 'Prometheus,2.53.0': 1 });
    await end();
  });

  it('names the flavour and undeclared names in the log, once', async () => {
    const { clock, log, end } = await raccoonScene();
    await clock.advance(60_000);
    const lines = log.lines.map((line) => line.replace(/ \{.*/, ''));
    expect(lines).toEqual(['info monitoring system recognised', 'info series belongs to no declared base path']);
    await end();
  });

  it.each(['-5', '9007199254740993', '1e300', '+Inf', '-Inf', '0x64'])(
    'spoils the base path whose value is no count (%s), and no other',
    async (value) => {
      const { clock, sink, metric, end } = await raccoonScene({
        prepare: ({ store }) =>
          (store.series = storedGateway({
            counts: { ...BUSY, 'eni-idle-v1 201': (seconds) => (seconds > START - 10 ? value : 3) },
          })),
      });
      const spoiled = () => sink.samples.flatMap((each) => (each.spoiled === true ? [each.basePath] : []));
      expect(spoiled()).toEqual([]);
      await clock.advance(15_000);
      expect(new Set(spoiled())).toEqual(new Set([IDLE]));
      expect(await metric('heartbeat_source_dropped_series_total')).toMatchObject({ 'bad-value': 1 });
      expect(problems(sink)).toEqual([]);
      await end();
    },
  );

  it('warms up where all instances have been seen but once', async () => {
    const { clock, sink, end } = await raccoonScene({
      prepare: ({ store }) =>
        (store.series = storedGateway({ counts: BUSY, isUp: (seconds) => (seconds >= START - 20 ? true : undefined) })),
    });
    expect(problems(sink)).toEqual(['warming-up warming-up']);
    expect(totals(sink).requests).toBe(0);
    await clock.advance(15_000);
    expect(problems(sink)).toHaveLength(1);
    expect(totals(sink).requests).toBe(31);
    expect(totals(sink).doubtful).toBeGreaterThan(290 * 2);
    await end();
  });
});

describe('an incomplete answer is not entered, and blocks', () => {
  it.each<[string, (monitoring: PlayedMonitoring) => void]>([
    ['warnings', (each) => (each.envelope = { warnings: ['store 2 is down'] })],
    ['isPartial', (each) => (each.envelope = { isPartial: true })],
    [
      'warnings with the vital signs alone',
      (each) =>
        (each.over['vital signs'] = (request) => ({
          body: { ...(each.truth(request).body as object), warnings: ['store 2 is down'] },
        })),
    ],
    [
      'more series than maximumSeries',
      (each) =>
        (each.store.series = storedGateway({
          counts: Object.fromEntries(
            Array.from({ length: 1_001 }, (_, route) => [`r-${route} 200`, growing(1, START)]),
          ),
        })),
    ],
  ])('%s', async (_, prepare) => {
    const { clock, monitoring, sink, metric, end } = await raccoonScene({
      prepare,
      settings: { maximumSeries: 1_000 },
    });
    expect([sink.samples, problems(sink)]).toEqual([[], ['answer-partial partial']]);
    expect(await metric('heartbeat_source_reads_total')).toEqual({ partial: 1 });
    monitoring.over = {};
    monitoring.envelope = {};
    monitoring.store.series = storedGateway({ counts: BUSY });
    await clock.advance(15_000);
    expect(problems(sink)).toHaveLength(1);
    expect(totals(sink).requests).toBeGreaterThan(500);
    await end();
  });

  it('is never called a remark on style', async () => {
    const { sink, end } = await raccoonScene({
      prepare: (each) => (each.envelope = { warnings: ['PromQL info: metric might not be a counter'], infos: ['x'] }),
    });
    expect([totals(sink).requests, problems(sink)]).toEqual([599, []]);
    await end();
  });
});

describe('a bad poll changes nothing but age', () => {
  it.each<[string, (monitoring: PlayedMonitoring) => void, string]>([
    ['frozen data', ({ store }) => ([store.phaseSeconds, store.frozenAt] = [3, START - 72]), 'data-frozen'],
    ['no fresh series', answering('samples', EMPTY), 'no-series'],
    ['nothing but stale markers', twisting((body) => body.replaceAll(/,"\d+"\]/g, ',"NaN"]')), 'no-series'],
    ['a store that is empty', (each) => (each.store.series = []), 'no-series'],
    ['an answer of two minutes ago', (each) => (each.shiftSeconds = -120), 'answer-dated'],
    ['an answer of yesterday', (each) => (each.shiftSeconds = -86_400), 'answer-dated'],
    ['A21: samples dated ten minutes ahead', (each) => (each.shiftSeconds = 600), 'answer-dated'],
    ['A21: samples dated beyond all time', (each) => (each.shiftSeconds = 1e18), 'answer-dated'],
    [
      'a query that is refused in every form',
      (each) => (['samples', 'sums', 'times'] as const).forEach((kind) => answering(kind, REFUSED)(each)),
      'http-422',
    ],
    [
      'a slice that fails',
      (each) =>
        (each.over['samples'] = ({ form }) =>
          form.get('time') === (START - 195).toFixed(3) ? { status: 503 } : undefined),
      'http-503',
    ],
    ['vital signs that fail', answering('vital signs', { status: 503 }), 'http-503'],
    ['a refused password', answering('vital signs', { status: 401 }), 'not-authorised'],
    ['a redirect', answering('vital signs', { status: 302 }), 'redirected'],
    ['nothing that listens', answering('vital signs', { error: { code: 'ECONNREFUSED' } }), 'connection-refused'],
    [
      'a vector',
      answering('samples', { body: { status: 'success', data: { resultType: 'vector', result: [] } } }),
      'answer-shape',
    ],
    ['a login page', answering('samples', { body: '<!doctype html>' }), 'answer-not-json'],
    ['A21: a doubled status', twisting((body) => body.replace('{', '{"status":"success",')), 'answer-shape'],
    [
      'A21: doubled data',
      twisting((body) => body.replace('"data":', '"data":{"resultType":"matrix","result":[]},"data":')),
      'answer-shape',
    ],
    ['A21: a doubled result', twisting((body) => body.replace('"result":', '"result":[],"result":')), 'answer-shape'],
    ['clocks more than a minute apart', (each) => (each.aheadMs = 120_000), 'clock-skew'],
  ])('%s', async (_, prepare, code) => {
    const { clock, monitoring, sink, metric, end } = await raccoonScene({ prepare });
    expect([sink.samples, problems(sink)]).toEqual([[], [`${code} ages`]]);
    expect(await metric('heartbeat_source_reads_total')).toEqual({ failed: 1 });
    monitoring.over = {};
    monitoring.shiftSeconds = 0;
    monitoring.aheadMs = 0;
    monitoring.store.frozenAt = Infinity;
    monitoring.store.series = storedGateway({ counts: BUSY });
    await clock.advance(30_000);
    expect(totals(sink).requests).toBeGreaterThan(500);
    await end();
  });

  it.each<[string, Asked]>([
    ['samples', 'samples'],
    ['vital signs', 'vital signs'],
  ])('%s that do not come in time', async (_, kind) => {
    const { monitoring, clock, sink, wait, end } = await raccoonScene({ settings: { timeoutMs: 60 } });
    const before = totals(sink);
    monitoring.over[kind] = () => new Promise(() => undefined);
    await clock.advance(15_000);
    await wait(150);
    expect(problems(sink)).toEqual(['timeout ages']);
    monitoring.over = {};
    await clock.advance(15_000);
    await clock.advance(15_000);
    expect(problems(sink)).toHaveLength(1);
    expect(totals(sink).requests - before.requests).toBe(93);
    await end();
  });

  it('data as old as can be is still taken', async () => {
    const { sink, end } = await raccoonScene({
      prepare: ({ store }) => ([store.phaseSeconds, store.frozenAt] = [5, START - 70]),
    });
    expect(problems(sink)).toEqual([]);
    expect(sink.completeMs).toBe((START - 70) * 1_000);
    await end();
  });

  it('an answer for half a minute before, as VictoriaMetrics gives it, is taken', async () => {
    const { sink, end } = await raccoonScene({ prepare: (each) => (each.shiftSeconds = -30) });
    expect(problems(sink)).toEqual([]);
    expect(totals(sink).requests).toBeGreaterThan(500);
    await end();
  });

  it('a poll that fails half way goes on from there', async () => {
    const { clock, monitoring, sink, end } = await raccoonScene({
      prepare: (each) =>
        (each.over['samples'] = ({ form }) =>
          form.get('time') === (START - 195).toFixed(3) ? { status: 503 } : undefined),
    });
    monitoring.over = {};
    await clock.advance(15_000);
    // The newest slice first, for the counter's name; then from the last slice that was read.
    expect(monitoring.moments('samples').slice(-6)).toEqual([0, -240, -180, -120, -60, 0]);
    expect(problems(sink)).toHaveLength(1);
    expect(totals(sink).requests).toBeGreaterThan(500);
    await end();
  });

  it('is told again with each poll to the sink, but to the log only when it begins and ends', async () => {
    const { clock, monitoring, sink, log, end } = await raccoonScene({
      prepare: answering('samples', { status: 500 }),
    });
    await clock.advance(30_000);
    monitoring.over = {};
    await clock.advance(15_000);
    expect(problems(sink)).toEqual(['http-500 ages', 'http-500 ages', 'http-500 ages']);
    const told = log.lines.filter((line) => /problem|well again/.test(line)).map((line) => line.replace(/ \{.*/, ''));
    expect(told).toEqual(['warn source has a problem', 'info source is well again']);
    await end();
  });

  it.each([15_000, 30_000, 60_000])('scrapes of a minute are not frozen, polled every %i ms', async (pollEveryMs) => {
    for (const phaseSeconds of [0, 7, 34, 59]) {
      const { clock, sink, end } = await raccoonScene({
        prepare: ({ store }) => ([store.scrapeSeconds, store.phaseSeconds] = [60, phaseSeconds]),
        settings: { pollEveryMs },
      });
      await clock.advance(600_000);
      expect(problems(sink)).toEqual([]);
      expect(totals(sink).doubtful).toBe(0);
      await end();
    }
  });

  it('A19: a server that needs seconds for each answer is read all the same, after a poll that was cut too', async () => {
    const { clock, monitoring, sink, wait, end } = await raccoonScene({ settings: { timeoutMs: 300 } });
    monitoring.over['samples'] = () => new Promise(() => undefined);
    await clock.advance(15_000);
    await wait(400);
    expect(problems(sink)).toEqual(['timeout ages']);
    const before = totals(sink).requests;
    const slowly = (request: ScriptedRequest) => wait(60).then(() => monitoring.truth(request));
    monitoring.over = { buildinfo: slowly, probe: slowly, samples: slowly, 'vital signs': slowly };
    for (let poll = 0; poll < 3; poll++) {
      await clock.advance(15_000);
      await wait(300);
    }
    expect(problems(sink)).toHaveLength(1);
    expect(totals(sink).requests - before).toBe(124);
    await end();
  });

  it('a first poll that is cut goes on slice by slice', async () => {
    const { clock, monitoring, sink, wait, end } = await raccoonScene({
      prepare: (each) => (each.over['samples'] = (request) => sleep(60).then(() => each.truth(request))),
      settings: { timeoutMs: 300 },
    });
    await wait(400);
    expect(problems(sink)).toEqual(['timeout ages']);
    for (let poll = 0; poll < 4; poll++) {
      await clock.advance(15_000);
      await wait(400);
    }
    expect(problems(sink).length).toBeLessThan(5);
    expect(totals(sink).requests).toBeGreaterThan(500);
    expect(monitoring.asked('samples').at(-1)!.query).toContain('[45s]');
    await end();
  });

  it('loses nothing that the next good poll can still read', async () => {
    const { clock, monitoring, sink, end } = await raccoonScene();
    const before = totals(sink);
    monitoring.over['samples'] = () => ({ status: 503 });
    await clock.advance(120_000);
    expect(totals(sink)).toMatchObject({ requests: before.requests, failures: before.failures });
    monitoring.over = {};
    await clock.advance(30_000);
    expect(totals(sink).requests - before.requests).toBe(310);
    expect(totals(sink).doubtful).toBe(0);
    await end();
  });
});

describe('what may have been served while polls fail', () => {
  /** `base path from to: requests a second` of what nobody observed, in seconds since the scene began. */
  const unobserved = ({ estimates }: RecordingSink): string[] =>
    estimates
      .filter(({ missing }) => missing === 'unobserved')
      .map(({ basePath, fromMs, toMs, successes, failures }) => {
        expect(successes).toBe(failures);
        const [from, to] = [fromMs, toMs].map((ms) => ms / 1_000 - START);
        return `${basePath} from ${from} to ${to}: ${(successes / (to! - from!)).toFixed(2)}`;
      });

  it.each<[string, (monitoring: PlayedMonitoring) => void]>([
    ['a server that does not listen', answering('vital signs', { error: { code: 'ECONNREFUSED' } })],
    ['an answer that is partial', (each) => (each.envelope = { warnings: ['a store is away'] })],
    ['a server that scrapes no more', ({ store }) => (store.frozenAt = START - 20)],
  ])('is all that was served before, once two scrapes are missing: %s', async (_, fail) => {
    const { clock, monitoring, sink, end } = await raccoonScene();
    expect([unobserved(sink), sink.completeMs]).toEqual([[], (START - 20) * 1_000]);
    fail(monitoring);
    await clock.advance(15_000);
    expect([unobserved(sink), sink.completeMs]).toEqual([[], (START - 20) * 1_000]);
    await clock.advance(60_000);
    expect(unobserved(sink)).toEqual([`${ECHO} from -20 to 60: 2.07`]);
    await clock.advance(120_000);
    expect(unobserved(sink)).toEqual([`${ECHO} from -20 to 180: 2.07`]);
    await end();
  });

  it('is known with the next good poll', async () => {
    const { clock, monitoring, sink, end } = await raccoonScene();
    monitoring.over['samples'] = () => ({ status: 503 });
    await clock.advance(75_000);
    expect(unobserved(sink)).toHaveLength(1);
    monitoring.over = {};
    await clock.advance(15_000);
    expect([unobserved(sink), sink.completeMs]).toEqual([[], (START + 70) * 1_000]);
    await end();
  });

  it('is dated by our clock, not by that of the server', async () => {
    const { clock, monitoring, sink, end } = await raccoonScene({ prepare: (each) => (each.aheadMs = 30_000) });
    const before = sink.completeMs!;
    monitoring.over['samples'] = () => ({ status: 503 });
    await clock.advance(75_000);
    const [told] = sink.estimates.filter(({ missing }) => missing === 'unobserved');
    expect(told!.fromMs).toBe(before);
    await end();
  });

  it('is nothing where no poll was ever good, and stays where another one fails half way', async () => {
    const never = await raccoonScene({ prepare: answering('samples', { status: 503 }) });
    expect(never.sink.completeMs).toBeUndefined();
    await never.end();
    const { clock, monitoring, sink, end } = await raccoonScene();
    monitoring.over['samples'] = () => ({ status: 503 });
    await clock.advance(360_000);
    const told = unobserved(sink);
    // A new account has been begun, of which nothing has been handed on.
    monitoring.over['samples'] = ({ form }) =>
      form.get('time') === (START + 375 - 195).toFixed(3) ? { status: 503 } : undefined;
    await clock.advance(15_000);
    expect([told.length, unobserved(sink)]).toEqual([1, told]);
    await end();
  });
});
describe('a clock that is off by less', () => {
  it('is corrected, measured, and told once', async () => {
    const { clock, monitoring, sink, log, metric, end } = await raccoonScene({
      prepare: (each) => ([each.aheadMs, each.shiftSeconds] = [30_000, 0]),
    });
    expect(monitoring.moments('samples').at(-1)).toBe(15);
    expect(sink.completeMs).toBe((START + 10) * 1_000 - 30_500);
    expect(sink.samples.at(-1)?.atMs).toBe((START + 10) * 1_000 - 30_500);
    expect(await metric('heartbeat_source_clock_skew_seconds')).toEqual({ '': 30.5 });
    await clock.advance(45_000);
    expect(log.lines.filter((line) => line.includes('clock'))).toEqual([
      'warn clock of the source differs from ours {"source":"raccoon","aheadSeconds":31}',
    ]);
    monitoring.aheadMs = 0;
    await clock.advance(15_000);
    expect(log.lines.filter((line) => line.includes('clock')).at(-1)).toContain(
      'info clock of the source agrees again',
    );
    await end();
  });
});

describe('a clock that is off by more', () => {
  it.each([7_200_000, -7_200_000])('by %i ms: no account begins, and nothing is lost', async (aheadMs) => {
    const { clock, monitoring, sink, end } = await raccoonScene();
    const before = totals(sink);
    monitoring.aheadMs = aheadMs;
    await clock.advance(60_000);
    expect([...new Set(problems(sink))]).toEqual(['clock-skew ages']);
    expect(Math.max(...monitoring.moments('vital signs'))).toBe(45);
    expect(totals(sink).requests).toBe(before.requests);
    monitoring.aheadMs = 0;
    await clock.advance(30_000);
    expect(problems(sink)).toHaveLength(4);
    expect(totals(sink).requests - before.requests).toBe(186);
    expect(totals(sink).doubtful).toBe(0);
    await end();
  });

  it('enters nothing of what it dates', async () => {
    const { clock, monitoring, sink, end } = await raccoonScene();
    const before = totals(sink);
    // A server that dates its samples by a clock that is two hours ahead, and is set right again.
    monitoring.store.series = storedGateway({ counts: { 'eni-echo-v1 503': growing(50, START) } });
    monitoring.aheadMs = 7_200_000;
    await clock.advance(60_000);
    monitoring.store.series = storedGateway({ counts: BUSY });
    monitoring.aheadMs = 0;
    await clock.advance(30_000);
    expect(totals(sink).failures - before.failures).toBe(6);
    await end();
  });
});

describe('the poll loop', () => {
  it('polls at once and then on a grid, without drift however long a poll takes', async () => {
    const { clock, monitoring, end } = await raccoonScene();
    monitoring.over['samples'] = (request) => clock.sleep(4_000, NEVER).then(() => monitoring.truth(request));
    await clock.advance(100_000);
    expect(monitoring.moments('vital signs')).toEqual([-15, 0, 15, 30, 45, 60, 75, 90]);
    await end();
  });

  it('asks for the same moments, whatever a source is called and whenever it began', async () => {
    const moments = await Promise.all(
      ['dataplane-1', 'edge'].map(async (name, index) => {
        const { clock, monitoring, end } = await raccoonScene({ settings: { name } });
        monitoring.over['vital signs'] = (request) =>
          clock.sleep(index * 3_000, NEVER).then(() => monitoring.truth(request));
        await clock.advance(61_000);
        await end();
        return monitoring.moments('vital signs');
      }),
    );
    expect(moments[1]).toEqual(moments[0]);
    expect(moments[0]).toEqual([-15, 0, 15, 30, 45]);
  });

  it('has one poll in flight: one that takes longer than a turn skips turns', async () => {
    const { clock, monitoring, end } = await raccoonScene();
    let inFlight = 0;
    let most = 0;
    monitoring.over['samples'] = async (request) => {
      most = Math.max(most, ++inFlight);
      await clock.sleep(20_000, NEVER);
      inFlight--;
      return monitoring.truth(request);
    };
    await clock.advance(130_000);
    expect(most).toBe(1);
    expect(monitoring.moments('vital signs')).toEqual([-15, 0, 30, 60, 90, 120]);
    await end();
  });

  it('asks what the server is again after a failure, and after an hour', async () => {
    const { clock, monitoring, end } = await raccoonScene();
    await clock.advance(60_000);
    expect(monitoring.moments('buildinfo')).toHaveLength(1);
    monitoring.over['samples'] = (): ScriptedAnswer => ({ status: 500 });
    await clock.advance(15_000);
    monitoring.over = {};
    await clock.advance(60_000);
    expect(monitoring.moments('buildinfo')).toHaveLength(2);
    await clock.advance(3_700_000);
    expect(monitoring.moments('buildinfo')).toHaveLength(3);
    await end();
  });

  it('does not wait long for a server that does not say what it is', async () => {
    const scene = raccoonScene({
      prepare: (each) => (each.over['buildinfo'] = (): Promise<ScriptedAnswer> => new Promise(() => undefined)),
      settings: { timeoutMs: 500 },
    });
    const { clock, sink, wait, end } = await scene;
    await wait(2_200);
    await clock.advance(0);
    expect(totals(sink).requests).toBe(599);
    await end();
  });

  it('ends soon when told to, also in the middle of a poll, and hands on nothing more', async () => {
    const { clock, monitoring, sink, end } = await raccoonScene();
    const samples = sink.samples.length;
    monitoring.over['samples'] = (request: ScriptedRequest) =>
      clock.sleep(60_000, NEVER).then(() => monitoring.truth(request));
    await clock.advance(16_000);
    await end();
    expect([sink.samples.length, problems(sink)]).toEqual([samples, []]);
  });
});
