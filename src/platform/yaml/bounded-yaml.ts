import { Composer, isAlias, isCollection, isMap, isPair, isScalar, Lexer, Parser } from 'yaml';
import type { CST, Document } from 'yaml';
import { atOnce } from '../clock/in-turns.js';
import { printable } from '../telemetry/printable.js';
import type { YamlLimits, YamlProblem } from './yaml-limits.js';
import { YamlGuard } from './yaml-guard.js';
import { YamlRefused } from './yaml-refused.js';
import { checkStructure, type AliasTargets } from './yaml-structure.js';
import { checkText, decodeText, lineFinder } from './yaml-text.js';

/** The parser's messages may repeat a token of the text, of any length. */
const MAX_MESSAGE = 120;
/** Tokens of the lexer that are parsed in one step: one or two milliseconds. */
const TOKENS_A_STEP = 1_000;

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

/** Likewise, in one stretch. */
export function readYaml(bytes: Uint8Array, limits: YamlLimits): YamlResult {
  return atOnce(readingYaml(bytes, limits));
}

/**
 * Reads YAML that may be hostile, in steps: every limit is checked before the step that would suffer from it,
 * reading ends at the first problem, and nothing but that problem comes out of it.
 */
export function* readingYaml(bytes: Uint8Array, limits: YamlLimits): Generator<void, YamlResult> {
  let text = '';
  try {
    text = decodeText(bytes, limits);
    checkText(text);
    const lineAt = lineFinder(text);
    const documents: YamlDocument[] = [];
    for (const document of yield* composing(text, limits)) {
      yield;
      const targets = checkStructure(document, limits);
      yield;
      documents.push(plain(document, targets, lineAt));
    }
    return { ok: true, documents };
  } catch (error) {
    return { ok: false, problem: problemOf(error, text) };
  }
}

function* composing(text: string, limits: YamlLimits): Generator<void, Document.Parsed[]> {
  const guard = new YamlGuard(limits);
  const parser = new Parser();
  const composer = strictComposer();
  const documents: Document.Parsed[] = [];
  const take = (composed: Iterable<Document.Parsed>): void => {
    for (const document of composed) documents.push(sound(document, documents.length, limits));
  };
  let tokens = 0;
  for (const token of new Lexer().lex(text)) {
    guard.see(token);
    for (const part of parser.next(token)) yield* stepBefore(part, () => take(composer.next(part)));
    if (++tokens % TOKENS_A_STEP === 0) yield;
  }
  for (const part of parser.end()) yield* stepBefore(part, () => take(composer.next(part)));
  take(composer.end());
  return documents;
}

/** Composing a document is one step: the library cannot be interrupted in it. */
function* stepBefore(part: CST.Token, compose: () => void): Generator<void> {
  if (part.type === 'error') throw new YamlRefused('SYNTAX', withoutSource(part.message), part.offset);
  if (part.type === 'document') yield;
  compose();
}

function sound(document: Document.Parsed, before: number, limits: YamlLimits): Document.Parsed {
  // Empty as long as the library keeps to the handler of `strictComposer`.
  const [error] = document.errors;
  if (error) throw new YamlRefused('SYNTAX', withoutSource(error.message), error.pos[0]);
  if (before >= limits.maxDocuments) refuseDocument(document, limits);
  return document;
}

/**
 * A composer that leaves at the first error. The library's own handler collects them, and one text of 100 000 bad
 * escapes is 100 000 errors and two seconds. Duplicate keys are looked for by `checkStructure`: the library's own
 * look at each pair of keys takes 12 seconds for 256 kB.
 */
function strictComposer(): Composer {
  let first: YamlRefused | undefined;
  const onError = (source: number | readonly number[] | { offset: number }, code: string, message: string): never => {
    const offset = typeof source === 'number' ? source : 'offset' in source ? source.offset : source[0];
    // Each enclosing collection catches what is thrown inside it, and reports that at its own place.
    first ??= new YamlRefused(code === 'TAG_RESOLVE_FAILED' ? 'TAG' : 'SYNTAX', withoutSource(message), offset);
    throw first;
  };
  return Object.assign(new Composer({ schema: 'core', merge: true, uniqueKeys: false, logLevel: 'silent' }), {
    onError,
  });
}

/** What the parser stumbled over may be a secret that began with an odd character. */
function withoutSource(message: string): string {
  return message.replace(/^(Not a YAML token|Block scalar header includes extra characters): .*/s, '$1');
}

function refuseDocument(document: Document.Parsed, { maxDocuments }: YamlLimits): never {
  const allowed = maxDocuments === 1 ? 'only one document is allowed' : `more than ${maxDocuments} documents`;
  throw new YamlRefused('MULTI_DOC', allowed, document.range[0]);
}

/** An error inside the library counts as an error of the text: its result cannot be trusted. */
function problemOf(error: unknown, text: string): YamlProblem {
  const whole = printable(error instanceof Error ? error.message : String(error));
  const message = whole.length > MAX_MESSAGE ? `${whole.slice(0, MAX_MESSAGE - 1)}…` : whole;
  if (!(error instanceof YamlRefused)) return { code: 'SYNTAX', message };
  const { problem: code, offset } = error;
  return { code, message, ...(offset !== undefined && { line: lineFinder(text)(offset) }) };
}

function plain(document: Document.Parsed, targets: AliasTargets, lineAt: (offset: number) => number): YamlDocument {
  return {
    value: document.toJS({ maxAliasCount: -1 }) as unknown,
    lineOf: (path) => {
      for (let length = path.length; length > 0; length--) {
        const offset = offsetOf(document, targets, path.slice(0, length));
        if (offset !== undefined) return lineAt(offset);
      }
      return lineAt(document.contents?.range?.[0] ?? document.range[0]);
    },
  };
}

/** Where the key of the last step stands in the text; undefined where a merge key hides it. */
function offsetOf(
  document: Document.Parsed,
  targets: AliasTargets,
  path: readonly (string | number)[],
): number | undefined {
  let node: unknown = document.contents;
  let offset: number | undefined;
  for (const step of path) {
    if (isAlias(node)) node = targets.get(node);
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
