import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { context, propagation, SpanKind, SpanStatusCode, trace, type Span } from '@opentelemetry/api';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { requestIsOver, runForRequest } from '../telemetry/request-context.js';
import { parseTraceParent } from '../telemetry/trace-parent.js';
import { instanceOf } from './problem.js';

const SAFE_ID = /^[A-Za-z0-9._-]{1,128}$/;

/** The id that a client or a proxy gave its request, where it is safe to repeat; else one of our own. */
export function requestIdOf({ headers }: IncomingMessage): string {
  const given = headers['x-request-id'];
  return typeof given === 'string' && SAFE_ID.test(given) ? given : randomUUID();
}

/**
 * Makes a request known to everything that is done for it: log lines carry its id and its place in the trace, and where
 * traces are sent it has a span. To be added before all other hooks.
 */
export function identifyRequests(fastify: FastifyInstance): void {
  const spans = new WeakMap<FastifyRequest, Span>();
  const tracer = trace.getTracer('heartbeat');
  fastify.addHook('onRequest', (request, reply, done) => {
    const parent = propagation.extract(context.active(), request.headers);
    const span = tracer.startSpan(
      nameOf(request),
      { kind: SpanKind.SERVER, attributes: attributesOf(request) },
      parent,
    );
    spans.set(request, span);
    if (request.method !== 'GET' && request.method !== 'HEAD') showRequestId(reply);
    reply.raw.once('close', requestIsOver);
    runForRequest({ requestId: request.id, ...traceOf(request, span) }, () =>
      context.with(trace.setSpan(parent, span), done),
    );
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    const span = spans.get(request);
    span?.setAttribute('http.response.status_code', reply.statusCode);
    if (reply.statusCode >= 500) span?.setStatus({ code: SpanStatusCode.ERROR });
    span?.end();
    done();
  });
}

/** Tells the client the id under which the log has its request. */
export function showRequestId(reply: FastifyReply): void {
  void reply.header('x-request-id', reply.request.id);
}

function nameOf(request: FastifyRequest): string {
  const route = request.is404 ? undefined : request.routeOptions.url;
  return route === undefined ? request.method : `${request.method} ${route}`;
}

/** By the semantic conventions of OpenTelemetry for HTTP servers. The query may name APIs, and is left out. */
function attributesOf(request: FastifyRequest): Record<string, string> {
  const route = request.is404 ? undefined : request.routeOptions.url;
  return {
    'http.request.method': request.method,
    'url.path': instanceOf(request.url),
    'url.scheme': 'http',
    ...(route !== undefined && { 'http.route': route }),
  };
}

function traceOf({ headers }: FastifyRequest, span: Span): { trace_id?: string; span_id?: string } {
  const own = span.isRecording() ? span.spanContext() : undefined;
  const { traceId, spanId } = own ?? parseTraceParent(headers['traceparent']) ?? {};
  return traceId === undefined || spanId === undefined ? {} : { trace_id: traceId, span_id: spanId };
}
