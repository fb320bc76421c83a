import type { Coding } from './content-coding.js';
import type { Answer } from './heartbeats-reader.js';

const CACHE_CONTROL = Array.from({ length: 61 }, (_, seconds) => `max-age=${seconds}`);

/** The strong entity tag of an answer: another one for each coding, because the bytes differ. */
export function entityTag(answer: Answer, coding: Coding): string {
  return coding === 'identity' ? `"${answer.tag}"` : `"${answer.tag}-${coding}"`;
}

/** Whether the client has this answer already (`If-None-Match`; compared weakly, as RFC 9110 asks). */
export function isNotModified(ifNoneMatch: string | undefined, tag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  if (ifNoneMatch === tag || ifNoneMatch.trim() === '*') return true;
  return ifNoneMatch.split(',', 100).some((each) => each.trim().replace(/^W\//, '') === tag);
}

/** Headers made before, by answer: they change once a second at most, and answers are asked for thousands of times. */
const made = new WeakMap<Answer, Map<string, readonly string[]>>();

/** Headers of an answer as the flat list that Node writes fastest; not to be changed. Both ways of answering use it. */
export function answerHeaders(answer: Answer, coding: Coding, secondsToNextEvaluation: number): readonly string[] {
  const cacheControl = CACHE_CONTROL[secondsToNextEvaluation] ?? 'max-age=60';
  let lists = made.get(answer);
  if (!lists) made.set(answer, (lists = new Map()));
  const key = coding + cacheControl;
  const known = lists.get(key);
  if (known) return known;
  const headers = makeHeaders(answer, coding, cacheControl);
  lists.set(key, headers);
  return headers;
}

function makeHeaders(answer: Answer, coding: Coding, cacheControl: string): string[] {
  const headers = [
    'x-content-type-options',
    'nosniff',
    'etag',
    entityTag(answer, coding),
    'cache-control',
    cacheControl,
    'vary',
    'accept-encoding',
    'x-total-count',
    String(answer.total),
    'x-result-count',
    String(answer.count),
    'content-type',
    'application/json; charset=utf-8',
  ];
  if (coding !== 'identity') headers.push('content-encoding', coding);
  return headers;
}
