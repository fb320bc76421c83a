import type { YamlLimits, YamlProblem } from './yaml-limits.js';
import { checkTokens } from './yaml-tokens.js';

/** Deeper than this the parser's own recursion could end the process; exact depth is counted afterwards. */
const SAFE_COLUMNS = 400;

type Decoded = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly problem: YamlProblem };

/** The text of a file, or why it must not even be parsed: too large, not UTF-8, binary, or built to be slow. */
export function decodeText(bytes: Uint8Array, limits: YamlLimits): Decoded {
  if (bytes.length > limits.maxBytes)
    return refuse({ code: 'SIZE', message: `larger than ${limits.maxBytes / 1024} kB` });
  const text = utf8(bytes);
  if (text === undefined) return refuse({ code: 'ENCODING', message: 'not UTF-8 text' });
  const control = /[\0-\x08\x0b\x0c\x0e-\x1f]/.exec(text);
  if (control)
    return refuse({ code: 'ENCODING', message: 'holds a control character', line: lineAt(text, control.index) });
  const deep = deepIndentation(text);
  if (deep !== undefined)
    return refuse({ code: 'DEPTH', message: `nested deeper than ${limits.maxDepth}`, line: deep });
  const problem = checkTokens(text, limits);
  return problem ? refuse(problem) : { ok: true, text };
}

function refuse(problem: YamlProblem): Decoded {
  return { ok: false, problem };
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
