import { parseBasePath, type BasePath } from '../../apis/base-path.js';

const MAX_LENGTH = 512;
/** Segments that stand for themselves; `.` is left to the tail when a star or plus follows, as in a regex. */
const PLAIN = /^(?:\/[A-Za-z0-9_~-](?:[A-Za-z0-9_~-]|\.(?![*+]))*)+/;
/** What may follow a whole segment: nothing, a deeper path, or a wildcard or regex that begins with one. */
const TAIL = /^(?:$|\/|\*|\$|\.[*+]|\?|\((?:\?:)?(?:\/|\.\*))/;

/**
 * The base path in a native label: what stands before wildcards, templates and regex tails.
 * `/eni/echo/v1/*`, `/eni/echo/v1(/|$)(.*)` and `/eni/echo/v1/{id}/x` all give `/eni/echo/v1`.
 */
export function nativePath(label: string): BasePath | undefined {
  if (label.length > MAX_LENGTH) return undefined;
  const text = label.startsWith('^') ? label.slice(1) : label;
  const plain = PLAIN.exec(text)?.[0];
  if (plain === undefined) return undefined;
  const whole = TAIL.test(text.slice(plain.length)) ? plain : plain.slice(0, plain.lastIndexOf('/'));
  return parseBasePath(whole);
}
