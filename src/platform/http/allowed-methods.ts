import type { FastifyInstance, FastifyRequest, HTTPMethods } from 'fastify';

const METHODS: readonly HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** Methods that have a route at the path of a request which itself matched none; empty when there is nothing there. */
export function methodsOf(fastify: FastifyInstance, request: FastifyRequest): string[] {
  if (!request.is404) return [];
  const url = request.url.split('?', 1)[0]!;
  return METHODS.filter((method) => fastify.findRoute({ url, method }) !== null);
}
