import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Clock } from '../clock/clock.js';
import type { Log } from '../telemetry/log.js';
import { refuseOnSocket } from './client-error.js';
import { connectionLimit, descriptorLimit } from './connection-limit.js';
import type { EarlyAnswers } from './early-answers.js';
import { FairTurns } from './fair-turns.js';
import type { HttpMetrics } from './http.metrics.js';
import { OpenConnections } from './open-connections.js';
import { PipelinedRequests } from './pipelined-requests.js';
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
const MAX_HEADERS = 64;
/** Then the client has to connect again, so that old clients also reach instances that were added. */
const MAX_REQUESTS_A_CONNECTION = 1_000;

/** The options of the server. */
export interface LimitedServerOptions {
  readonly early: EarlyAnswers;
  readonly metrics: HttpMetrics;
  readonly clock: Clock;
  readonly prefix: string;
  readonly log: Log;
}

/**
 * Node's HTTP server with limits; it tries the early answers before it hands a request to the router. Of each connection
 * one request at a time is worked on, and those of many connections share the event loop's turns.
 */
export function createLimitedServer(options: LimitedServerOptions, router: RequestListener): Server {
  const { metrics, clock, log } = options;
  const handle = handlerOf(options, router);
  const pipelined = new PipelinedRequests(() => metrics.pipelinedConnection());
  const server = createServer({ ...LIMITS, requireHostHeader: false }, (request, response) => {
    if (PipelinedRequests.isWaiting(response)) pipelined.wait(request, response, () => handle(request, response, true));
    else handle(request, response, false);
  });
  server.maxHeadersCount = 0;
  server.maxRequestsPerSocket = MAX_REQUESTS_A_CONNECTION;
  const descriptors = descriptorLimit();
  const most = connectionLimit(descriptors);
  metrics.connectionLimit(most);
  new OpenConnections({ most, descriptors, metrics, log }).watch(server);
  new StalledConnections(() => metrics.stalledConnection()).watch(server, clock);
  server.on('checkExpectation', (_request: IncomingMessage, response: ServerResponse) =>
    refuse(response, [417, 'only 100-continue can be expected']),
  );
  server.on('connect', (_request, socket) => refuseOnSocket(socket as Socket, 405, 'CONNECT is not allowed here'));
  return server;
}

/** `waited`: the request came before the answer to an earlier one of its connection had left. */
type RequestIntake = (request: IncomingMessage, response: ServerResponse, waited: boolean) => void;

function handlerOf({ early, metrics, prefix }: LimitedServerOptions, router: RequestListener): RequestIntake {
  const turns = new FairTurns();
  metrics.waitingRequests(() => turns.waiting);
  const answered = (request: IncomingMessage, response: ServerResponse): boolean => {
    if (endsConnection(response)) response.shouldKeepAlive = false;
    const refusal = refusalOf(request);
    if (refusal) refuse(response, refusal);
    return refusal !== undefined || early.tryAnswer(request, response);
  };
  const inTurn = (request: IncomingMessage, begin: () => void): void =>
    turns.begin(() => (request.socket.destroyed ? metrics.droppedRequest() : begin()));
  const route = (request: IncomingMessage, response: ServerResponse): void => router(request, response as never);
  return (request, response, waited) => {
    if (waited) inTurn(request, () => answered(request, response) || route(request, response));
    else if (answered(request, response)) return;
    else if (isVital(request.url!, prefix)) route(request, response);
    else inTurn(request, () => route(request, response));
  };
}

/** The health checks decide whether the service is restarted, so they never wait. */
function isVital(url: string, prefix: string): boolean {
  return url.startsWith('/health/') || url.startsWith(`${prefix}/health/`);
}

/** At the limit of requests Node says `Connection: close`, and would leave the connection open all the same. */
function endsConnection(response: ServerResponse): boolean {
  return Reflect.get(response, 'maxRequestsOnConnectionReached') === true;
}

type Refusal = readonly [status: number, detail: string];

/**
 * What is wrong with the head of a request. Node would answer some of it without a body, cut surplus headers off, and
 * take a body in a coding for one without.
 */
function refusalOf({ rawHeaders, httpVersion }: IncomingMessage): Refusal | undefined {
  if (rawHeaders.length > 2 * MAX_HEADERS) return [431, `more than ${MAX_HEADERS} headers`];
  let hosts = 0;
  const codings: string[] = [];
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = rawHeaders[index]!;
    if (name.length === 4 && name.toLowerCase() === 'host') hosts++;
    else if (name.length === 17 && name.toLowerCase() === 'transfer-encoding') codings.push(rawHeaders[index + 1]!);
  }
  return refusalOfCodings(codings, httpVersion) ?? refusalOfHosts(hosts, httpVersion);
}

function refusalOfCodings(codings: readonly string[], httpVersion: string): Refusal | undefined {
  if (codings.length === 0) return undefined;
  if (httpVersion !== '1.1') return [400, 'HTTP/1.0 has no Transfer-Encoding'];
  return codings.join().toLowerCase() === 'chunked' ? undefined : [501, 'allowed as Transfer-Encoding: chunked'];
}

function refusalOfHosts(hosts: number, httpVersion: string): Refusal | undefined {
  if (hosts === 1 || (hosts === 0 && httpVersion !== '1.1')) return undefined;
  return [400, hosts === 0 ? 'the Host header is missing' : 'there is more than one Host header'];
}

function refuse(response: ServerResponse, [status, detail]: Refusal): void {
  const body = JSON.stringify(problemOf(status, detail, '/'));
  const length = String(Buffer.byteLength(body));
  const headers = [...SECURITY_HEADERS, 'content-type', PROBLEM_TYPE, 'content-length', length, 'connection', 'close'];
  response.writeHead(status, headers).end(body);
}
