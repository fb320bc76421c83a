import { Lexer } from 'yaml';
import type { YamlLimits, YamlProblem } from './yaml-limits.js';

/** Deeper than this the parser's own recursion could end the process; exact depth is counted afterwards. */
const SAFE_COLUMNS = 400;

type Decoded = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly problem: YamlProblem };

/** The text of a file, or why it must not even be parsed: too large, not UTF-8, binary, or nested absurdly deep. */
export function decodeText(bytes: Uint8Array, limits: YamlLimits): Decoded {
  if (bytes.length > limits.maxBytes) return refuse('SIZE', `larger than ${limits.maxBytes / 1024} kB`);
  const text = utf8(bytes);
  if (text === undefined) return refuse('ENCODING', 'not UTF-8 text');
  const control = /[\0-\x08\x0b\x0c\x0e-\x1f]/.exec(text);
  if (control) return refuse('ENCODING', 'holds a control character', lineAt(text, control.index));
  const deep = deepIndentation(text);
  if (deep !== undefined) return refuse('DEPTH', `nested deeper than ${limits.maxDepth}`, deep);
  if (flowDepth(text) > 2 * limits.maxDepth) return refuse('DEPTH', `nested deeper than ${limits.maxDepth}`);
  return { ok: true, text };
}

function refuse(code: YamlProblem['code'], message: string, line?: number): Decoded {
  return { ok: false, problem: { code, message, ...(line !== undefined && { line }) } };
}

function utf8(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function lineAt(text: string, index: number): number {
  return text.slice(0, index).split('\n').length;
}

/** Each level of block nesting costs a column: leading spaces, or `- `, `? ` and `: ` that begin a line. */
function deepIndentation(text: string): number | undefined {
  const lines = text.split('\n');
  const index = lines.findIndex((line) => /^[ \t?:-]*/.exec(line)![0].length > SAFE_COLUMNS);
  return index < 0 ? undefined : index + 1;
}

function flowDepth(text: string): number {
  if (!/[[{]/.test(text)) return 0;
  let depth = 0;
  let deepest = 0;
  for (const token of new Lexer().lex(text)) {
    if (token === '[' || token === '{') deepest = Math.max(deepest, ++depth);
    else if (token === ']' || token === '}') depth--;
  }
  return deepest;
}
