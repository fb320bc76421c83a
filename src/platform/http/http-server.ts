import { createServer, type Server, type ServerResponse } from 'node:http';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyServerOptions } from 'fastify';
import type { Drain } from './drain.js';
import type { EarlyAnswers } from './early-answers.js';
import { answerClientError } from './client-error.js';
import { methodsOf } from './allowed-methods.js';
import { sendProblem } from './problem.filter.js';
import { instanceOf, PROBLEM_TYPE, problemOf } from './problem.js';

/** Limits of the server. Nest leaves the request time-out off, Node checks it every 30 s only. */
const LIMITS = {
  requestTimeout: 10_000,
  headersTimeout: 5_000,
  keepAliveTimeout: 72_000,
  connectionsCheckingInterval: 1_000,
  maxHeaderSize: 16_384,
} as const;
const BODY_LIMIT_BYTES = 256 * 1024;
const MAX_CONNECTIONS = 20_000;

/** Headers that every answer carries. */
export const SECURITY_HEADERS = { 'x-content-type-options': 'nosniff' } as const;

/** Also served without the prefix: probes and scrapers need not know it. */
export const OPERATION_PATHS: readonly string[] = ['/health/live', '/health/ready', '/metrics'];

/** What the server is built with; `prefix` is empty or a path without a final `/`. */
export interface HttpServerParts {
  readonly early: EarlyAnswers;
  readonly drain: Drain;
  readonly prefix: string;
}

/** The Fastify adapter with our limits, early answers, problem documents and drain. */
export function createHttpAdapter({ early, drain, prefix }: HttpServerParts): FastifyAdapter {
  const options: FastifyServerOptions & { serverFactory: unknown } = {
    bodyLimit: BODY_LIMIT_BYTES,
    requestTimeout: LIMITS.requestTimeout,
    keepAliveTimeout: LIMITS.keepAliveTimeout,
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    exposeHeadRoutes: true,
    rewriteUrl: (request) => withoutPrefix(request.url ?? '/', prefix),
    logger: false,
    routerOptions: { maxParamLength: 512 },
    serverFactory: (handler: Parameters<typeof createServer>[1]) => createLimitedServer(early, handler),
    clientErrorHandler: answerClientError,
    frameworkErrors: (error, request, reply) => {
      sendProblem(reply as FastifyReply, problemOf(error.statusCode ?? 400, error.message, instanceOf(request.url)));
    },
  };
  const adapter = new FastifyAdapter(options as never);
  addHooks(adapter.getInstance<FastifyInstance>(), drain);
  return adapter;
}

/** Leads the operation paths below the prefix to the routes without it. */
function withoutPrefix(url: string, prefix: string): string {
  if (prefix === '' || !url.startsWith(prefix)) return url;
  const rest = url.slice(prefix.length);
  return OPERATION_PATHS.includes(rest.split('?', 1)[0]!) ? rest : url;
}

function createLimitedServer(early: EarlyAnswers, handler: Parameters<typeof createServer>[1]): Server {
  const server = createServer({ ...LIMITS, requireHostHeader: false }, (request, response) => {
    if (request.headers.host === undefined && request.httpVersion === '1.1') answerNoHost(response);
    else if (!early.tryAnswer(request, response)) handler!(request, response as never);
  });
  server.maxConnections = MAX_CONNECTIONS;
  server.maxHeadersCount = 64;
  return server;
}

/** Node's own answer to this has no body. */
function answerNoHost(response: ServerResponse): void {
  const problem = problemOf(400, 'the Host header is missing', '/');
  response.writeHead(400, { 'content-type': PROBLEM_TYPE, connection: 'close' }).end(JSON.stringify(problem));
}

function addHooks(fastify: FastifyInstance, drain: Drain): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    void reply.headers(SECURITY_HEADERS);
    if (drain.draining) void reply.header('connection', 'close');
    const allowed = methodsOf(fastify, request);
    if (allowed.length === 0 || allowed.includes(request.method)) return done();
    void reply.header('allow', allowed.join(', '));
    sendProblem(reply, problemOf(405, `${request.method} is not allowed here`, instanceOf(request.url)));
  });
}
