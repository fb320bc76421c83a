import type { Instant } from '../../../platform/clock/clock.js';
import { elapsedMs } from '../../../platform/clock/elapsed.js';
import { Secret } from '../../../platform/settings/secret.js';
import type { Authorization } from './auth/authorization.js';
import type { Deadline } from './deadlines.js';
import type { Answer, NoAnswer } from './answer.js';
import { Asking } from './asking.js';
import { heldUp, SECRET_UNREADABLE, TOKEN_REFUSED } from './own-faults.js';
import type { ExchangeOptions } from './exchange.js';
import { isCoded, withoutCoding } from './content-coding.js';
import { isSafe, requestText, type RequestText } from './request-text.js';
import { retryAfterMs, type ResponseHead } from './http1/response-head.js';
import { bodyDecides, judgeAnswer } from './judge-answer.js';
import type { ProbeRequest } from '../probe-request.js';
import type { ProbeResult } from '../probe-result.js';
import { resultOf, type Told } from './run-result.js';
import type { Trust } from '../trust.js';

/** Options of a run, besides those of an exchange. */
export interface RunOptions extends ExchangeOptions {
  now(): Instant;
  /** Of requests that do not say. */
  readonly trust: Trust;
  /** Headers of every probe, unless the request sets them. */
  readonly defaults: Readonly<Record<string, string>>;
  /** Requests that were written before and hold nothing secret: a target is asked by the same one again and again. */
  readonly texts: WeakMap<ProbeRequest, RequestText>;
  /** Undefined if the request needs none. May throw if a secret cannot be read. */
  authorize(request: ProbeRequest): Authorization | Promise<Authorization> | undefined;
  /** Whether a token that was answered with 401 is replaced by a new one. */
  renew(request: ProbeRequest, token: string): boolean;
}

/**
 * One probe: attempts, with waits between them, under one deadline. An attempt gets its authorization, makes an exchange,
 * and ends in an answer or in none. No answer leads to the next attempt while there are retries and time left; a 401 to a
 * token leads to one with a new token. What is not safe is never sent again. Everything else, the deadline and `cancel`
 * end the run, once.
 */
export class ProbeRun {
  readonly #startedAt: Instant;
  readonly #startedAtMs = elapsedMs();
  readonly #heldUpBeforeMs: number;
  #deadline: Deadline;
  #prolonged = false;
  #backoff: Deadline | undefined;
  #asking: Asking | undefined;
  #attempts = 0;
  #retried = 0;
  #renewed = false;
  #token: string | undefined;
  #lastDetail: string | undefined;
  #over = false;

  constructor(
    private readonly request: ProbeRequest,
    private readonly means: RunOptions,
    private readonly done: (result: ProbeResult) => void,
  ) {
    this.#startedAt = means.now();
    this.#heldUpBeforeMs = means.deadlines.heldUpMs;
    this.#deadline = means.deadlines.after(request.timeoutMs, (stalledMs) => this.#due(stalledMs));
  }

  /** Makes the next attempt. */
  start(): void {
    this.#attempts++;
    this.#asking = undefined;
    const authorization = this.#authorize();
    if (authorization instanceof Promise) void authorization.then((found) => this.#authorized(found));
    else this.#authorized(authorization);
  }

  /** Gives up. */
  cancel(): void {
    this.#giveUp({ outcome: 'cancelled', cause: 'cancelled', detail: 'given up before there was an answer' });
  }

  #authorize(): Authorization | Promise<Authorization> | undefined {
    try {
      return this.means.authorize(this.request);
    } catch {
      return SECRET_UNREADABLE;
    }
  }

  #authorized(found: Authorization | undefined): void {
    if (this.#over) return;
    if (found && 'outcome' in found) return this.#finish(found);
    this.#token = found?.token;
    const text = this.#text(found?.value);
    if ('outcome' in text) this.#finish(text);
    else this.#send(text);
  }

  #text(authorization: string | undefined): RequestText | NoAnswer {
    const { request, means } = this;
    const known = authorization === undefined ? means.texts.get(request) : undefined;
    if (known) return known;
    const headers =
      authorization === undefined ? request.headers : { ...request.headers, Authorization: authorization };
    try {
      const text = requestText({ ...request, headers, close: request.freshConnection }, means.defaults);
      if ('refused' in text) return { outcome: 'blocked', cause: 'blocked', detail: text.refused };
      if (authorization === undefined && !holdsSecret(request)) means.texts.set(request, text);
      return text;
    } catch {
      return SECRET_UNREADABLE;
    }
  }

  #send(text: RequestText): void {
    const { url, policy, method, freshConnection: fresh, expect, trust = this.means.trust } = this.request;
    const wantsBody = (head: ResponseHead): boolean => bodyDecides(head, expect);
    const silenceMs = (this.request.timeoutMs - elapsedMs() + this.#startedAtMs) * SILENT_PART;
    this.#asking = new Asking({ url, policy, trust, method, text, fresh, silenceMs, wantsBody }, this.means, (end) => {
      if ('head' in end) this.#answered(end);
      else this.#unanswered(end);
    });
    this.#asking.start();
  }

  #answered(answer: Answer): void {
    const renews = answer.head.status === 401 && this.#token !== undefined && !this.#renewed;
    const renewed = renews && this.#renew(this.#token!);
    if (typeof renewed === 'object') return this.#finish(renewed);
    if (renewed) {
      if (!isSafe(this.request.method)) return this.#finish(TOKEN_REFUSED);
      this.#renewed = true;
      this.start();
      return;
    }
    if (!isCoded(answer)) return this.#judged(answer);
    // It came in time, however long it takes to be unpacked.
    this.means.deadlines.cancel(this.#deadline);
    void withoutCoding(answer).then((plain) => this.#judged(plain));
  }

  #renew(token: string): boolean | NoAnswer {
    try {
      return this.means.renew(this.request, token);
    } catch {
      return SECRET_UNREADABLE;
    }
  }

  #judged(answer: Answer): void {
    const { retryAfter } = answer.head;
    this.#finish(this.#judge(answer), { retryAfterMs: retryAfterMs(retryAfter, this.means.now().wallMs) });
  }

  /** The duration of an answer is unknown if this process was late to read it. */
  #judge(answer: Answer): Pick<ProbeResult, 'outcome' | 'cause' | 'detail'> {
    const { expect } = this.request;
    const judged = judgeAnswer(answer, expect);
    const heldUpMs = this.#heldUpMs;
    if (judged.outcome === 'success' || heldUpMs === 0) return judged;
    const atLeastMs = answer.latencyMs - heldUpMs;
    return judgeAnswer({ ...answer, latencyMs: atLeastMs }, expect).outcome === 'success' ? heldUp(heldUpMs) : judged;
  }

  get #heldUpMs(): number {
    return this.means.deadlines.heldUpMs - this.#heldUpBeforeMs;
  }

  #unanswered(why: NoAnswer): void {
    const { retries, backoffMs, timeoutMs } = this.request;
    const waitMs = backoffMs * 2 ** this.#retried;
    const isTime = elapsedMs() - this.#startedAtMs + waitMs < timeoutMs;
    if (!this.#mayRetry(why) || this.#retried >= retries || !isTime) {
      this.#finish(why);
      return;
    }
    this.#retried++;
    this.#lastDetail = why.detail;
    this.#backoff = this.means.deadlines.after(waitMs, () => this.start());
  }

  #mayRetry({ outcome, cause }: NoAnswer): boolean {
    if (outcome !== 'no-response' || cause === 'auth') return false;
    return isSafe(this.request.method) || !this.#asking!.isSent;
  }

  /** A deadline that passed while this process stood still says nothing about the other side; shorter delays are added once. */
  #due(stalledMs: number): void {
    const lostMs = Math.min(this.#heldUpMs, this.request.timeoutMs);
    if (stalledMs > 0) this.#giveUp(heldUp(stalledMs));
    else if (lostMs === 0 || this.#prolonged) this.#tooLate();
    else {
      this.#prolonged = true;
      this.#deadline = this.means.deadlines.after(lostMs, (again) => this.#due(again));
    }
  }

  /** What has come may be enough all the same: a failure by its status, or a body with the text that was asked for. */
  #tooLate(): void {
    if (this.#backoff) this.means.deadlines.cancel(this.#backoff);
    const begun = this.#asking?.begun ?? [];
    const why = this.#whyTooLate();
    this.#asking?.abort();
    if (begun.some(isCoded)) void Promise.all(begun.map(withoutCoding)).then((plain) => this.#late(plain, why));
    else this.#late(begun, why);
  }

  #late(begun: readonly Answer[], why: NoAnswer): void {
    for (const answer of begun) {
      const judged = judgeAnswer(answer, this.request.expect);
      if (judged.cause === 'status') return this.#finish(judged, { status: answer.head.status });
    }
    this.#finish(why);
  }

  #whyTooLate(): NoAnswer {
    const { failure, isLookingUp, waitingFor } = this.#asking ?? NO_TOKEN_YET;
    if (failure) return failure;
    const before = this.#lastDetail === undefined ? '' : `; before: ${this.#lastDetail}`;
    const detail = `no answer within ${this.request.timeoutMs} ms: ${waitingFor}${before}`;
    const cause = this.#asking ? (isLookingUp ? 'dns' : 'timeout') : 'auth';
    return { outcome: 'no-response', cause, detail };
  }

  #giveUp(end: NoAnswer): void {
    this.#asking?.abort();
    this.#finish(end);
  }

  #finish(end: NoAnswer, told: Told = {}): void {
    if (this.#over) return;
    this.#over = true;
    const { deadlines } = this.means;
    deadlines.cancel(this.#deadline);
    if (this.#backoff) deadlines.cancel(this.#backoff);
    const made = { startedAt: this.#startedAt, startedAtMs: this.#startedAtMs, attempts: this.#attempts };
    this.done(resultOf(end, told, { ...made, asking: this.#asking }));
  }
}

function holdsSecret({ headers }: ProbeRequest): boolean {
  return Object.values(headers).some((value) => value instanceof Secret);
}

/** Of the time that is left, a kept connection may be silent for this part; the rest is for a new one. */
const SILENT_PART = 0.25;
const NO_TOKEN_YET = { failure: undefined, isLookingUp: false, waitingFor: 'there was no token yet' };
