import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { context, propagation, SpanKind, SpanStatusCode, trace, type Span } from '@opentelemetry/api';
import type { AxiosInstance, AxiosResponse } from 'axios';
import { withDeadline } from '../platform/clock/deadline.js';
import type { AuthSettings, TlsSettings } from './source.settings.js';
import { failureOf, isNeverRead, refusalOf, type RequestFailure } from './request-failure.js';
import { withoutSecrets } from './server-words.js';
import { only } from './source-address.js';
import { authoritiesOf } from './trusted-authorities.js';

/** Options of every request to a source. */
export const SOURCE_REQUESTS = { maxRedirects: 0, proxy: false, validateStatus: () => true } as const;

/** One request to a source. */
export interface SourceRequest {
  readonly url: string;
  readonly method: 'GET' | 'POST';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Time for everything, the body included. */
  readonly deadlineMs: number;
  /** Largest body that is read, decompressed. */
  readonly maxBytes: number;
}

/** The answer: a body, or in one word and one sentence why there is none. */
export type SourceAnswer =
  | {
      readonly ok: true;
      readonly status: number;
      readonly body: Buffer;
      readonly dateMs?: number;
      readonly contentType: string;
    }
  | Failure;

/** Why there is no answer, or no usable one. */
export type Failure = RequestFailure;

/** An answer while it comes. */
export interface SourceStream {
  readonly status: number;
  readonly contentType: string;
  /** `Date`, wall ms, and `Age`, ms, where the answer has them. */
  readonly dateMs?: number;
  readonly ageMs?: number;
  /** Whether the answer says where its body ends: then a body that was cut off does not pass for a whole one. */
  readonly isFramed: boolean;
  /** The body, decompressed. Ends with an error if it is cut off: then what was read must not be used. */
  readonly pieces: AsyncIterable<Buffer>;
}

/** What is read of the body of a refusal: enough for a sentence. */
const MAX_REFUSAL_BYTES = 8 * 1_024;

/** Reaches one source: authentication, trust and limits in one place. Failures are values, never thrown. */
export class SourceClient {
  readonly #httpAgent: HttpAgent;
  readonly #httpsAgent: HttpsAgent;
  readonly #tracer = trace.getTracer('heartbeat');
  /** What was sent to prove who we are. */
  #secrets: readonly string[] = [];

  constructor(
    private readonly http: AxiosInstance,
    private readonly access: { readonly auth?: AuthSettings; readonly tls?: TlsSettings },
    /** The one address to connect to, whatever the name in the URL leads to. */
    address?: string,
  ) {
    const options = { keepAlive: true, maxSockets: 16, ...(address !== undefined && { lookup: only(address) }) };
    this.#httpAgent = new HttpAgent(options);
    this.#httpsAgent = new HttpsAgent({ ...options, ...authoritiesOf(access.tls) });
  }

  /** Sends a request, in a span of its own where traces are sent; `signal` gives it up. */
  send(request: SourceRequest, signal: AbortSignal): Promise<SourceAnswer> {
    return this.#inSpan(request, signal, async (span, ended) => {
      const asked = await this.#ask<Buffer>({ ...request, responseType: 'arraybuffer' }, ended, span);
      return asked.ok ? answerOf(asked.response, this.#secrets) : asked;
    });
  }

  /** Sends a request likewise, and hands the answer to `read` while it comes. What `read` throws is thrown. */
  stream<T extends { readonly ok: true }>(
    request: SourceRequest,
    signal: AbortSignal,
    read: (stream: SourceStream) => Promise<T | Failure>,
  ): Promise<T | Failure> {
    return this.#inSpan(request, signal, async (span, ended) => {
      const asked = await this.#ask<AsyncIterable<Buffer>>({ ...request, responseType: 'stream' }, ended, span);
      if (!asked.ok) return asked;
      const { status, data, headers } = asked.response;
      const body = new Body(data);
      const pieces = body.pieces();
      try {
        const answer =
          status >= 300
            ? refusalOf(asked.response, withoutSecrets(await beginningOf(pieces), this.#secrets))
            : await read({
                status,
                pieces,
                isFramed: 'content-length' in headers || 'transfer-encoding' in headers,
                contentType: contentTypeOf(asked.response),
                ...datesOf(asked.response),
              });
        // An unread body would hold the connection until the deadline.
        for await (const rest of pieces) void rest;
        return answer;
      } catch (error) {
        if (error === body.brokenBy) return failureOf(error, request);
        throw error;
      }
    });
  }

  /** Runs one exchange in a span; `ended` is its deadline or `signal`, whichever comes first. */
  #inSpan<T extends { readonly ok: true } | Failure>(
    request: SourceRequest,
    signal: AbortSignal,
    run: (span: Span, ended: AbortSignal) => Promise<T>,
  ): Promise<T> {
    const attributes = { 'http.request.method': request.method, 'url.full': request.url };
    return this.#tracer.startActiveSpan(request.method, { kind: SpanKind.CLIENT, attributes }, async (span) => {
      try {
        const answer = await withDeadline(request.deadlineMs, signal, (ended) => run(span, ended));
        if (!answer.ok) markFailed(span, answer);
        return answer;
      } finally {
        span.end();
      }
    });
  }

  async #ask<T>(
    request: SourceRequest & { readonly responseType: 'arraybuffer' | 'stream' },
    signal: AbortSignal,
    span: Span,
  ): Promise<{ readonly ok: true; readonly response: AxiosResponse<T> } | Failure> {
    const trail: Record<string, string> = {};
    propagation.inject(context.active(), trail);
    try {
      const response = await this.http.request<T>({
        ...SOURCE_REQUESTS,
        url: request.url,
        method: request.method,
        data: request.body,
        headers: { accept: '*/*', 'accept-encoding': 'gzip', ...trail, ...request.headers, ...this.#authorization() },
        responseType: request.responseType,
        maxContentLength: request.maxBytes,
        signal,
        httpAgent: this.#httpAgent,
        httpsAgent: this.#httpsAgent,
      });
      span.setAttribute('http.response.status_code', response.status);
      return { ok: true, response };
    } catch (error) {
      return failureOf(error, request);
    }
  }

  /** Closes idle connections. */
  close(): void {
    this.#httpAgent.destroy();
    this.#httpsAgent.destroy();
  }

  #authorization(): Record<string, string> {
    const { basic, bearer } = this.access.auth ?? {};
    if (bearer) {
      const token = bearer.token.reveal();
      this.#secrets = [token];
      return { authorization: `Bearer ${token}` };
    }
    if (!basic) return {};
    const password = basic.password.reveal();
    const pair = Buffer.from(`${basic.username}:${password}`).toString('base64');
    this.#secrets = [pair, password];
    return { authorization: `Basic ${pair}` };
  }
}

function markFailed(span: Span, { code, detail }: Failure): void {
  span.setAttribute('error.type', code).setStatus({ code: SpanStatusCode.ERROR, message: detail });
}

/** A body on its way; `brokenBy` says that the network or the source, not its reader, ended it too soon. */
class Body {
  brokenBy: unknown;

  constructor(private readonly stream: AsyncIterable<Buffer>) {}

  async *pieces(): AsyncGenerator<Buffer> {
    try {
      yield* this.stream;
    } catch (error) {
      this.brokenBy = error;
      throw error;
    }
  }
}

function answerOf(response: AxiosResponse<Buffer>, secrets: readonly string[]): SourceAnswer {
  const { status, data } = response;
  const { dateMs } = datesOf(response);
  const isRefusal = status >= 300;
  const words = isRefusal ? withoutSecrets(data.toString('utf8', 0, MAX_REFUSAL_BYTES), secrets) : '';
  if (isRefusal && isNeverRead(status)) return refusalOf(response, words);
  const body = isRefusal ? Buffer.from(words) : data;
  const answer = { ok: true, status, body, contentType: contentTypeOf(response) } as const;
  return { ...answer, ...(dateMs !== undefined && { dateMs }) };
}

/** The beginning of a body, as text. */
async function beginningOf(pieces: AsyncIterable<Buffer>): Promise<string> {
  const kept: Buffer[] = [];
  let bytes = 0;
  for await (const piece of pieces) {
    if (bytes < MAX_REFUSAL_BYTES) kept.push(piece);
    bytes += piece.length;
  }
  return Buffer.concat(kept).toString('utf8', 0, MAX_REFUSAL_BYTES);
}

function datesOf({ headers }: AxiosResponse): { dateMs?: number; ageMs?: number } {
  const date = Date.parse(String(headers['date']));
  const age = /^\d{1,9}$/.exec(String(headers['age']));
  return { ...(Number.isFinite(date) && { dateMs: date }), ...(age && { ageMs: Number(age[0]) * 1_000 }) };
}

function contentTypeOf(response: AxiosResponse): string {
  return String(response.headers['content-type'] ?? '');
}
