import { SECURITY_HEADERS } from '../platform/http/security-headers.js';
import type { Answer } from './answer.js';
import type { Coding } from './content-coding.js';

const MOST_SECONDS = 60;
/** Without `must-revalidate` a cache that cannot reach us may go on serving what it has (RFC 9111, 4.2.4). */
const CACHE_CONTROL = Array.from({ length: MOST_SECONDS + 1 }, (_, seconds) => `max-age=${seconds}, must-revalidate`);

/** How an answer leaves: whole, or as "you have it already". */
export interface Sending {
  readonly status: 200 | 304;
  readonly coding: Coding;
  /** Of the body in that coding. */
  readonly bodyBytes: number;
}

/**
 * All headers of an answer, as the flat list that Node writes fastest. Both ways of answering use it. Made for each
 * request: a list that dies young costs less than ten thousand that are kept until the next second.
 */
export function headersOf(answer: Answer, { status, coding, bodyBytes }: Sending, seconds: number): string[] {
  const headers: string[] = [SECURITY_HEADERS[0], SECURITY_HEADERS[1], 'etag', answer.entityTag(coding)];
  headers.push('cache-control', CACHE_CONTROL[Math.min(seconds, MOST_SECONDS)]!, 'vary', 'accept-encoding');
  const { counts } = answer;
  if (counts) headers.push('x-total-count', String(counts.total), 'x-result-count', String(counts.count));
  if (status === 304) return headers;
  if (coding !== 'identity') headers.push('content-encoding', coding);
  headers.push('content-type', 'application/json; charset=utf-8', 'content-length', String(bodyBytes));
  return headers;
}
