/** The way to one place of a JSON document: names of members and numbers of elements, from the root on. */
export type JsonPath = readonly (string | number)[];

const MOST_CHARACTERS = 256;
const BLANKS = String.raw`[ \t\n\r]*`;
const BEFORE_SEGMENT = new RegExp(BLANKS, 'uy');
/** `.name`, letters beyond ASCII included. */
const NAME = /\.([A-Za-z_\u0080-\ud7ff\ue000-\u{10ffff}][\w\u0080-\ud7ff\ue000-\u{10ffff}]*)/uy;
const INDEX = new RegExp(String.raw`\[${BLANKS}(0|-?[1-9]\d*)${BLANKS}\]`, 'uy');
/** Two escapes that are one letter beyond the first plane. */
const SURROGATES = String.raw`[Dd][89ABab][\dA-Fa-f]{2}\\u[Dd][C-Fc-f][\dA-Fa-f]{2}`;
const IN_SINGLE_QUOTES = quotedBy("'");
const IN_DOUBLE_QUOTES = quotedBy('"');

type Step = string | number | undefined;
const SEGMENTS: readonly (readonly [form: RegExp, step: (text: string) => Step])[] = [
  [NAME, (text) => text],
  [INDEX, (text) => (Number.isSafeInteger(Number(text)) ? Number(text) : undefined)],
  [IN_SINGLE_QUOTES, (text) => unescaped(text.replaceAll(/\\.|"/gu, inDoubleQuotes))],
  [IN_DOUBLE_QUOTES, unescaped],
];

/**
 * Reads the singular queries of JSONPath (RFC 9535, 2.3.5.1), which lead to one place: `$.a['b'][0][-1]`. Undefined for
 * anything else, such as wildcards, filters and slices, and for texts of more than 256 characters. Nothing is evaluated.
 */
export function parseJsonPath(text: string): JsonPath | undefined {
  if (!text.startsWith('$') || text.length > MOST_CHARACTERS) return undefined;
  const path: (string | number)[] = [];
  for (let at = 1; at < text.length;) {
    const from = at + matchAt(BEFORE_SEGMENT, text, at)![0].length;
    let step: Step;
    for (const [form, read] of SEGMENTS) {
      const found = matchAt(form, text, from);
      if (found) [step, at] = [read(found[1]!), from + found[0].length];
    }
    if (step === undefined) return undefined;
    path.push(step);
  }
  return path;
}

/** The value at that place; undefined if there is none. Looks at own members only. */
export function valueAt(document: unknown, path: JsonPath): unknown {
  let value = document;
  for (const step of path) {
    const isFitting = typeof step === 'number' ? Array.isArray(value) : isMapping(value);
    const key = typeof step === 'number' && step < 0 && Array.isArray(value) ? value.length + step : step;
    if (!isFitting || !Object.hasOwn(value as object, key)) return undefined;
    value = (value as Record<string | number, unknown>)[key];
  }
  return value;
}

function matchAt(pattern: RegExp, text: string, at: number): RegExpExecArray | null {
  pattern.lastIndex = at;
  return pattern.exec(text);
}

/** A name in brackets; in it may be escaped what JSON escapes, and its own quotation mark alone. */
function quotedBy(mark: string): RegExp {
  const code = String.raw`u(?:[\dA-CEFa-cef][\dA-Fa-f]{3}|[Dd][0-7][\dA-Fa-f]{2}|${SURROGATES})`;
  const inside = String.raw`(?:[^${mark}\\\u0000-\u001f\ud800-\udfff]|\\(?:[bfnrt/\\${mark}]|${code}))*`;
  return new RegExp(String.raw`\[${BLANKS}${mark}(${inside})${mark}${BLANKS}\]`, 'uy');
}

/** So that JSON can read what stood in single quotation marks. */
function inDoubleQuotes(each: string): string {
  if (each === '"') return String.raw`\"`;
  return each === String.raw`\'` ? "'" : each;
}

function unescaped(text: string): string {
  return JSON.parse(`"${text}"`) as string;
}

function isMapping(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
