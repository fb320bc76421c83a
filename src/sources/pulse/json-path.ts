/** The way to one place of a JSON document: names of members and numbers of elements, from the root on. */
export type JsonPath = readonly (string | number)[];

const MOST_CHARACTERS = 256;
const SEGMENT =
  /\.([A-Za-z_]\w*)|\[(0|[1-9]\d{0,8})\]|\['((?:[^'\\\p{Cc}]|\\['\\])+)'\]|\["((?:[^"\\\p{Cc}]|\\["\\])+)"\]/uy;

/**
 * Reads the part of JSONPath (RFC 9535) that leads to one place: `$.a.b[0]['c-d']`. Undefined for anything else, such as
 * wildcards, filters, slices, and for texts of more than 256 characters.
 */
export function parseJsonPath(text: string): JsonPath | undefined {
  if (!text.startsWith('$') || text.length > MOST_CHARACTERS) return undefined;
  const path: (string | number)[] = [];
  for (let at = 1; at < text.length; at = SEGMENT.lastIndex) {
    SEGMENT.lastIndex = at;
    const segment = SEGMENT.exec(text);
    if (segment === null) return undefined;
    path.push(stepOf(segment));
  }
  return path;
}

function stepOf([, name, index, single, double]: RegExpExecArray): string | number {
  if (index !== undefined) return Number(index);
  return name ?? (single ?? double)!.replaceAll(/\\(.)/gu, '$1');
}

/** The value at that place; undefined if there is none. Looks at own members only. */
export function valueAt(document: unknown, path: JsonPath): unknown {
  let value = document;
  for (const step of path) {
    const fits = typeof step === 'number' ? Array.isArray(value) : isMapping(value);
    if (!fits || !Object.hasOwn(value as object, step)) return undefined;
    value = (value as Record<string | number, unknown>)[step];
  }
  return value;
}

function isMapping(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
