import { setTimeout as sleep } from 'node:timers/promises';
import { RaccoonSettings } from '../../src/sources/raccoon/raccoon.settings.js';
import { RaccoonSource } from '../../src/sources/raccoon/raccoon.source.js';
import { ManualClock } from './manual-clock.js';
import { RecordingSink } from './recording-sink.js';
import { SampleStore } from './sample-store.js';
import { ScriptedHttp, type ScriptedAnswer, type ScriptedRequest } from './scripted-http.js';
import { sourceContext } from './source-context.js';
import { growing, standing, storedGateway } from './stored-gateway.js';

/** What a request of Raccoon is about. */
export type Asked = 'buildinfo' | 'probe' | 'vital signs' | 'samples' | 'sums' | 'times' | 'count';

/** When each scene begins, Unix seconds: a whole minute. */
export const START = Date.UTC(2026, 0, 1) / 1_000;
export const ECHO = '/eni/echo/v1';
export const IDLE = '/eni/idle/v1';
export const WINDOW_MS = 300_000;

/** A gateway that serves, each second, 2 requests with success; each quarter of a minute, one more of each other code. */
export const BUSY = {
  'eni-echo-v1 200': growing(2, START),
  'eni-echo-v1 503': growing(1 / 15, START),
  'eni-echo-v1 499': growing(1 / 15, START),
  'eni-echo-v1 odd': growing(1 / 15, START),
  'eni-idle-v1 200': standing(7),
  'lost 200': growing(1, START),
};

/** A monitoring system that is well, except where a test says otherwise. */
export class PlayedMonitoring {
  readonly http = new ScriptedHttp((request) => this.#answer(request));
  readonly store = new SampleStore(storedGateway({ counts: BUSY }), 15, 10);
  /** Set for one kind of request, it is answered by this; `undefined` is the truth. */
  over: Partial<Record<Asked, (request: ScriptedRequest) => ScriptedAnswer | Promise<ScriptedAnswer> | undefined>> = {};
  /** What else stands in an answer of samples. */
  envelope: object = {};
  aheadMs = 0;
  /** Added to the times of all samples. */
  shiftSeconds = 0;

  constructor(private readonly clock: ManualClock) {}

  /** What was asked of one kind, oldest first: the query, and the moment in seconds since the scene began. */
  asked(kind: Asked): { query: string; at: number }[] {
    return this.http.requests
      .filter((each) => kindOf(each) === kind)
      .map(({ form }) => ({ query: form.get('query') ?? '', at: Number(form.get('time')) - START }));
  }

  /** The moments of that. */
  moments(kind: Asked): number[] {
    return this.asked(kind).map(({ at }) => at);
  }

  /** The truth about one request. */
  truth(request: ScriptedRequest, store = this.store): ScriptedAnswer {
    const kind = kindOf(request);
    if (kind === 'buildinfo') return { body: { status: 'success', data: { version: '2.53.0' } } };
    if (kind === 'probe') return { status: 400, body: { status: 'error' } };
    const [query, time] = [request.form.get('query')!, Number(request.form.get('time'))];
    return { body: store.answer(query, time, this.envelope, this.shiftSeconds) };
  }

  async #answer(request: ScriptedRequest): Promise<ScriptedAnswer> {
    const answer = (await this.over[kindOf(request)]?.(request)) ?? this.truth(request);
    const date = new Date(this.clock.now().wallMs + this.aheadMs).toUTCString();
    return { headers: { date }, ...answer };
  }
}

function kindOf({ path, form }: ScriptedRequest): Asked {
  const query = form.get('query') ?? '';
  if (path.endsWith('/buildinfo')) return 'buildinfo';
  if (query.includes('default')) return 'probe';
  if (query.startsWith('{__name__')) return 'vital signs';
  const [, aggregate] = /^(sum|max|count)\b/.exec(query) ?? [];
  return ({ sum: 'sums', max: 'times', count: 'count' } as const)[aggregate!] ?? 'samples';
}

/** How a scene differs from the usual one. */
export interface SceneOver {
  readonly prepare?: (monitoring: PlayedMonitoring) => void;
  readonly settings?: Partial<RaccoonSettings>;
}

/** Raccoon beside a played monitoring system, after its first poll. */
export async function raccoonScene({ prepare, settings: over = {} }: SceneOver = {}) {
  const clock = new ManualClock(START * 1_000);
  const monitoring = new PlayedMonitoring(clock);
  prepare?.(monitoring);
  const context = sourceContext([ECHO, IDLE], { clock, http: monitoring.http.axios, windowMs: WINDOW_MS });
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
  return { clock, monitoring, sink, log: context.log, metric, end, wait: sleep };
}

/** What was recorded of a base path in all, and what may have happened besides. */
export function totals(sink: RecordingSink, basePath = ECHO): { requests: number; failures: number; doubtful: number } {
  const of = sink.samples.filter((each) => each.basePath === basePath);
  const sum = (numbers: number[]): number => numbers.reduce((total, each) => total + each, 0);
  const estimates = sink.estimates.filter((each) => each.basePath === basePath);
  return {
    requests: sum(of.map(({ requests }) => requests)),
    failures: sum(of.map(({ failures }) => failures)),
    doubtful: Math.round(sum(estimates.map(({ successes, failures }) => Math.max(successes, failures)))),
  };
}

/** The problems that a source told, with their effects. */
export function problems(sink: RecordingSink): string[] {
  return sink.faults.map((each) => `${each.code} ${each.effect}`);
}
