import type { Labels } from '../dialects/dialect.js';

const MAX_LABELS = 64;
const LABEL = /\s*([a-zA-Z_][a-zA-Z0-9_]*)\s*=\s*"((?:[^"\\]|\\.)*)"\s*(?:,|$)/y;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', '"': '"', '\\': '\\' };

/** The labels of a series, from the bytes between its braces, one character each; undefined when not well formed. */
export function parseLabels(bytes: string): Labels | undefined {
  const text = decoded(bytes).trimEnd();
  const labels: Record<string, string> = Object.create(null) as Record<string, string>;
  LABEL.lastIndex = 0;
  let count = 0;
  while (LABEL.lastIndex < text.length) {
    const match = LABEL.exec(text);
    const [, name = '', value = ''] = match ?? [];
    if (name === '' || ++count > MAX_LABELS || name in labels) return undefined;
    labels[name] = value.replaceAll(/\\(.)/g, (whole, escape: string) => ESCAPES[escape] ?? whole);
  }
  return labels;
}

function decoded(bytes: string): string {
  return /[\x80-\xff]/.test(bytes) ? Buffer.from(bytes, 'latin1').toString('utf8') : bytes;
}
