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
}

/** One parsed file. */
export interface SourceFile {
  /** Path below `src/`. */
  readonly path: string;
  readonly text: string;
  readonly syntax: ts.SourceFile;
}

/** All TypeScript files below a folder, specs left out. */
export function readTree(root: string): SourceFile[] {
  return readdirSync(root, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts') && !path.endsWith('.spec.ts'))
    .toSorted()
    .map((path) => parse(path, readFileSync(join(root, path), 'utf8')));
}

/** A file as the rules want it; tests of the rules make their own. */
export function parse(path: string, text: string): SourceFile {
  return { path, text, syntax: ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true) };
}

/** Every static import and re-export of a file, types included. */
export function importsOf(file: SourceFile): ImportEdge[] {
  const edges: ImportEdge[] = [];
  for (const statement of file.syntax.statements) {
    const isImport = ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement);
    if (!isImport || !statement.moduleSpecifier || !ts.isStringLiteral(statement.moduleSpecifier)) continue;
    const name = statement.moduleSpecifier.text;
    const internal = name.startsWith('.');
    const to = internal ? relative('/', resolve('/', dirname(file.path), name)).replace(/\.js$/, '.ts') : name;
    edges.push({ from: file.path, to, internal });
  }
  return edges;
}
