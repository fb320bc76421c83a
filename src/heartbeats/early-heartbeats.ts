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
 * Answers the two hottest reads before the router: all heartbeats, and one by a plain `basepath`. Everything else,
 * and every error, is left to the controller, which gives the same answers byte for byte.
 */
export function earlyHeartbeats({ board, reader, prefix }: EarlyHeartbeatsOptions): EarlyAnswer {
  const path = `${prefix}/heartbeats`;
  const single = `${path}?basepath=`;
  return (request) => {
    if (request.method !== 'GET' || !board.evaluated()) return undefined;
    const url = request.url!;
    let answer: Answer | undefined;
    if (url.startsWith(single)) answer = one(reader, url.slice(single.length));
    else if (url === path) answer = reader.all();
    return answer && replyWith(answer, request, board.secondsToNextEvaluation());
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

function replyWith(answer: Answer, request: IncomingMessage, seconds: number): EarlyReply | undefined {
  const coding = chooseCoding(request.headers['accept-encoding'], answer.bytes);
  if (isKnown(request.headers['if-none-match'], answer.entityTag(coding))) {
    return { status: 304, headers: headersOf(answer, { status: 304, coding, bodyBytes: 0 }, seconds) };
  }
  const body = answer.ready(coding);
  if (body === undefined) return undefined;
  const bodyBytes = typeof body === 'string' ? answer.bytes : body.length;
  return { status: 200, headers: headersOf(answer, { status: 200, coding, bodyBytes }, seconds), body };
}
