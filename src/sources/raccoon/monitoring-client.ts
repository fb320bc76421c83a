import type { Clock, Instant } from '../../platform/clock/clock.js';
import type { SourceContext } from '../source-kind.js';
import { SourceClient, type SourceAnswer } from '../source-request.js';
import { flavourOf, METRICSQL_ONLY, UNKNOWN_FLAVOUR, type Flavour } from './flavour.js';
import { readQueryAnswer } from './query-answer.js';
import type { RaccoonSettings } from './raccoon.settings.js';

/** What a series may take in an answer: its labels, and the samples of a minute. */
const BYTES_OF_A_SERIES = 400;
const LEAST_ANSWER_BYTES = 32 * 1024 * 1024;
/** Answers of a few lines: parsed at once, so that they must not hold the event loop. */
const MAX_SMALL_BYTES = 64 * 1024;
/** VictoriaMetrics holds back the newest 30 s unless told otherwise; 1 s is the least it accepts. */
const FRESHEST = { latency_offset: '1s', nocache: '1' };
/** Below this the clocks count as equal: the Date header has whole seconds, and requests take time. */
export const SKEW_TOLERATED_MS = 5_000;
/** A clock this far off makes every age wrong: no moment is reckoned by it. */
export const SKEW_REFUSED_MS = 60_000;

/** One query's body, and when it was sent by our clocks. */
export type MonitoringAnswer = SourceAnswer & { readonly sentAt: Instant };

/** Speaks the HTTP API of Prometheus and its kin; learns the server's flavour and clock on the way. */
export class MonitoringClient {
  readonly #client: SourceClient;
  readonly #clock: Clock;
  #flavour: Flavour | undefined;
  #skewMs = 0;
  #worstSkewMs = 0;

  constructor(
    private readonly settings: RaccoonSettings,
    context: Pick<SourceContext, 'http' | 'clock'>,
  ) {
    this.#client = new SourceClient(context.http, settings);
    this.#clock = context.clock;
  }

  /** Sends a query whose answer may be large, evaluated at `atMs` on the server's clock. */
  async query(query: string, atMs: number, signal: AbortSignal): Promise<MonitoringAnswer> {
    const maxBytes = Math.max(LEAST_ANSWER_BYTES, this.settings.maximumSeries * BYTES_OF_A_SERIES);
    return this.#query({ query, atMs, maxBytes }, signal);
  }

  /** Sends a query that is answered in a few lines. */
  async querySmall(query: string, atMs: number, signal: AbortSignal): Promise<MonitoringAnswer> {
    return this.#query({ query, atMs, maxBytes: MAX_SMALL_BYTES }, signal);
  }

  /**
   * The flavour; asked once, and again after `forgetFlavour`. A server that cannot be reached, or is too busy to
   * answer, is unknown for this time only.
   */
  async flavour(signal: AbortSignal): Promise<Flavour> {
    if (this.#flavour) return this.#flavour;
    const info = await this.#send({ path: '/api/v1/status/buildinfo', maxBytes: MAX_SMALL_BYTES }, signal);
    if (!info.ok && info.code !== 'not-authorised') return UNKNOWN_FLAVOUR;
    const probe = await this.querySmall(METRICSQL_ONLY, this.serverNowMs(), signal);
    const metricsQl = understandsMetricsQl(probe);
    if (metricsQl === undefined) return UNKNOWN_FLAVOUR;
    this.#flavour = flavourOf(info.ok ? json(info.body) : undefined, metricsQl);
    return this.#flavour;
  }

  /** Lets the flavour be found out anew: the server may have been replaced. */
  forgetFlavour(): void {
    this.#flavour = undefined;
  }

  /** How far the server's clock is ahead of ours, ms, as of the newest answer. */
  get skewMs(): number {
    return this.#skewMs;
  }

  /** The largest difference that any answer showed since it was asked for last. */
  takeWorstSkewMs(): number {
    const worst = this.#worstSkewMs;
    this.#worstSkewMs = 0;
    return worst;
  }

  /** The part of that by which times are corrected: small differences count as none, and one that is refused is not followed. */
  get followedSkewMs(): number {
    const differsMs = Math.abs(this.#skewMs);
    return differsMs > SKEW_TOLERATED_MS && differsMs <= SKEW_REFUSED_MS ? this.#skewMs : 0;
  }

  /** What the server's clock shows now, as far as it is followed. */
  serverNowMs(): number {
    return this.#clock.now().wallMs + this.followedSkewMs;
  }

  close(): void {
    this.#client.close();
  }

  async #query(
    { query, atMs, maxBytes }: { query: string; atMs: number; maxBytes: number },
    signal: AbortSignal,
  ): Promise<MonitoringAnswer> {
    const form = { query, time: (atMs / 1_000).toFixed(3), ...FRESHEST };
    return this.#send({ path: '/api/v1/query', form, maxBytes }, signal);
  }

  async #send(
    request: { path: string; form?: Record<string, string>; maxBytes: number },
    signal: AbortSignal,
  ): Promise<MonitoringAnswer> {
    const sentAt = this.#clock.now();
    const answer = await this.#client.send(
      {
        url: `${this.settings.url.replace(/\/+$/, '')}${request.path}`,
        method: request.form ? 'POST' : 'GET',
        headers: this.#headers(request.form !== undefined),
        ...(request.form && { body: new URLSearchParams(request.form).toString() }),
        deadlineMs: this.settings.timeoutMs,
        maxBytes: request.maxBytes,
      },
      signal,
    );
    if (answer.ok && answer.dateMs !== undefined) this.#noteDate(answer.dateMs, sentAt);
    return { ...answer, sentAt };
  }

  #headers(form: boolean): Record<string, string> {
    return {
      accept: 'application/json',
      'accept-encoding': this.settings.compress ? 'gzip' : 'identity',
      ...(form && { 'content-type': 'application/x-www-form-urlencoded' }),
      ...(this.settings.tenant !== undefined && { 'x-scope-orgid': this.settings.tenant }),
    };
  }

  /**
   * The Date header names a second, which was written at some time between asking and now: where both clocks may have
   * shown the same, they count as equal, however long the answer took.
   */
  #noteDate(dateMs: number, sentAt: Instant): void {
    const leastMs = dateMs - this.#clock.now().wallMs;
    const mostMs = dateMs + 1_000 - sentAt.wallMs;
    this.#skewMs = leastMs <= 0 && mostMs >= 0 ? 0 : Math.round((leastMs + mostMs) / 2);
    if (Math.abs(this.#skewMs) > Math.abs(this.#worstSkewMs)) this.#worstSkewMs = this.#skewMs;
  }
}

function json(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}

/** MetricsQL answers `METRICSQL_ONLY` with a vector or a scalar, Prometheus with a refusal; the rest says nothing. */
function understandsMetricsQl(probe: SourceAnswer): boolean | undefined {
  if (!probe.ok) return undefined;
  if (probe.status === 400 || probe.status === 422) return false;
  const result = readQueryAnswer(probe.status, probe.body);
  return probe.status === 200 && (result.ok || result.code === 'answer-shape') ? true : undefined;
}
