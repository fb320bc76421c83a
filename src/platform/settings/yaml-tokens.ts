import { Lexer } from 'yaml';
import type { YamlLimits, YamlProblem } from './yaml-limits.js';

/** A value with its key, colon, indentation and line end is at most eight tokens; the rest is for comments. */
const TOKENS_PER_NODE = 10;
const MAX_DOCUMENTS = 100;

const DEEPER: ReadonlyMap<string, number> = new Map([
  ['[', 1],
  ['{', 1],
  [']', -1],
  ['}', -1],
]);

/**
 * Why a text must not be parsed although it is small: parsing takes time and memory by the token, so 256 kB of
 * `---` or `#` cost a hundred times what 256 kB of Rover do. Lexing is cheap, and ends as soon as a limit is passed.
 */
export function checkTokens(text: string, { maxDepth, maxNodes }: YamlLimits): YamlProblem | undefined {
  let tokens = 0;
  let documents = 0;
  let depth = 0;
  for (const token of new Lexer().lex(text)) {
    depth += DEEPER.get(token) ?? 0;
    if (token === '---' || token === '...') documents++;
    if (depth > 2 * maxDepth) return { code: 'DEPTH', message: `nested deeper than ${maxDepth}` };
    if (documents > MAX_DOCUMENTS) return { code: 'MULTI_DOC', message: `more than ${MAX_DOCUMENTS} documents` };
    if (++tokens > TOKENS_PER_NODE * maxNodes) return { code: 'NODES', message: `more than ${maxNodes} values` };
  }
  return undefined;
}
