import type { BasePath } from '../../catalogue/base-path.js';

const MAX_LENGTH = 512;

/** What stands in front of a path: a method (Go 1.22), the modifier of an nginx location, the `~` of Kong and ASP.NET. */
const IN_FRONT = /^(?:[A-Z]{3,10}\s+(?=\S)|(?:~\*?|\^~|=)\s*(?=[\^/]))/;
/** A rule of Traefik. */
const RULE = /^(?:Host\(`[^`]*`\)\s*&&\s*)?Path(?:Prefix)?\(`([^`]*)`\)$/;
/** A host in front of a path (Go 1.22): a name with a dot whose end is not a number (`v1.2`), or one with a port. */
const HOST = /^(?:(?:\*\.)?(?:[a-z\d-]+\.)+[a-z][a-z\d-]*(?::\d+)?|[a-z\d.-]+:\d+)(?=\/)/i;
/** Whole segments. A dot before a quantifier is a regex. */
const SEGMENTS = /^(?:\/(?:[A-Za-z0-9_~-]|\.(?![*+?{]))+)+/;
const DOTS = /\/\.{1,2}(?:\/|$)/;
/** Behind a whole segment: its end, a group that begins with a slash or an end, the format of Rails. */
const END = /^(?:(?:\/\??)?\$?$|\/\?(?=[(.[])|(?:\((?:\?[:=]|\?P?<\w+>)?)+[/$]|\(\.:format\))/;
/** Behind text that may go on in the same segment. */
const OPEN = /^(?:\*|\.[*+]|\((?:\?:)?\.[*+])/;
/** Behind a slash, a segment that may be any: `{id}`, `:id`, `<id>`, `[id]`, `*`, or a regex for all of it. */
const ANY_SEGMENT =
  /^\/(?:\{(?!\w+=[^*]|[^{}:]*[,|])|:[A-Za-z_]|<[^<>]+>|\[\[?(?:\.\.\.)?[A-Za-z_]\w*\]|\*|\(method:|(?:\((?:\?:|\?P?<\w+>)?)*(?:\.[*+]|\[[^\]]+\][*+{]|\\[dwS]))/;
/** A segment that is written out and that no base path has: `/users:search`, `/a%20b`. */
const OTHER_SEGMENT = /\/[\w~.-]+[:@!;=&,'%][\w~.:@!;=&,'%-]*(?:\/.*)?$/;
/** A word that looks like a path. */
const NONE = /^\/n\/a$/i;

/** What a path label says. */
export interface PathLabel {
  readonly path: BasePath;
  /**
   * `any`: requests to the path and below it, also where nobody declared that. `declared`: likewise, but it may be a word,
   * or somebody's part of a path, so that it means nothing where no base path is declared at or above it. `exact`: the
   * segment may go on (`/v1*`), so that it says nothing of any base path but this one.
   */
  readonly leadsTo: 'any' | 'declared' | 'exact';
}

/**
 * Reads a path label up to a segment border: what stands before wildcards, templates and regex tails. `/eni/echo/v1/*`,
 * `/eni/echo/v1(/|$)(.*)` and `GET /eni/echo/v1/{id}/x` all say `/eni/echo/v1`. `unreadable` is a path that cannot be
 * read so, as `/eni/echo/v[12]`; undefined what says no path, as `/*`.
 */
export function readPath(label: string): PathLabel | 'unreadable' | undefined {
  if (label.length > MAX_LENGTH) return undefined;
  return readPlain(label) ?? readAny(label);
}

/** What most labels are, which need not be taken apart. */
function readPlain(label: string): PathLabel | undefined {
  const path = wholeSegments(label);
  const isRead = path !== '' && reach(label.slice(path.length)) === 'any';
  return isRead ? { path: path as BasePath, leadsTo: 'any' } : undefined;
}

function readAny(label: string): ReturnType<typeof readPath> {
  const { text, isPath, isGuess } = withSlash(label);
  const known = text.replace(OTHER_SEGMENT, '');
  const path = wholeSegments(known);
  const leadsTo = path === '' ? undefined : reach(known.slice(path.length));
  if (leadsTo === undefined) return isPath && /^\/[\w~.-]/.test(known) ? 'unreadable' : undefined;
  const isDoubtful = isGuess || known !== text;
  return { path: path as BasePath, leadsTo: isDoubtful && leadsTo === 'any' ? 'declared' : leadsTo };
}

/** A label without what stands in front of its path, and with the slash that some leave out: such a word may be no path. */
function withSlash(label: string): { text: string; isPath: boolean; isGuess: boolean } {
  const written = (RULE.exec(label)?.[1] ?? label).replace(IN_FRONT, '');
  const hostless = written.replace(HOST, '');
  const bare = hostless.replace(/^\^/, '').replaceAll(/\\([/.~_-])/g, '$1');
  const text = bare.startsWith('/') ? bare : `/${bare}`;
  const isPath = bare.includes('/') && !NONE.test(text);
  return { text, isPath, isGuess: !isPath || hostless !== written };
}

function wholeSegments(text: string): string {
  const [path = ''] = SEGMENTS.exec(text) ?? [];
  return DOTS.test(path) ? '' : path;
}

/** What the text behind whole segments makes of them; undefined where the last of them is not whole. */
function reach(rest: string): 'any' | 'exact' | undefined {
  if (rest === '' || END.test(rest) || ANY_SEGMENT.test(rest)) return 'any';
  return OPEN.test(rest) ? 'exact' : undefined;
}
