import type { ProbePhases } from '../probe-result.js';
import type { Deadline } from './deadlines.js';
import type { Answer, NoAnswer } from './answer.js';
import { Exchange, type ExchangeOptions, type ExchangeRequest } from './exchange.js';
import { isSafe } from './request-text.js';

/**
 * One request, asked until there is an answer, or none. A safe one is sent on a kept connection, if there is one; and
 * once more on a new one, should the kept one turn out to be closed or stay silent: something on the way may have
 * forgotten it, which says nothing about the API. An answer of either counts. Why the new one has none is told once the
 * kept one is closed, or the time is over: a gateway may allow a client one connection. What is not safe is sent once, on a
 * new connection.
 */
export class Asking {
  #kept: Exchange | undefined;
  #made: Exchange | undefined;
  #answered: Exchange | undefined;
  #silence: Deadline | undefined;
  #failure: NoAnswer | undefined;
  #isRepeated = false;

  constructor(
    private readonly request: ExchangeRequest,
    private readonly means: ExchangeOptions,
    private readonly done: (end: Answer | NoAnswer) => void,
  ) {}

  start(): void {
    const { fresh, method, silenceMs } = this.request;
    const exchange = this.#exchange();
    if (fresh || !isSafe(method) || !exchange.startOnKept()) {
      this.#askOnNew(exchange);
      return;
    }
    this.#kept = exchange;
    this.#silence = this.means.deadlines.after(silenceMs, () => this.#askAgain());
  }

  /** Gives up; `done` is not called any more. */
  abort(): void {
    this.#stopListening();
    this.#kept?.abort();
    this.#made?.abort();
  }

  /** What it is waiting for, to be read after "no answer within 5000 ms:". */
  get waitingFor(): string {
    return this.#current.waitingFor;
  }

  /** Whether it is waiting for addresses. */
  get isLookingUp(): boolean {
    return this.#current.isLookingUp;
  }

  /** Whether the request has been sent. */
  get isSent(): boolean {
    return this.#current.isSent;
  }

  /** Whether the request was sent, or was to be sent, a second time. */
  get isRepeated(): boolean {
    return this.#isRepeated;
  }

  /** Why there is no new connection, while the kept one may still answer. */
  get failure(): NoAnswer | undefined {
    return this.#failure;
  }

  /** What has come of answers until now, where that may say enough. */
  get begun(): readonly Answer[] {
    if (this.#answered) return [];
    return [this.#kept?.begun, this.#made?.begun].filter((each) => each !== undefined);
  }

  get phases(): ProbePhases {
    return this.#current.phases;
  }

  /** Status of the answer, from its head on. */
  get status(): number | undefined {
    return this.#current.status;
  }

  /** Wall time at which the certificate of the other side ends. */
  get validUntilMs(): number | undefined {
    return this.#current.validUntilMs;
  }

  get #current(): Exchange {
    return (this.#answered ?? this.#made ?? this.#kept)!;
  }

  #exchange(): Exchange {
    const exchange: Exchange = new Exchange(this.request, this.means, (end) => this.#ended(exchange, end));
    return exchange;
  }

  #askOnNew(exchange: Exchange): void {
    this.#made = exchange;
    exchange.startOnNew();
  }

  #askAgain(): void {
    this.#silence = undefined;
    if (this.#kept!.isAnswered) return;
    this.#isRepeated = true;
    this.#askOnNew(this.#exchange());
  }

  #ended(exchange: Exchange, end: Answer | NoAnswer): void {
    if ('head' in end || exchange.isAnswered) this.#finish(exchange, end);
    else if (exchange === this.#made) this.#newIsUnanswered(exchange, end);
    else this.#keptIsClosed();
  }

  #keptIsClosed(): void {
    this.#stopListening();
    const made = this.#made;
    if (made === undefined) this.#askAgain();
    else if (this.#failure) this.#finish(made, this.#failure);
    this.#kept = undefined;
  }

  #newIsUnanswered(made: Exchange, end: NoAnswer): void {
    if (this.#kept && end.outcome !== 'blocked') this.#failure = end;
    else this.#finish(made, end);
  }

  #finish(exchange: Exchange, end: Answer | NoAnswer): void {
    this.#stopListening();
    this.#answered = exchange;
    const other = exchange === this.#made ? this.#kept : this.#made;
    other?.abort();
    this.done(end);
  }

  #stopListening(): void {
    if (this.#silence) this.means.deadlines.cancel(this.#silence);
    this.#silence = undefined;
  }
}
