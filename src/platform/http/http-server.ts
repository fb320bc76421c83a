import type { RequestListener } from 'node:http';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest, FastifyServerOptions, HTTPMethods } from 'fastify';
import type { Clock } from '../clock/clock.js';
import type { Log } from '../telemetry/log.js';
import { answerClientError } from './client-error.js';
import type { Cors } from './cors.js';
import type { Drain } from './drain.js';
import type { EarlyAnswers } from './early-answers.js';
import type { HttpMetrics } from './http.metrics.js';
import { createLimitedServer } from './limited-server.js';
import { sendProblem } from './problem.filter.js';
import { problemOf } from './problem.js';
import { identifyRequests, requestIdOf } from './request-identity.js';
import { SECURITY_HEADERS } from './security-headers.js';

const PROBLEMS = '/problems/';
/** Also served without the prefix: probes and scrapers need not know it, and the types of problems do not have it. */
export const SHARED_PATHS: readonly string[] = [
  '/health/live',
  '/health/ready',
  '/metrics',
  '/metrics/heartbeats',
  `${PROBLEMS}:slug`,
];

const METHODS: readonly HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** What the server is built with; `prefix` is empty or a path without a final `/`. */
export interface HttpServerOptions {
  readonly early: EarlyAnswers;
  readonly cors: Cors;
  readonly drain: Drain;
  readonly metrics: HttpMetrics;
  readonly clock: Clock;
  readonly prefix: string;
  readonly log: Log;
}

/** The Fastify adapter with our limits, early answers, problem documents, metrics and drain. */
export function createHttpAdapter(options: HttpServerOptions): FastifyAdapter {
  const { drain, metrics, prefix, cors } = options;
  const serverOptions: FastifyServerOptions & { serverFactory: unknown } = {
    return503OnClosing: false,
    forceCloseConnections: 'idle',
    exposeHeadRoutes: true,
    rewriteUrl: (request) => withoutPrefix(inOriginForm(request.url ?? '/'), prefix),
    logger: false,
    genReqId: requestIdOf,
    routerOptions: { maxParamLength: 512 },
    serverFactory: (router: RequestListener) => createLimitedServer(options, router),
    clientErrorHandler: (error, socket) => answerClientError(error, socket, metrics),
    frameworkErrors: (error, request, reply) => {
      setSecurityHeaders(reply as FastifyReply);
      sendProblem(reply as FastifyReply, problemOf(error.statusCode ?? 400, error.message, request.url));
    },
  };
  const adapter = new FastifyAdapter(serverOptions as never);
  const fastify = adapter.getInstance<FastifyInstance>();
  identifyRequests(fastify);
  leaveBodiesUnread(fastify);
  cors.addTo(fastify);
  addHooks(fastify, drain, metrics);
  return adapter;
}

/** A target in absolute form (`GET http://host/path`) is routed by its path (RFC 9112, 3.2.2). */
function inOriginForm(url: string): string {
  const path = url.replace(/^https?:\/\/[^/?#]*/i, '');
  return path.startsWith('/') || path === '*' ? path : `/${path}`;
}

/** Routes what is served without the prefix, too, to there. */
function withoutPrefix(url: string, prefix: string): string {
  if (prefix === '' || !url.startsWith(prefix)) return url;
  const rest = url.slice(prefix.length);
  return rest.startsWith(PROBLEMS) || SHARED_PATHS.includes(rest.split('?', 1)[0]!) ? rest : url;
}

/** Handlers read bodies by `readBody`, after the guard, so that no one else can make the service buffer one. */
function leaveBodiesUnread(fastify: FastifyInstance): void {
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser('*', (_request, payload, done) => done(null, payload));
}

function addHooks(fastify: FastifyInstance, drain: Drain, metrics: HttpMetrics): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    if (drain.draining) void reply.header('connection', 'close');
    setSecurityHeaders(reply);
    const allowed = methodsOf(fastify, request);
    if (allowed.length === 0 || allowed.includes(request.method)) return done();
    void reply.header('allow', allowed.join(', '));
    sendProblem(reply, problemOf(405, `${request.method} is not allowed here`, request.url));
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    const route = request.is404 ? 'none' : (request.routeOptions.url ?? 'none');
    metrics.tally(request.is404 ? 'any' : request.method, route).answered(reply.statusCode, reply.elapsedTime);
    done();
  });
}

/** Methods that have a route at the path of a request that itself matched none; empty if there is no such path. */
function methodsOf(fastify: FastifyInstance, request: FastifyRequest): string[] {
  if (!request.is404) return [];
  const url = request.url.split('?', 1)[0]!;
  return METHODS.filter((method) => fastify.findRoute({ url, method }) !== null);
}

function setSecurityHeaders(reply: FastifyReply): void {
  for (let index = 0; index < SECURITY_HEADERS.length; index += 2) {
    void reply.header(SECURITY_HEADERS[index]!, SECURITY_HEADERS[index + 1]!);
  }
}
