import type { FastifyInstance, FastifyReply } from 'fastify';
import type { CorsSettings } from './cors.settings.js';

/** What pages may see of an answer besides the headers that every page may. */
const EXPOSED = 'ETag, Link, Retry-After, X-Request-Id, X-Result-Count, X-Total-Count';
const PREFLIGHT = {
  'access-control-allow-methods': 'GET, HEAD',
  'access-control-allow-headers': 'If-None-Match, X-Request-Id, traceparent, tracestate',
  'access-control-max-age': '600',
};
const READS: readonly (string | undefined)[] = ['GET', 'HEAD'];

/** Opens reads to pages of some origins (the Fetch standard's CORS), never with credentials and never writes. */
export class Cors {
  readonly #origins: ReadonlySet<string>;
  readonly #anyone: boolean;

  constructor({ origins }: CorsSettings) {
    this.#origins = new Set(origins);
    this.#anyone = this.#origins.has('*');
  }

  /** Whether any origin is let in: if not, answers are the same for all and say nothing of origins. */
  get isOpen(): boolean {
    return this.#origins.size > 0;
  }

  /** Headers, as Node's flat list, of an answer to a read by a page of `origin`; `vary` is that of the answer without them. */
  headers(origin: string | undefined, vary: string | undefined): string[] {
    const allowed = this.#allowed(origin);
    const varies = this.#anyone ? vary : [vary, 'origin'].filter((each) => each !== undefined).join(', ');
    return [
      ...(varies === undefined ? [] : ['vary', varies]),
      ...(allowed === undefined
        ? []
        : ['access-control-allow-origin', allowed, 'access-control-expose-headers', EXPOSED]),
    ];
  }

  /** The same added to the headers of an answer that is ready. */
  added(headers: readonly string[], origin: string | undefined): readonly string[] {
    if (!this.isOpen) return headers;
    const at = headers.indexOf('vary');
    const others = at < 0 ? headers : [...headers.slice(0, at), ...headers.slice(at + 2)];
    return [...others, ...this.headers(origin, at < 0 ? undefined : headers[at + 1])];
  }

  /** Has every routed read answered so, problems too, and browsers' questions whether they may ask. */
  addTo(fastify: FastifyInstance): void {
    if (!this.isOpen) return;
    fastify.addHook('onRequest', (request, reply, done) => {
      const { origin, 'access-control-request-method': asked } = request.headers;
      if (request.method !== 'OPTIONS' || asked === undefined || !this.#allowed(origin)) return done();
      setAll(reply, this.headers(origin, 'access-control-request-method, access-control-request-headers'));
      void reply.status(204).headers(PREFLIGHT).send();
    });
    fastify.addHook('onSend', (request, reply, _payload, done) => {
      const vary = reply.getHeader('vary');
      if (READS.includes(request.method))
        setAll(reply, this.headers(request.headers.origin, vary === undefined ? undefined : String(vary)));
      done();
    });
  }

  #allowed(origin: string | undefined): string | undefined {
    if (origin === undefined) return undefined;
    if (this.#anyone) return '*';
    return this.#origins.has(origin) ? origin : undefined;
  }
}

function setAll(reply: FastifyReply, headers: readonly string[]): void {
  for (let index = 0; index < headers.length; index += 2) void reply.header(headers[index]!, headers[index + 1]!);
}
