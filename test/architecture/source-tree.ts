import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';

/** One import, as the compiler sees it. */
export interface ImportEdge {
  /** Path of the importing file below `src/`. */
  readonly from: string;
  /** Path of the imported file below `src/`, or the name of a package. */
  readonly to: string;
  readonly internal: boolean;
  /** Gone after compilation: `import type`. */
  readonly typeOnly: boolean;
  /** Loaded only when it is reached: `import(…)`, or a worker's file. */
  readonly lazy: boolean;
}

/** One parsed file. */
export interface SourceFile {
  /** Path below `src/`. */
  readonly path: string;
  readonly text: string;
  readonly syntax: ts.SourceFile;
}

/** Parsing all of `src` takes a second and a half, and several rules of a suite want it. */
const parsed = new Map<string, SourceFile>();

/** The TypeScript files below a folder that `wanted` picks by their path. */
export function readTree(root: string, wanted: (path: string) => boolean = isSource): SourceFile[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && wanted(path))
    .toSorted()
    .map((path) => {
      const file = parsed.get(join(root, path)) ?? parse(path, readFileSync(join(root, path), 'utf8'));
      parsed.set(join(root, path), file);
      return file;
    });
}

/** Whether a file belongs to the product, not to its tests. */
export function isSource(path: string): boolean {
  return !path.endsWith('.spec.ts');
}

/** A file as the rules want it; tests of the rules make their own. */
export function parse(path: string, text: string): SourceFile {
  return { path, text, syntax: ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true) };
}

/** Every import and re-export of a file: static, dynamic (`import(…)`) and by URL (a worker's file). */
export function importsOf(file: SourceFile): ImportEdge[] {
  const edges: ImportEdge[] = [];
  for (const node of nodesOf(file)) {
    const specifier = specifierOf(node);
    if (!specifier || !ts.isStringLiteral(specifier)) continue;
    const internal = specifier.text.startsWith('.');
    const path = relative('/', resolve('/', dirname(file.path), specifier.text)).replace(/\.js$/, '.ts');
    const to = internal ? path : specifier.text;
    const lazy = ts.isCallExpression(node) || ts.isNewExpression(node);
    edges.push({ from: file.path, to, internal, typeOnly: isTypeOnly(node), lazy });
  }
  return edges;
}

/** Every node of a file's syntax, parents first. */
export function* nodesOf({ syntax }: SourceFile): Generator<ts.Node> {
  const open: ts.Node[] = [syntax];
  for (let node = open.pop(); node; node = open.pop()) {
    yield node;
    const children: ts.Node[] = [];
    ts.forEachChild(node, (child) => void children.push(child));
    open.push(...children.toReversed());
  }
}

/** The line a node begins on, counted from 1. */
export function lineOf({ syntax }: SourceFile, node: ts.Node): number {
  return syntax.getLineAndCharacterOfPosition(node.getStart(syntax)).line + 1;
}

function specifierOf(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier;
  if (ts.isImportTypeNode(node)) return ts.isLiteralTypeNode(node.argument) ? node.argument.literal : undefined;
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) return node.arguments[0];
  return isModuleUrl(node) ? node.arguments![0] : undefined;
}

/** `new URL('./x.js', import.meta.url)`: how a worker's file is named. */
function isModuleUrl(node: ts.Node): node is ts.NewExpression {
  if (!ts.isNewExpression(node) || node.expression.getText() !== 'URL') return false;
  const [path, base] = node.arguments ?? [];
  return base !== undefined && ts.isStringLiteral(path!) && path.text.endsWith('.js');
}

function isTypeOnly(node: ts.Node): boolean {
  if (ts.isImportTypeNode(node)) return true;
  if (ts.isExportDeclaration(node)) return node.isTypeOnly;
  if (!ts.isImportDeclaration(node) || !node.importClause) return false;
  const { phaseModifier, name, namedBindings } = node.importClause;
  if (phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const named = namedBindings && ts.isNamedImports(namedBindings) ? namedBindings.elements : undefined;
  return !name && named !== undefined && named.length > 0 && named.every((each) => each.isTypeOnly);
}
