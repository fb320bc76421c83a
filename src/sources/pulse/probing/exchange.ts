import { elapsedMs } from '../../../platform/clock/elapsed.js';
import type { AddressLookUp } from './connections/address-look-up.js';
import type { Connection, ConnectionUser, Destination } from './connections/connection.js';
import { blockedFault } from './connections/connection-fault.js';
import type { ConnectionPool } from './connections/connection-pool.js';
import { drain, type Rest } from './drain.js';
import type { Deadlines } from './deadlines.js';
import type { Answer, NoAnswer } from './answer.js';
import { BodyReader, type BodyProgress } from './http1/body-reader.js';
import { MOST_CODED_BYTES } from './content-coding.js';
import { HeadReader } from './http1/head-reader.js';
import { isSafe, type RequestText } from './request-text.js';
import { isFault, noHttp } from './http1/response-fault.js';
import type { ResponseHead } from './http1/response-head.js';
import type { ProbePhases } from '../probe-result.js';

/** Most of a body that is kept. */
const MOST_BODY_BYTES = 262_144;

/** One request, and what of its answer is wanted. */
export interface ExchangeRequest extends Destination {
  readonly method: string;
  readonly text: RequestText;
  readonly fresh: boolean;
  /** How long a kept connection may be silent before the request is sent again on a new one. */
  readonly silenceMs: number;
  wantsBody(head: ResponseHead): boolean;
}

/** Options of an exchange; shared by all. */
export interface ExchangeOptions {
  readonly pool: ConnectionPool;
  readonly deadlines: Deadlines;
  readonly lookUp: AddressLookUp;
}

/**
 * One request and its answer on one connection: a kept one, or a new one, for which the name is looked up. It sends; reads
 * the head; reads the body if it is wanted; and gives the connection back or ends it.
 */
export class Exchange implements ConnectionUser {
  readonly #startedAtMs = elapsedMs();
  readonly #reader: HeadReader;
  #connection: Connection | undefined;
  #kept = false;
  #over = false;
  #dnsMs: number | undefined;
  #sentAtMs = 0;
  #firstByteMs: number | undefined;
  #head: ResponseHead | undefined;
  #body: BodyReader | undefined;

  constructor(
    private readonly request: ExchangeRequest,
    private readonly means: ExchangeOptions,
    private readonly done: (end: Answer | NoAnswer) => void,
  ) {
    this.#reader = new HeadReader(request.method);
  }

  /** Sends it on a kept connection; false, and nothing is begun, if there is none. */
  startOnKept(): boolean {
    this.#connection = this.means.pool.take(this.request, this);
    if (this.#connection === undefined) return false;
    this.#kept = true;
    this.#send(this.#connection);
    return true;
  }

  /** Sends it on a new connection. */
  startOnNew(): void {
    void this.#connect();
  }

  /** Gives up; `done` is not called any more. Once it is over, its connection may be another's. */
  abort(): void {
    if (this.#over) return;
    this.#over = true;
    this.#connection?.destroy();
  }

  /** What it is waiting for, to be read after "no answer within 5000 ms:". */
  get waitingFor(): string {
    if (this.#connection === undefined) return 'the name was not looked up yet';
    if (this.#connection.stage === 'connect') return 'there was no connection yet';
    if (this.#connection.stage === 'tls') return 'the TLS handshake was not over yet';
    if (this.#body) return 'the body was not complete yet';
    return this.#reader.begun ? 'the head of the answer was not complete yet' : 'the other side was silent';
  }

  /** Whether it is waiting for addresses. */
  get isLookingUp(): boolean {
    return this.#connection === undefined;
  }

  /** Whether the request has been sent. */
  get isSent(): boolean {
    return this.#sentAtMs > 0;
  }

  /** Whether anything of an answer has come. */
  get isAnswered(): boolean {
    return this.#reader.begun || this.#head !== undefined;
  }

  get phases(): ProbePhases {
    const phases: { -readonly [phase in keyof ProbePhases]: number } = {};
    const made = this.#kept ? undefined : this.#connection?.phases;
    if (this.#dnsMs !== undefined) phases.dnsMs = this.#dnsMs;
    if (made?.connectMs !== undefined) phases.connectMs = made.connectMs;
    if (made?.tlsMs !== undefined) phases.tlsMs = made.tlsMs;
    if (this.#firstByteMs !== undefined) phases.firstByteMs = this.#firstByteMs;
    return phases;
  }

  /** Status of the answer, from its head on. */
  get status(): number | undefined {
    return this.#head?.status;
  }

  /** What has come until now, where that may say enough: a status line of failure, or the beginning of a wanted body. */
  get begun(): Answer | undefined {
    const latencyMs = this.#latencyMs;
    if (this.#head && this.#body)
      return { head: this.#head, body: { bytes: this.#body.body, lacks: STOPPED }, latencyMs };
    const head = this.#head ? undefined : this.#failing;
    return head && { head, latencyMs };
  }

  /** Wall time at which the certificate of the other side ends. */
  get validUntilMs(): number | undefined {
    return this.#connection?.validUntilMs;
  }

  opened(): void {
    this.#send(this.#connection!);
  }

  received(bytes: Buffer): void {
    if (this.#body) {
      this.#bodyIs(this.#body.feed(bytes));
      return;
    }
    const read = this.#reader.feed(bytes);
    if (read === undefined) return;
    if (isFault(read)) this.#fail(read);
    else this.#headIs(read.head, bytes.subarray(read.bodyAt));
  }

  ended(fault: NoAnswer, inOrder: boolean): void {
    if (this.#body) this.#bodyIs(inOrder ? this.#body.end() : 'broken');
    else if (this.#reader.begun) this.#cutOff();
    else this.#fail(fault);
  }

  #cutOff(): void {
    const head = this.#failing;
    if (head) this.#headIs(head, NOTHING);
    else this.#fail(noHttp('the answer was cut off within its head'));
  }

  /** Of a head that never ends, a failure can be believed; a success might have meant something else (RFC 9112, 8). */
  get #failing(): ResponseHead | undefined {
    const head = this.#reader.begunHead;
    return head && !isFault(head) && head.status >= 500 ? head : undefined;
  }

  async #connect(): Promise<void> {
    const beforeMs = elapsedMs();
    const { url, policy } = this.request;
    const found = await this.means.lookUp(url.hostname, policy);
    if (this.#over) return;
    this.#dnsMs = elapsedMs() - beforeMs;
    if (!found.ok) {
      const dns = { outcome: 'no-response', cause: 'dns', detail: found.detail } as const;
      return this.#fail(found.code === 'DNS_FAILURE' ? dns : blockedFault(found.detail));
    }
    const opened = this.means.pool.openTo(this.request, found.value, this);
    if ('outcome' in opened) this.#fail(opened);
    else this.#connection = opened;
  }

  #send(connection: Connection): void {
    this.#sentAtMs = elapsedMs();
    connection.send(this.request.text);
  }

  #headIs(head: ResponseHead, rest: Buffer): void {
    this.#head = head;
    this.#firstByteMs = elapsedMs() - this.#sentAtMs;
    const wanted = this.request.wantsBody(head);
    if (head.framing === 'unknown') {
      this.#connection!.destroy();
      this.#finish({ head, ...(wanted && { body: { bytes: NOTHING, lacks: NO_END } }), latencyMs: this.#latencyMs });
      return;
    }
    if (!wanted) {
      this.#release(head.framing, rest);
      this.#finish({ head, latencyMs: this.#latencyMs });
      return;
    }
    const mostBytes = head.codings.length > 0 ? MOST_CODED_BYTES : MOST_BODY_BYTES;
    this.#body = new BodyReader(head.framing, { mostBytes, keep: true });
    this.#bodyIs(this.#body.begin(rest));
  }

  #bodyIs(progress: BodyProgress): void {
    if (progress === 'more') return;
    if (progress === 'broken') {
      this.#fail(noHttp('the body of the answer was cut off or breaks its own form'));
      return;
    }
    const { body: bytes, exceeded } = this.#body!;
    if (progress === 'over' || exceeded) this.#connection!.destroy();
    else this.#release(0, NOTHING);
    const body =
      progress === 'over' ? { bytes, lacks: `it is larger than the ${bytes.length} bytes that are read` } : { bytes };
    this.#finish({ head: this.#head!, body, latencyMs: this.#latencyMs });
  }

  #release(framing: Rest['framing'], begun: Buffer): void {
    const connection = this.#connection!;
    const { pool, deadlines } = this.means;
    const { url, fresh, method } = this.request;
    const again = this.#head!.keepAlive && !fresh && isSafe(method);
    drain({ framing, begun }, connection, deadlines, () => {
      if (again) pool.keep(connection, url);
      else connection.destroy();
    });
  }

  get #latencyMs(): number {
    return elapsedMs() - this.#startedAtMs;
  }

  #fail(why: NoAnswer): void {
    this.#connection?.destroy();
    this.#finish(why);
  }

  #finish(end: Answer | NoAnswer): void {
    if (this.#over) return;
    this.#over = true;
    this.done(end);
  }
}

const NOTHING = Buffer.alloc(0);
const NO_END = 'its length is ambiguous';
const STOPPED = 'it was not complete in time';
