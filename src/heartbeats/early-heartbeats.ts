import type { IncomingMessage, ServerResponse } from 'node:http';
import { parseBasePath } from '../apis/base-path.js';
import type { Board } from '../evaluation/board.js';
import type { Drain } from '../platform/http/drain.js';
import type { EarlyAnswer } from '../platform/http/early-answers.js';
import { answerHeaders, entityTag, isNotModified } from './answer-headers.js';
import { chooseCoding, type CodedBodies, type Coding } from './content-coding.js';
import type { Answer, HeartbeatsReader } from './heartbeats-reader.js';
import type { HeartbeatsMetrics } from './heartbeats.metrics.js';

/** What the early answers are made with; `prefix` is `""` or a path without a final `/`. */
export interface EarlyHeartbeatsParts {
  readonly board: Board;
  readonly reader: HeartbeatsReader;
  readonly bodies: CodedBodies;
  readonly drain: Drain;
  readonly metrics: HeartbeatsMetrics;
  readonly prefix: string;
}

/** Characters that stand for themselves in a base path: a parameter of these needs no decoding. */
const PLAIN = /^[A-Za-z0-9/._~-]+$/;

/**
 * Answers the two hottest reads before the router: all heartbeats, and one by a plain `basepath`. Everything else,
 * and every error, is left to the controller, which gives the same answers byte for byte.
 */
export function earlyHeartbeats(parts: EarlyHeartbeatsParts): EarlyAnswer {
  const path = `${parts.prefix}/heartbeats`;
  const single = `${path}?basepath=`;
  return (request, response) => {
    if (request.method !== 'GET') return false;
    const url = request.url!;
    let answer: Answer | undefined;
    if (url.startsWith(single)) answer = singleAnswer(parts.reader, url.slice(single.length));
    else if (url === path) answer = parts.reader.all();
    return answer !== undefined && parts.board.evaluated() && send(parts, answer, request, response);
  };
}

function singleAnswer(reader: HeartbeatsReader, text: string): Answer | undefined {
  const known = reader.known(text);
  if (known) return known;
  const basePath = PLAIN.test(text) ? parseBasePath(text) : undefined;
  return basePath && reader.single(basePath);
}

function send(
  parts: EarlyHeartbeatsParts,
  answer: Answer,
  request: IncomingMessage,
  response: ServerResponse,
): boolean {
  const coding = chooseCoding(request.headers['accept-encoding'], answer.body.length);
  const body = parts.bodies.ready(answer, coding);
  if (!body) return false;
  const known = request.headers['if-none-match'];
  const modified = known === undefined || !isNotModified(known, entityTag(answer, coding));
  const headers = headersWithLength(
    answer,
    coding,
    parts.board.secondsToNextEvaluation(),
    modified ? body.length : undefined,
  );
  const status = modified ? 200 : 304;
  parts.metrics.answeredEarly(status);
  response.writeHead(status, parts.drain.draining ? [...headers, 'connection', 'close'] : headers);
  response.end(modified ? body : undefined);
  return true;
}

/** Header lists with the length of the body, made once for each answer, coding and second. */
const lists = new WeakMap<readonly string[], string[]>();

function headersWithLength(answer: Answer, coding: Coding, seconds: number, bodyBytes: number | undefined): string[] {
  const headers = answerHeaders(answer, coding, seconds);
  if (bodyBytes === undefined) return headers as string[];
  const known = lists.get(headers);
  if (known) return known;
  const whole = [...headers, 'content-length', String(bodyBytes)];
  lists.set(headers, whole);
  return whole;
}
