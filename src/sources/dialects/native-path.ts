import type { BasePath } from '../../catalogue/base-path.js';

const MAX_LENGTH = 512;
const [SLASH, DOT, STAR, PLUS, CARET] = [...'/.*+^'].map((character) => character.charCodeAt(0));
/** What may follow a whole segment where a wildcard or a regex begins. */
const TAIL = /(?:\*|\$|\.[*+]|\?|\((?:\?:)?(?:\/|\.\*))/y;

/** 1 for the characters that segments of a base path may have. */
const PLAIN = new Uint8Array(128);
for (const character of 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._~-')
  PLAIN[character.charCodeAt(0)] = 1;

/**
 * The base path in a native label: what stands before wildcards, templates and regex tails.
 * `/eni/echo/v1/*`, `/eni/echo/v1(/|$)(.*)` and `/eni/echo/v1/{id}/x` all give `/eni/echo/v1`.
 */
export function nativePath(label: string): BasePath | undefined {
  if (label.length > MAX_LENGTH) return undefined;
  const start = label.charCodeAt(0) === CARET ? 1 : 0;
  let end = start;
  for (let next = endOfSegment(label, end); next > end; next = endOfSegment(label, end)) end = next;
  return end === start ? undefined : (label.slice(start, end) as BasePath);
}

/** Where the whole segment that begins with the slash at `slash` ends; `slash` itself if none begins there. */
function endOfSegment(text: string, slash: number): number {
  if (text.charCodeAt(slash) !== SLASH) return slash;
  const end = endOfPlain(text, slash + 1);
  if (end === slash + 1 || isDots(text, slash + 1, end)) return slash;
  const whole = end === text.length || text.charCodeAt(end) === SLASH || hasTailAt(text, end);
  return whole ? end : slash;
}

/** Where the plain characters from `at` on end; a dot that a star or plus follows is a regex and none of them. */
function endOfPlain(text: string, at: number): number {
  for (; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (PLAIN[code] !== 1) return at;
    if (code !== DOT) continue;
    const next = text.charCodeAt(at + 1);
    if (next === STAR || next === PLUS) return at;
  }
  return at;
}

/** Whether the segment is `.` or `..`, which lead somewhere else. */
function isDots(text: string, from: number, end: number): boolean {
  if (end - from > 2) return false;
  return text.charCodeAt(from) === DOT && text.charCodeAt(end - 1) === DOT;
}

function hasTailAt(text: string, at: number): boolean {
  TAIL.lastIndex = at;
  return TAIL.test(text);
}
