import type { Instant } from '../../platform/clock/clock.js';
import { withDeadline } from '../../platform/clock/deadline.js';
import { keyLabelsOf, type Dialect, type RequestCounter } from '../dialects/dialect.js';
import type { SourceContext } from '../source-kind.js';
import { AnswerAggregator } from './answer-aggregator.js';
import type { Flavour } from './flavour.js';
import type { AggregatedAnswer, AggregationOrder } from './aggregate-answer.js';
import { MonitoringClient, type MonitoringAnswer } from './monitoring-client.js';
import { readQueryAnswer } from './query-answer.js';
import type { RaccoonSettings } from './raccoon.settings.js';
import { selectorOf, windowQuery } from './window-query.js';
import { readVitalSigns, vitalSignsQuery, type VitalSigns } from './vital-signs.js';

const LAST_MINUTE_MS = 60_000;
/** A clock this far off makes every age wrong. */
const SKEW_REFUSED_MS = 60_000;
/** VictoriaMetrics answers for up to half a minute before the moment that it was asked for (`-search.latencyOffset`). */
const DATED_REFUSED_MS = 60_000;
/** About as many names as the largest answer that is read can hold, whether or not they lead to a base path. */
const MAX_GROUPS = 400_000;

/** Everything one good poll learned. */
export interface Poll {
  readonly counter: RequestCounter;
  readonly flavour: Flavour;
  readonly vitals: VitalSigns;
  /** When the newest sample was taken, on our clocks. */
  readonly asOf: Instant;
  /** Age of the newest sample when the poll was sent, by the server's own clock. */
  readonly sampleAgeMs: number;
  readonly window: AggregatedAnswer;
  readonly lastMinute: AggregatedAnswer;
  readonly partialBecause?: string;
}

/** What one good poll learned, or why it was not good. */
export type PollResult =
  { readonly ok: true; readonly poll: Poll } | { readonly ok: false; readonly code: string; readonly detail: string };

/** Asks for one window: the vital signs first, then the totals, all for the same moment. */
export class WindowPoll {
  readonly client: MonitoringClient;
  readonly #folder: AnswerAggregator;

  constructor(
    private readonly settings: RaccoonSettings,
    private readonly dialect: Dialect,
    private readonly context: SourceContext,
  ) {
    this.client = new MonitoringClient(settings, context);
    this.#folder = new AnswerAggregator(context.clock);
  }

  /** One poll within its deadline; `signal` gives it up. */
  async run(signal: AbortSignal): Promise<PollResult> {
    this.client.takeWorstSkewMs();
    const result = await withDeadline(this.settings.timeoutMs, signal, (ended) => this.#ask(ended));
    const skewMs = this.client.takeWorstSkewMs();
    return Math.abs(skewMs) > SKEW_REFUSED_MS ? skewed(skewMs) : result;
  }

  async #ask(signal: AbortSignal): Promise<PollResult> {
    const flavour = await this.client.flavour(signal);
    const atMs = this.client.serverNowMs() - this.settings.lagMs;
    const found = await this.#findCounter(atMs, signal);
    if (!found.ok) return found;
    const { counter, vitals, sentAt } = found;
    const newestMs = (vitals.newestSeconds ?? 0) * 1_000;
    const sampleAgeMs = Math.max(0, Math.round(atMs - newestMs)) + this.settings.lagMs;
    const selector = selectorOf(counter, this.settings.matchers);
    const freshMs = Math.max(1_000, this.oldestSampleMs - this.settings.lagMs);
    const ask = async (rangeMs: number) => {
      const query = windowQuery(counter, selector, { rangeMs, freshMs }, flavour.language);
      const result = await this.#fold(await this.client.query(query, atMs, signal), counter, signal);
      return result.ok ? (dated(result.folded, atMs) ?? result) : result;
    };
    // One after the other: each may be tens of megabytes.
    const window = await ask(this.context.windowMs);
    if (!window.ok) return window;
    const lastMinute = await ask(LAST_MINUTE_MS);
    if (!lastMinute.ok) return lastMinute;
    const asOf = { wallMs: sentAt.wallMs - sampleAgeMs, monotonicMs: sentAt.monotonicMs - sampleAgeMs };
    const partialBecause = found.partialBecause ?? incompleteness(window.folded) ?? incompleteness(lastMinute.folded);
    const parts = { counter, flavour, vitals, asOf, sampleAgeMs, window: window.folded, lastMinute: lastMinute.folded };
    return { ok: true, poll: { ...parts, ...(partialBecause !== undefined && { partialBecause }) } };
  }

  /** How old the newest sample may be, lag included, so that the answer is not stale before the next poll. */
  get oldestSampleMs(): number {
    const { staleAfterMs } = this.context;
    return Math.max(staleAfterMs - this.settings.pollEveryMs - 5_000, staleAfterMs / 2);
  }

  async close(): Promise<void> {
    this.client.close();
    await this.#folder.close();
  }

  /** The first counter of the dialect that has a sample. */
  async #findCounter(atMs: number, signal: AbortSignal) {
    for (const counter of this.dialect.counters) {
      const query = vitalSignsQuery(selectorOf(counter, this.settings.matchers), this.context.windowMs);
      const answer = await this.client.querySmall(query, atMs, signal);
      if (!answer.ok) return answer;
      const result = readQueryAnswer(answer.status, answer.body);
      if (!result.ok) return result;
      const vitals = readVitalSigns(result.answer.samples, atMs / 1_000);
      if (!vitals) return failed('bad-vital-signs', 'the answer about the age of the data makes no sense');
      const { partialBecause } = result.answer;
      if (vitals.newestSeconds !== undefined)
        return { ok: true as const, counter, vitals, sentAt: answer.sentAt, partialBecause };
      if (partialBecause !== undefined) return failed('answer-partial', `${partialBecause}, and no fresh series`);
    }
    const metrics = this.dialect.counters.map((each) => each.metric).join(' or ');
    return failed('no-series', `the source has no fresh series of ${metrics}`);
  }

  async #fold(answer: MonitoringAnswer, counter: RequestCounter, signal: AbortSignal) {
    if (!answer.ok) return answer;
    const { custom } = this.settings;
    const order: AggregationOrder = {
      dialect: this.dialect.name,
      keyLabels: keyLabelsOf(counter),
      outcomeLabels: counter.outcomeLabels,
      maxGroups: MAX_GROUPS,
      ...(custom && { custom: { ...custom } }),
    };
    return this.#folder.fold(answer, order, signal);
  }
}

/** The age of the newest sample, for people. */
export function ageOf(sampleAgeMs: number, lagMs: number): string {
  const age = `the newest sample is ${Math.round(sampleAgeMs / 1_000)} s old`;
  return lagMs === 0 ? age : `${age}, ${Math.round(lagMs / 1_000)} s of it because of lag`;
}

/** Why the numbers of an answer may be too small. */
function incompleteness({ partialBecause, dropped }: AggregatedAnswer): string | undefined {
  return partialBecause ?? (dropped > 0 ? `the answer has more than ${MAX_GROUPS} names` : undefined);
}

/** An answer about another moment than the one that was asked for, such as a cache's: the vital signs are not about it. */
function dated({ oldestSeconds }: AggregatedAnswer, atMs: number) {
  const ageMs = atMs - oldestSeconds * 1_000;
  if (ageMs <= DATED_REFUSED_MS) return undefined;
  const age = Number.isNaN(ageMs) ? 'no time' : `a time ${Math.round(ageMs / 1_000)} s before`;
  return failed('answer-dated', `the answer is about ${age} the moment that it was asked for`);
}

function skewed(skewMs: number) {
  const seconds = Math.round(Math.abs(skewMs) / 1_000);
  const side = skewMs > 0 ? 'ahead of' : 'behind';
  return failed('clock-skew', `the clock of the source is ${seconds} s ${side} ours`);
}

function failed(code: string, detail: string) {
  return { ok: false as const, code, detail };
}
