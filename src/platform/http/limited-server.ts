import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Clock } from '../clock/clock.js';
import { refuseOnSocket } from './client-error.js';
import type { EarlyAnswers } from './early-answers.js';
import type { HttpMetrics } from './http.metrics.js';
import { PROBLEM_TYPE, problemOf } from './problem.js';
import { SECURITY_HEADERS } from './security-headers.js';
import { StalledConnections } from './stalled-connections.js';

/** Nest leaves the request time-out off, and Node looks for late requests only every 30 s. */
const LIMITS = {
  requestTimeout: 10_000,
  headersTimeout: 5_000,
  keepAliveTimeout: 72_000,
  connectionsCheckingInterval: 1_000,
  maxHeaderSize: 16_384,
} as const;
const MAX_CONNECTIONS = 20_000;
const MAX_HEADERS = 64;
/** Then the client has to connect again, so that old clients also reach instances that were added. */
const MAX_REQUESTS_A_CONNECTION = 1_000;

/** The options of the server. */
export interface LimitedServerOptions {
  readonly early: EarlyAnswers;
  readonly metrics: HttpMetrics;
  readonly clock: Clock;
}

/** Node's HTTP server with limits; it tries the early answers before it hands a request to the router. */
export function createLimitedServer({ early, metrics, clock }: LimitedServerOptions, router: RequestListener): Server {
  const server = createServer({ ...LIMITS, requireHostHeader: false }, (request, response) => {
    const refusal = refusalOf(request);
    if (refusal) refuse(response, refusal);
    else if (!early.tryAnswer(request, response)) router(request, response as never);
  });
  server.maxConnections = MAX_CONNECTIONS;
  server.maxHeadersCount = 0;
  server.maxRequestsPerSocket = MAX_REQUESTS_A_CONNECTION;
  new StalledConnections(() => metrics.stalledConnection()).watch(server, clock);
  server.on('drop', () => metrics.refusedConnection());
  server.on('checkExpectation', (_request: IncomingMessage, response: ServerResponse) =>
    refuse(response, [417, 'only 100-continue can be expected']),
  );
  server.on('connect', (_request, socket) => refuseOnSocket(socket as Socket, 405, 'CONNECT is not allowed here'));
  return server;
}

type Refusal = readonly [status: number, detail: string];

/** What is wrong with the head of a request. Node would answer some of it without a body, and cut surplus headers off. */
function refusalOf({ rawHeaders, httpVersion }: IncomingMessage): Refusal | undefined {
  if (rawHeaders.length > 2 * MAX_HEADERS) return [431, `more than ${MAX_HEADERS} headers`];
  let hosts = 0;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]!;
    if (name.length === 4 && name.toLowerCase() === 'host') hosts++;
  }
  if (hosts === 1 || (hosts === 0 && httpVersion !== '1.1')) return undefined;
  return [400, hosts === 0 ? 'the Host header is missing' : 'there is more than one Host header'];
}

function refuse(response: ServerResponse, [status, detail]: Refusal): void {
  const body = JSON.stringify(problemOf(status, detail, '/'));
  const length = String(Buffer.byteLength(body));
  const headers = [...SECURITY_HEADERS, 'content-type', PROBLEM_TYPE, 'content-length', length, 'connection', 'close'];
  response.writeHead(status, headers).end(body);
}
