import type { Labels } from '../dialects/dialect.js';

const MAX_LABELS = 64;
/** `name="value"`, where a name may stand in quotes; or the name of the metric alone, which must. */
const PART = /\s*(?:([a-zA-Z_][a-zA-Z0-9_]*)|"((?:[^"\\]|\\.)+)")\s*(?:=\s*"((?:[^"\\]|\\.)*)"\s*)?(?:,|$)/y;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', '"': '"', '\\': '\\' };

/** The labels of a series, from the bytes between its braces, one character each; undefined when not well formed. */
export function parseLabels(bytes: string): Labels | undefined {
  const text = decoded(bytes).trimEnd();
  const labels: Record<string, string> = Object.create(null) as Record<string, string>;
  PART.lastIndex = 0;
  let count = 0;
  while (PART.lastIndex < text.length) {
    const [part, plain, quoted, value] = PART.exec(text) ?? [];
    if (part === undefined || (plain !== undefined && value === undefined)) return undefined;
    if (value === undefined) continue;
    const name = plain ?? unescaped(quoted!);
    if (++count > MAX_LABELS || name in labels) return undefined;
    labels[name] = unescaped(value);
  }
  return labels;
}

/** What a quoted name or value stands for. */
export function unescaped(text: string): string {
  return text.includes('\\') ? text.replaceAll(/\\(.)/g, (whole, escape: string) => ESCAPES[escape] ?? whole) : text;
}

function decoded(bytes: string): string {
  return /[\x80-\xff]/.test(bytes) ? Buffer.from(bytes, 'latin1').toString('utf8') : bytes;
}
