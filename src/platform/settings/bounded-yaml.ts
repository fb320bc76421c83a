import { isAlias, isCollection, isMap, isPair, isScalar, LineCounter, parseAllDocuments, type Document } from 'yaml';
import type { YamlLimits, YamlProblem } from './yaml-limits.js';
import { checkStructure } from './yaml-structure.js';
import { decodeText } from './yaml-text.js';

/** One document as plain values. */
export interface YamlDocument {
  readonly value: unknown;
  /** Line (from 1) where the value at `path` stands, or the nearest above it. */
  lineOf(path: readonly (string | number)[]): number;
}

/** The documents of a text, or the first limit or rule that it breaks. */
export type YamlResult =
  | { readonly ok: true; readonly documents: readonly YamlDocument[] }
  | { readonly ok: false; readonly problem: YamlProblem };

/**
 * Reads YAML that may be hostile: every limit is checked before the step that would suffer from it,
 * and nothing but `YamlProblem` comes out of it.
 */
export function readYaml(bytes: Uint8Array, limits: YamlLimits): YamlResult {
  const decoded = decodeText(bytes, limits);
  if (!decoded.ok) return decoded;
  const lines = new LineCounter();
  const parsed = parseAllDocuments(decoded.text, {
    lineCounter: lines,
    schema: 'core',
    merge: true,
    uniqueKeys: false,
    prettyErrors: false,
    logLevel: 'silent',
  });
  const documents = [...parsed] as Document.Parsed[];
  const problem = firstProblem(documents, limits, lines);
  if (problem) return { ok: false, problem };
  return { ok: true, documents: documents.map((document) => plain(document, lines)) };
}

function firstProblem(documents: Document.Parsed[], limits: YamlLimits, lines: LineCounter): YamlProblem | undefined {
  for (const document of documents) {
    const fault = document.errors[0] ?? document.warnings[0];
    if (fault) return { code: codeOf(fault.code), line: lines.linePos(fault.pos[0]).line, message: fault.message };
    const problem = checkStructure(document, limits, (offset) => lines.linePos(offset).line);
    if (problem) return problem;
  }
  if (documents.length <= 1 || limits.severalDocuments) return undefined;
  const line = lines.linePos(documents[1]!.range[0]).line;
  return { code: 'MULTI_DOC', line, message: 'only one document is allowed' };
}

function codeOf(code: string): YamlProblem['code'] {
  return code === 'TAG_RESOLVE_FAILED' ? 'TAG' : 'SYNTAX';
}

function plain(document: Document.Parsed, lines: LineCounter): YamlDocument {
  return {
    value: document.toJS({ maxAliasCount: 100 }) as unknown,
    lineOf: (path) => {
      for (let length = path.length; length > 0; length--) {
        const offset = offsetOf(document, path.slice(0, length));
        if (offset !== undefined) return lines.linePos(offset).line;
      }
      return lines.linePos(document.contents?.range?.[0] ?? document.range[0]).line;
    },
  };
}

/** Where the key of the last step stands in the text; undefined where an alias or a merge key hides it. */
function offsetOf(document: Document.Parsed, path: readonly (string | number)[]): number | undefined {
  let node: unknown = document.contents;
  let offset: number | undefined;
  for (const step of path) {
    if (isAlias(node)) node = node.resolve(document);
    if (!isCollection(node)) return undefined;
    const item: unknown = isMap(node)
      ? node.items.find((pair) => isScalar(pair.key) && String(pair.key.value) === String(step))
      : node.items[Number(step)];
    const at = isPair(item) ? item.key : item;
    offset = (at as { range?: [number, number, number] } | undefined)?.range?.[0];
    if (offset === undefined) return undefined;
    node = isPair(item) ? item.value : item;
  }
  return offset;
}
