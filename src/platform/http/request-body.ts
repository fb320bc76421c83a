import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';

/** A body that is not read: too large, cut off, or of a kind that is not taken. `statusCode` is what to answer. */
export class BodyRefusedError extends Error {
  readonly code = 'HEARTBEAT_BODY_REFUSED';

  constructor(
    readonly statusCode: 400 | 413 | 415,
    message: string,
  ) {
    super(message);
    this.name = 'BodyRefusedError';
  }
}

/**
 * Reads the whole body of a request that the guard has let through. The server itself reads no bodies, so that no one
 * else can make it buffer one. Throws `BodyRefusedError`.
 */
export async function readBody({ headers, raw }: FastifyRequest, maxBytes: number): Promise<Buffer> {
  if (Number(headers['content-length'] ?? 0) > maxBytes) throw tooLarge(maxBytes);
  const chunks: Buffer[] = [];
  let bodyBytes = 0;
  await eachChunk(raw, (chunk) => {
    bodyBytes += chunk.length;
    if (bodyBytes <= maxBytes) chunks.push(chunk);
    return bodyBytes <= maxBytes;
  });
  if (bodyBytes > maxBytes) throw tooLarge(maxBytes);
  return Buffer.concat(chunks, bodyBytes);
}

/** The media type of a body, one of `allowed`, in lower case. Throws `BodyRefusedError` where it is none of them. */
export function mediaTypeOf({ headers }: FastifyRequest, allowed: readonly string[]): string {
  const [type = '', ...parameters] = (headers['content-type'] ?? '')
    .split(';')
    .map((part) => part.trim().toLowerCase());
  const charset = parameters.find((part) => part.startsWith('charset='))?.slice('charset='.length);
  if (!allowed.includes(type)) throw new BodyRefusedError(415, `allowed as Content-Type: ${allowed.join(', ')}`);
  if (charset !== undefined && charset.replaceAll('"', '') !== 'utf-8')
    throw new BodyRefusedError(415, 'allowed as charset: utf-8');
  if ((headers['content-encoding'] ?? 'identity').toLowerCase() !== 'identity')
    throw new BodyRefusedError(415, 'a body in a Content-Encoding is not taken');
  return type;
}

/** Hands on chunks until the end, or until one is not wanted. */
function eachChunk(raw: IncomingMessage, take: (chunk: Buffer) => boolean): Promise<void> {
  return new Promise((resolve, reject) => {
    const cutOff = (): void => reject(new BodyRefusedError(400, 'the body ended before its end'));
    raw.on('data', (chunk: Buffer) => {
      if (take(chunk)) return;
      raw.pause();
      resolve();
    });
    raw.once('end', resolve).once('error', cutOff).once('close', cutOff);
  });
}

function tooLarge(maxBytes: number): BodyRefusedError {
  return new BodyRefusedError(413, `the body is larger than ${maxBytes / 1_024} KiB`);
}
