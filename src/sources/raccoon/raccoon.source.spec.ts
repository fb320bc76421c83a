import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { RecordingSink } from '../../../test/support/recording-sink.js';
import { sourceContext } from '../../../test/support/source-context.js';
import {
  ScriptedHttp,
  vectorBody,
  type ScriptedAnswer,
  type ScriptedRequest,
} from '../../../test/support/scripted-http.js';
import { RaccoonSettings } from './raccoon.settings.js';
import { RaccoonSource } from './raccoon.source.js';

type Kind = 'buildinfo' | 'probe' | 'vital signs' | 'window' | 'last minute';

const NEVER = new AbortController().signal;
const EMPTY = { body: vectorBody([]) };
const GOOD_SIGNS = { series_before: 1, targets: 2, targets_up: 2 };

/** A monitoring system that is well, except where a test says otherwise. */
class Monitoring {
  readonly http = new ScriptedHttp((request) => this.#answer(request));
  /** Set for one kind of request, it is answered by this. */
  over: Partial<Record<Kind, ScriptedAnswer | (() => Promise<ScriptedAnswer>)>> = {};
  signs: Record<string, number> = { ...GOOD_SIGNS };
  sampleAgeSeconds = 5;
  aheadMs = 0;
  dated = true;
  /** By how much the moment of an answer's series is before the one that was asked for. */
  replayedSeconds = 0;
  window: [Record<string, string>, string][] = [
    [{ route: 'eni-echo-v1', code: '200' }, '95.4'],
    [{ route: 'eni-echo-v1', code: '503' }, '5'],
    [{ route: 'eni-echo-v1', code: '499' }, '3'],
    [{ route: 'eni-echo-v1', code: 'odd' }, '2'],
    [{ route: 'eni-idle-v1', code: '200' }, '0'],
    [{ route: 'lost', code: '200' }, '7'],
  ];

  constructor(private readonly clock: ManualClock) {}

  /** The moments that were asked for, by what was asked. */
  times(kind: Kind): number[] {
    return this.http.requests.filter((each) => kindOf(each) === kind).map(({ form }) => Number(form.get('time')));
  }

  async #answer(request: ScriptedRequest): Promise<ScriptedAnswer> {
    const kind = kindOf(request);
    const over = this.over[kind];
    const answer = typeof over === 'function' ? await over() : (over ?? this.#good(kind, request));
    const date = new Date(this.clock.now().wallMs + this.aheadMs).toUTCString();
    return this.dated ? { headers: { date }, ...answer } : answer;
  }

  #good(kind: Kind, { form }: ScriptedRequest): ScriptedAnswer {
    if (kind === 'buildinfo') return { body: { status: 'success', data: { version: '2.53.0' } } };
    if (kind === 'probe') return { status: 400, body: { status: 'error' } };
    const atSeconds = Number(form.get('time')) - this.replayedSeconds;
    if (kind === 'window') return { body: vectorBody(this.window, {}, atSeconds) };
    if (kind === 'last minute') {
      return {
        body: vectorBody(
          this.window.slice(0, 2).map(([metric]) => [metric, '9']),
          {},
          atSeconds,
        ),
      };
    }
    const signs = { newest: Number(form.get('time')) - this.sampleAgeSeconds, ...this.signs };
    return { body: vectorBody(Object.entries(signs).map(([heartbeat_sign, n]) => [{ heartbeat_sign }, String(n)])) };
  }
}

function kindOf({ path, form }: ScriptedRequest): Kind {
  const query = form.get('query') ?? '';
  if (path.endsWith('/buildinfo')) return 'buildinfo';
  if (query.includes('default')) return 'probe';
  if (query.includes('heartbeat_sign')) return 'vital signs';
  return query.includes('increase(kong_http_requests_total[60s])') ? 'last minute' : 'window';
}

async function scene(prepare: (monitoring: Monitoring) => void = () => undefined, over: Partial<RaccoonSettings> = {}) {
  const clock = new ManualClock();
  const monitoring = new Monitoring(clock);
  prepare(monitoring);
  const http = monitoring.http.axios;
  const context = sourceContext(['/eni/echo/v1', '/eni/idle/v1'], { clock, http });
  const settings = Object.assign(new RaccoonSettings(), { name: 'raccoon', url: 'http://p', dialect: 'kong' }, over);
  const sink = new RecordingSink();
  const stop = new AbortController();
  const running = new RaccoonSource(settings, context).run(sink, stop.signal);
  await clock.advance(0);
  const metric = async (name: string): Promise<Record<string, number>> => {
    const { values } = await context.metrics.getSingleMetric(name)!.get();
    return Object.fromEntries(values.map(({ labels, value }) => [Object.values(labels).slice(1).join(), value]));
  };
  const end = async (): Promise<void> => {
    stop.abort();
    await running;
  };
  return { clock, monitoring, sink, log: context.log, metric, end, startMs: Date.UTC(2026, 0, 1) };
}

const codes = (sink: RecordingSink): string[] => sink.faults.map((each) => `${each.code} ${each.effect}`);

describe('a good poll', () => {
  it('hands on what every mapped base path had, as of the newest sample', async () => {
    const { sink, startMs, end } = await scene();
    expect(sink.faults).toEqual([]);
    expect(sink.readings).toEqual([
      {
        asOf: { wallMs: startMs - 5_000, monotonicMs: -5_000 },
        entries: [
          {
            basePath: '/eni/echo/v1',
            requests: 100,
            failures: 5,
            lastMinuteRequests: 18,
            lastMinuteFailures: 9,
            spoiled: false,
          },
          {
            basePath: '/eni/idle/v1',
            requests: 0,
            failures: 0,
            lastMinuteRequests: 0,
            lastMinuteFailures: 0,
            spoiled: false,
          },
        ],
      },
    ]);
    await end();
  });

  it('asks everything for one and the same moment', async () => {
    const { monitoring, startMs, end } = await scene();
    const moment = startMs / 1_000;
    expect([monitoring.times('vital signs'), monitoring.times('window'), monitoring.times('last minute')]).toEqual([
      [moment],
      [moment],
      [moment],
    ]);
    await end();
  });

  it('asks as far back as lag says, and counts the lag into the age', async () => {
    const { monitoring, sink, startMs, end } = await scene(undefined, { lagMs: 20_000 });
    expect(monitoring.times('window')).toEqual([startMs / 1_000 - 20]);
    expect(sink.readings[0]!.asOf.wallMs).toBe(startMs - 25_000);
    await end();
  });

  it('is idle, not missing, when the window is empty although samples are fresh', async () => {
    const { sink, end } = await scene((each) => (each.window = []));
    expect(sink.readings.map(({ entries }) => entries)).toEqual([[]]);
    expect(sink.faults).toEqual([]);
    await end();
  });

  it('needs no scrape targets to be known', async () => {
    const { sink, end } = await scene((each) => (each.signs = { series_before: 1 }));
    expect([sink.readings.length, codes(sink)]).toEqual([1, []]);
    await end();
  });

  it('says on its metrics what it read and what it left out', async () => {
    const { metric, startMs, end } = await scene();
    expect(await metric('heartbeat_source_reads_total')).toEqual({ good: 1 });
    expect(await metric('heartbeat_source_newest_evidence_timestamp_seconds')).toEqual({ '': startMs / 1_000 - 5 });
    expect(await metric('heartbeat_source_series')).toEqual({ '': 6 });
    expect(await metric('heartbeat_unmapped_series')).toEqual({ '': 1 });
    expect(await metric('heartbeat_source_requests')).toEqual({ excluded: 3, unclassified: 2 });
    expect(await metric('heartbeat_source_flavour_info')).toEqual({ 'Prometheus,2.53.0': 1 });
    await end();
  });

  it('names the flavour and undeclared names in the log, once', async () => {
    const { clock, log, end } = await scene();
    await clock.advance(60_000);
    const lines = log.lines.map((line) => line.replace(/ \{.*/, ''));
    expect(lines).toEqual(['info monitoring system recognised', 'info series belongs to no declared base path']);
    await end();
  });
});

describe('an incomplete answer is handed on, and then blocked', () => {
  const warned = { warnings: ['store 2 is down'] };
  it.each<[string, (monitoring: Monitoring) => void, string]>([
    [
      'warnings with the window',
      (each) => (each.over['window'] = { body: vectorBody(each.window, warned) }),
      'answer-partial partial',
    ],
    [
      'isPartial with the last minute',
      (each) => (each.over['last minute'] = { body: vectorBody([], { isPartial: true }) }),
      'answer-partial partial',
    ],
    ['fewer than half of the targets up', (each) => (each.signs['targets'] = 5), 'too-few-targets partial'],
    [
      'no target and no series a window ago',
      (each) => (each.signs = { targets: 1, targets_up: 1 }),
      'warming-up warming-up',
    ],
  ])('%s', async (_, prepare, code) => {
    const { sink, end } = await scene(prepare);
    expect([sink.readings.length, codes(sink)]).toEqual([1, [code]]);
    await end();
  });

  it('half of the targets are enough, and a target that was up a window ago is warm', async () => {
    const { sink, end } = await scene((each) => (each.signs = { targets_before: 1, targets: 4, targets_up: 2 }));
    expect([sink.readings.length, codes(sink)]).toEqual([1, []]);
    await end();
  });

  it('spoils the base path whose value is no count, and no other', async () => {
    const { sink, end } = await scene((each) => each.window.push([{ route: 'eni-idle-v1', code: '201' }, 'NaN']));
    expect(sink.readings[0]!.entries.map((each) => each.spoiled)).toEqual([false, true]);
    await end();
  });
});

describe('a bad poll changes nothing but age', () => {
  it.each<[string, (monitoring: Monitoring) => void, string]>([
    ['frozen data', (each) => (each.sampleAgeSeconds = 71), 'data-frozen'],
    ['no fresh series', (each) => (each.over['vital signs'] = EMPTY), 'no-series'],
    ['vital signs that are no numbers', (each) => (each.signs['targets'] = NaN), 'bad-vital-signs'],
    ['a newest sample from the future', (each) => (each.sampleAgeSeconds = -3_600), 'bad-vital-signs'],
    ['an answer of a minute ago', (each) => (each.replayedSeconds = 61), 'answer-dated'],
    ['an answer of yesterday', (each) => (each.replayedSeconds = 86_400), 'answer-dated'],
    ['a refused query', (each) => (each.over['window'] = { status: 422, body: { status: 'error' } }), 'http-422'],
    ['a last minute that fails', (each) => (each.over['last minute'] = { status: 503 }), 'http-503'],
    ['a refused password', (each) => (each.over['vital signs'] = { status: 401 }), 'not-authorised'],
    ['a redirect', (each) => (each.over['vital signs'] = { status: 302 }), 'redirected'],
    [
      'nothing that listens',
      (each) => (each.over['vital signs'] = { error: { code: 'ECONNREFUSED' } }),
      'connection-refused',
    ],
    ['clocks more than a minute apart', (each) => (each.aheadMs = 120_000), 'clock-skew'],
  ])('%s', async (_, prepare, code) => {
    const { sink, metric, end } = await scene(prepare);
    expect([sink.readings.length, codes(sink)]).toEqual([0, [`${code} ages`]]);
    expect(await metric('heartbeat_source_reads_total')).toEqual({ failed: 1 });
    await end();
  });

  it('an answer for half a minute before, as VictoriaMetrics gives it, is taken', async () => {
    const { sink, end } = await scene((each) => (each.replayedSeconds = 30));
    expect([sink.readings.length, codes(sink)]).toEqual([1, []]);
    await end();
  });

  it('data as old as can be is still taken', async () => {
    const { sink, end } = await scene((each) => (each.sampleAgeSeconds = 70));
    expect([sink.readings.length, codes(sink)]).toEqual([1, []]);
    await end();
  });

  it('is told again with each poll to the sink, but to the log only when it begins and ends', async () => {
    const { clock, monitoring, sink, log, end } = await scene((each) => (each.over['window'] = { status: 500 }));
    await clock.advance(30_000);
    monitoring.over = {};
    await clock.advance(15_000);
    expect(codes(sink)).toEqual(['http-500 ages', 'http-500 ages', 'http-500 ages']);
    const told = log.lines.filter((line) => /problem|well again/.test(line)).map((line) => line.replace(/ \{.*/, ''));
    expect(told).toEqual(['warn source has a problem', 'info source is well again']);
    await end();
  });
});

describe('a clock that is off by less', () => {
  it('is corrected, measured, and told once', async () => {
    const { clock, monitoring, sink, log, metric, startMs, end } = await scene((each) => (each.aheadMs = 30_000));
    expect(monitoring.times('window')).toEqual([startMs / 1_000 + 30.5]);
    expect(sink.readings[0]!.asOf.wallMs).toBe(startMs - 5_000);
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

describe('the poll loop', () => {
  const pollTimes = (monitoring: Monitoring, startMs: number): number[] =>
    monitoring.times('vital signs').map((seconds) => seconds - startMs / 1_000);

  it('polls at once and then on a grid, without drift however long a poll takes', async () => {
    const { clock, monitoring, startMs, end } = await scene();
    monitoring.over['last minute'] = () => clock.sleep(4_000, NEVER).then(() => EMPTY);
    await clock.advance(100_000);
    const times = pollTimes(monitoring, startMs);
    const gaps = times.slice(2).map((time, index) => time - times[index + 1]!);
    expect(times[0]).toBe(0);
    expect(times[1]).toBeLessThanOrEqual(15);
    expect(new Set(gaps)).toEqual(new Set([15]));
    await end();
  });

  it('spreads sources over the time between two polls', async () => {
    const seconds = await Promise.all(
      ['dataplane-1', 'dataplane-2', 'dataplane-3', 'edge'].map(async (name) => {
        const { clock, monitoring, startMs, end } = await scene(undefined, { name });
        await clock.advance(15_000);
        await end();
        return pollTimes(monitoring, startMs)[1];
      }),
    );
    expect(new Set(seconds).size).toBe(4);
  });

  it('has one poll in flight: one that takes longer than a turn skips turns', async () => {
    const { clock, monitoring, end } = await scene();
    let inFlight = 0;
    let most = 0;
    monitoring.over['window'] = async () => {
      most = Math.max(most, ++inFlight);
      await clock.sleep(20_000, NEVER);
      inFlight--;
      return EMPTY;
    };
    await clock.advance(15_000);
    const before = monitoring.times('vital signs').length;
    await clock.advance(120_000);
    expect(most).toBe(1);
    expect(monitoring.times('vital signs').length - before).toBe(4);
    await end();
  });

  it('asks what the server is again after a failure, and after an hour', async () => {
    const { clock, monitoring, end } = await scene();
    await clock.advance(60_000);
    expect(monitoring.times('buildinfo')).toHaveLength(1);
    monitoring.over['window'] = { status: 500 };
    await clock.advance(15_000);
    monitoring.over = {};
    await clock.advance(60_000);
    expect(monitoring.times('buildinfo')).toHaveLength(2);
    await clock.advance(3_700_000);
    expect(monitoring.times('buildinfo')).toHaveLength(3);
    await end();
  });

  it('ends soon when told to, also in the middle of a poll, and hands on nothing more', async () => {
    const { clock, monitoring, sink, end } = await scene();
    const readings = sink.readings.length;
    monitoring.over['window'] = () => clock.sleep(60_000, NEVER).then(() => EMPTY);
    await clock.advance(16_000);
    await end();
    expect([sink.readings.length, codes(sink)]).toEqual([readings, []]);
  });
});
