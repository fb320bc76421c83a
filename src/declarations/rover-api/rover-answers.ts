import type { FastifyReply, FastifyRequest } from 'fastify';
import { isKnown, tagOf } from '../../platform/http/entity-tag.js';
import { weightsOf } from '../../platform/http/weights.js';

/** A body with its type, and what its tag begins with where it is that of a version. */
export interface RoverAnswer {
  readonly status: number;
  readonly type: 'application/json' | 'application/yaml';
  readonly body: string;
  readonly version?: string;
}

/** Sends an answer with a strong tag; 304 if the client has it. */
export async function sendRovers(answer: RoverAnswer, request: FastifyRequest, reply: FastifyReply): Promise<void> {
  const entityTag = entityTagOf(answer);
  void reply.header('etag', entityTag).header('cache-control', 'no-cache');
  if (answer.status === 200 && request.method !== 'PUT' && isKnown(request.headers['if-none-match'], entityTag)) {
    await reply.status(304).send();
    return;
  }
  await reply.status(answer.status).header('content-type', `${answer.type}; charset=utf-8`).send(answer.body);
}

/** The YAML is the version itself; JSON tells more, which changes from probe to probe. */
function entityTagOf({ type, body, version }: RoverAnswer): string {
  if (version !== undefined && type === 'application/yaml') return `"${version}"`;
  const hash = tagOf(body);
  return version === undefined ? `"${hash}"` : `"${version}.${hash}"`;
}

/** Media types of YAML, in the order in which they are preferred (RFC 9512). */
export const YAML_TYPES: readonly string[] = ['application/yaml', 'application/x-yaml', 'text/yaml'];

/** Whether a client wants YAML rather than JSON, by its `Accept`. */
export function prefersYaml(accept: string | undefined): boolean {
  const weights = weightsOf(accept);
  const yaml = Math.max(...YAML_TYPES.map((type) => weights.get(type) ?? 0));
  return yaml > (weights.get('application/json') ?? 0);
}
