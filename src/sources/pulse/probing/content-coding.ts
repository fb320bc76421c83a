import type { Transform } from 'node:stream';
import {
  constants,
  createBrotliDecompress,
  createGunzip,
  createInflate,
  createInflateRaw,
  type BrotliOptions,
  type ZlibOptions,
} from 'node:zlib';
import { SerialQueue } from '../../../platform/tasks/serial-queue.js';
import type { Answer } from './answer.js';
import type { ReadBody } from './http1/body-reader.js';

/** Most of a coded body that is kept: coding was declined, and what it grows to is not known before. */
export const MOST_CODED_BYTES = 16_384;
const MOST_BYTES = 65_536;
/** More codings than this do not occur in practice; each costs a pass. */
const MOST_CODINGS = 2;

/**
 * A body without its codings (RFC 9110, 8.4), off the event loop, and its first 64 KiB at most: whatever it would grow
 * to, no more is unpacked. What could not be unpacked is lacking, and `lacks` says why.
 */
export async function decoded(body: ReadBody, codings: readonly string[]): Promise<ReadBody> {
  if (codings.length === 0 || body.bytes.length === 0) return body;
  if (codings.length > MOST_CODINGS || !codings.every((each) => DECODERS.has(each)))
    return { bytes: NOTHING, lacks: 'its Content-Encoding is not supported' };
  return ONE_AT_A_TIME.run(async () => {
    let plain = body;
    for (const coding of codings.toReversed()) plain = await unpacked(plain, DECODERS.get(coding)!);
    return plain;
  });
}

/** Whether the body of an answer was read, and has codings. */
export function isCoded({ head, body }: Answer): boolean {
  return body !== undefined && head.codings.length > 0;
}

/** An answer with its body without codings, where it was read. */
export async function withoutCoding(answer: Answer): Promise<Answer> {
  return isCoded(answer) ? { ...answer, body: await decoded(answer.body!, answer.head.codings) } : answer;
}

type Decoder = (options: ZlibOptions, bytes: Buffer) => Transform;

const gunzip: Decoder = (options) => createGunzip(options);

const DECODERS: ReadonlyMap<string, Decoder> = new Map<string, Decoder>([
  ['gzip', gunzip],
  ['x-gzip', gunzip],
  ['deflate', (options, bytes) => (isZlib(bytes) ? createInflate(options) : createInflateRaw(options))],
  [
    'br',
    ({ chunkSize, finishFlush }) =>
      createBrotliDecompress({ chunkSize, ...(finishFlush !== undefined && { finishFlush: FLUSH }) } as BrotliOptions),
  ],
]);

/** `deflate` is zlib by RFC 9110, and raw by what many servers send; zlib begins with two bytes that check each other. */
function isZlib(bytes: Buffer): boolean {
  return bytes.length >= 2 && (bytes[0]! & 0x0f) === 8 && bytes.readUInt16BE(0) % 31 === 0;
}

/** Of a body that is not whole, everything is given out that its bytes can give. */
function unpacked({ bytes, lacks }: ReadBody, decoder: Decoder): Promise<ReadBody> {
  // One piece of memory for all that is kept: many small ones would be garbage for a while.
  const options = {
    chunkSize: MOST_BYTES + 1,
    ...(lacks !== undefined && { finishFlush: constants.Z_SYNC_FLUSH }),
  };
  const stream = decoder(options, bytes);
  const kept: Buffer[] = [];
  let size = 0;
  return new Promise((resolve) => {
    const end = (why: string | undefined): void => {
      stream.destroy();
      const all = kept.length === 1 ? kept[0]! : Buffer.concat(kept);
      resolve({ bytes: all.subarray(0, MOST_BYTES), ...(why !== undefined && { lacks: why }) });
    };
    stream.on('data', (part: Buffer) => {
      kept.push(part);
      size += part.length;
      if (size > MOST_BYTES) end(`it is larger than the ${MOST_BYTES} bytes that are read`);
    });
    stream.once('end', () => end(lacks));
    stream.on('error', () => end(lacks ?? 'it is not what its coding says'));
    stream.end(bytes);
  });
}

/** Each takes a millisecond and 100 kB; there are no more of them than probes. */
const ONE_AT_A_TIME = SerialQueue.unbounded();
const FLUSH = constants.BROTLI_OPERATION_FLUSH;
const NOTHING = Buffer.alloc(0);
