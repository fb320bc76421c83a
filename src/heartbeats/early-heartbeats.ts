import type { IncomingMessage } from 'node:http';
import { parseBasePath } from '../catalogue/base-path.js';
import type { Board } from '../evaluation/board.js';
import type { EarlyAnswer, EarlyReply } from '../platform/http/early-answers.js';
import { isKnown } from '../platform/http/entity-tag.js';
import { headersOf } from './answer-headers.js';
import type { Answer } from './answer.js';
import { chooseCoding } from './content-coding.js';
import type { HeartbeatsReader } from './heartbeats-reader.js';

/** Options of the early answers; `prefix` is `""` or a path without a final `/`. */
export interface EarlyHeartbeatsOptions {
  readonly board: Board;
  readonly reader: HeartbeatsReader;
  readonly prefix: string;
}

/** Characters that stand for themselves in a base path: a parameter of these needs no decoding. */
const PLAIN = /^[A-Za-z0-9/._~-]+$/;

/**
 * Answers the hottest reads before the router: all heartbeats, one by a plain `basepath`, and what a URL was answered with
 * before. Everything else, and every error, is left to the controller, which gives the same answers byte for byte.
 */
export function earlyHeartbeats({ board, reader, prefix }: EarlyHeartbeatsOptions): EarlyAnswer {
  const path = `${prefix}/heartbeats`;
  const selection = `${path}?`;
  const single = `${selection}basepath=`;
  return (request) => {
    if (request.method !== 'GET' || !board.evaluated()) return undefined;
    const url = request.url!;
    if (url === path) return replyWith(reader.all(), request, board.secondsToNextEvaluation());
    if (!url.startsWith(selection)) return undefined;
    const answer = url.startsWith(single) ? one(reader, url.slice(single.length)) : undefined;
    if (answer) return replyWith(answer, request, board.secondsToNextEvaluation());
    const asked = reader.askedBefore(url);
    return asked && replyWith(asked.answer, request, board.secondsToNextEvaluation(), asked.link);
  };
}

function one(reader: HeartbeatsReader, text: string): Answer | undefined {
  // Clients that encode parameters by the book write each slash as %2F.
  const plain = text.includes('%') ? text.replaceAll(/%2F/gi, '/') : text;
  const known = reader.known(plain);
  if (known) return known;
  const basePath = PLAIN.test(plain) ? parseBasePath(plain) : undefined;
  return basePath && reader.single(basePath);
}

/** `link` is that of a page. */
function replyWith(answer: Answer, request: IncomingMessage, seconds: number, link?: string): EarlyReply | undefined {
  const coding = chooseCoding(request.headers['accept-encoding'], answer.bytes);
  const known = isKnown(request.headers['if-none-match'], answer.entityTag(coding));
  const body = known ? undefined : answer.ready(coding);
  if (!known && body === undefined) return undefined;
  const status = known ? 304 : 200;
  const bodyBytes = typeof body === 'string' ? answer.bytes : (body?.length ?? 0);
  const headers = headersOf(answer, { status, coding, bodyBytes }, seconds);
  if (link !== undefined) headers.push('link', link);
  return body === undefined ? { status, headers } : { status, headers, body };
}
