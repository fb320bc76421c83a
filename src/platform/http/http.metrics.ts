import { Counter, Histogram, type Registry } from 'prom-client';
import type { FastifyInstance } from 'fastify';

/** Counts and times every request that reaches the router, by the pattern of its route. */
export function measureRequests(fastify: FastifyInstance, registry: Registry): void {
  const labelNames = ['method', 'route', 'status'] as const;
  const requests = new Counter({
    name: 'heartbeat_http_requests_total',
    help: 'Requests by method, route pattern and status; early answers are counted apart.',
    labelNames,
    registers: [registry],
  });
  const seconds = new Histogram({
    name: 'heartbeat_http_request_duration_seconds',
    help: 'Time to answer a request that reached the router.',
    labelNames: ['route'],
    buckets: [0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1],
    registers: [registry],
  });
  fastify.addHook('onResponse', (request, reply, done) => {
    const route = request.is404 ? 'none' : (request.routeOptions.url ?? 'none');
    requests.inc({ method: request.is404 ? 'any' : request.method, route, status: String(reply.statusCode) });
    seconds.observe({ route }, reply.elapsedTime / 1_000);
    done();
  });
}
