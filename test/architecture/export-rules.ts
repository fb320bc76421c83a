import ts from 'typescript';
import { LISTS } from './import-rules.js';
import type { Rule } from './rule.js';
import { importsOf, lineOf, nodesOf, type SourceFile } from './source-tree.js';

const MAX_LINES = 250;

/** One reason to open a file. */
export const filesAreShort: Rule = (files) =>
  files
    .map(({ path, text }) => ({ path, lines: text.trimEnd().split('\n').length }))
    .filter(({ lines }) => lines > MAX_LINES)
    .map(({ path, lines }) => `${path}: has ${lines} lines; find the second thing it does and give it its own file`);

/** No file passes on what others export; but for the lists of the kinds, whose lines are just that. */
export const noBarrels: Rule = (files) =>
  files
    .filter(({ path }) => !Object.values(LISTS).includes(path))
    .flatMap((file) => {
      const imported = new Set(file.syntax.statements.flatMap(importedNames));
      return file.syntax.statements.filter(ts.isExportDeclaration).flatMap((statement) => {
        const { exportClause, moduleSpecifier } = statement;
        const names = exportClause && ts.isNamedExports(exportClause) ? exportClause.elements : [];
        const passedOn = moduleSpecifier || names.some((each) => imported.has((each.propertyName ?? each.name).text));
        return passedOn ? [`${at(file, statement)} re-exports: import it from where it is`] : [];
      });
    });

function importedNames(statement: ts.Statement): string[] {
  const clause = ts.isImportDeclaration(statement) ? statement.importClause : undefined;
  const named = clause?.namedBindings;
  const names =
    named === undefined ? [] : ts.isNamedImports(named) ? named.elements.map((each) => each.name) : [named.name];
  return [...(clause?.name ? [clause.name] : []), ...names].map((each) => each.text);
}

/** Every export says in a line or three what it is. A controller's methods say it in the API document. */
export const exportsAreDocumented: Rule = (files) =>
  files
    .filter(({ path }) => !path.endsWith('.controller.ts'))
    .flatMap((file) =>
      file.syntax.statements
        .filter((each) => isExported(each) && !saysItself(each) && !hasDocstring(file, each))
        .map(
          (each) => `${at(file, each)} exports ${nameOf(each)} without a docstring: say its contract in 1 to 3 lines`,
        ),
    );

function isExported(statement: ts.Statement): boolean {
  return (
    ts.canHaveModifiers(statement) &&
    (ts.getModifiers(statement) ?? []).some((each) => each.kind === ts.SyntaxKind.ExportKeyword)
  );
}

/** A token stands beside its documented port, and the type of a list beside the documented list. */
function saysItself(statement: ts.Statement): boolean {
  if (ts.isTypeAliasDeclaration(statement)) return /^\(typeof [A-Z_]+\)\[number\]$/.test(statement.type.getText());
  const declaration = ts.isVariableStatement(statement) ? statement.declarationList.declarations[0] : undefined;
  return /^(?:Symbol\(|token<)/.test(declaration?.initializer?.getText() ?? '');
}

function hasDocstring({ text }: SourceFile, statement: ts.Statement): boolean {
  return /\/\*\*\s*\S[\s\S]*\*\//.test(text.slice(statement.getFullStart(), statement.getStart()));
}

function nameOf(statement: ts.Statement): string {
  const declaration = ts.isVariableStatement(statement) ? statement.declarationList.declarations[0] : statement;
  return (declaration as ts.NamedDeclaration).name?.getText() ?? 'something';
}

/** Injection is explicit: metadata is off, so a bare constructor parameter would be undefined at run time. */
export const injectionIsExplicit: Rule = (files) =>
  files.flatMap((file) =>
    file.syntax.statements
      .filter(ts.isClassDeclaration)
      .filter((each) => decoratorsOf(each).some((decorator) => /^@(?:Injectable|Controller)\(/.test(decorator)))
      .flatMap((each) => each.members.filter(ts.isConstructorDeclaration))
      .flatMap((each) => [...each.parameters])
      .filter((each) => !decoratorsOf(each).some((decorator) => /^@Inject\([A-Z]/.test(decorator)))
      .map((each) => `${at(file, each)} takes ${each.name.getText()} by type: write @Inject(TOKEN)`),
  );

const LOOKS_UP = /^(?:forwardRef|ModuleRef|LazyModuleLoader|REQUEST|INQUIRER|Scope)$/;

/** Dependencies are visible in constructors: no property injection, no look-ups, no request scope. */
export const dependenciesAreVisible: Rule = (files) =>
  files.flatMap((file) =>
    [...nodesOf(file)].flatMap((node) => {
      if (ts.isImportSpecifier(node) && LOOKS_UP.test((node.propertyName ?? node.name).text))
        return [`${at(file, node)} imports ${node.getText()}: take what is needed by the constructor`];
      if (ts.isPropertyDeclaration(node) && decoratorsOf(node).some((each) => each.startsWith('@Inject(')))
        return [`${at(file, node)} injects into a property: take it by the constructor`];
      return [];
    }),
  );

function decoratorsOf(node: ts.HasDecorators): string[] {
  return (ts.getDecorators(node) ?? []).map((each) => each.getText());
}

/** Faults have a class of their own with a stable code, so that a caller never reads a message. */
export const faultsHaveACode: Rule = (files) =>
  files.flatMap((file) =>
    [...nodesOf(file)].flatMap((node) => {
      if (ts.isThrowStatement(node) && /^new (?:Type|Range)?Error\(/.test(node.expression.getText()))
        return [`${at(file, node)} throws a bare Error: give it a class with a code, or return a value`];
      if (!ts.isClassDeclaration(node) || !isError(node)) return [];
      return codeOf(node) ? [] : [`${at(file, node)} has no code: write readonly code = 'HEARTBEAT_…'`];
    }),
  );

/** The stable codes of all faults. */
export function errorCodes(files: readonly SourceFile[]): string[] {
  const classes = files.flatMap((file) => [...nodesOf(file)].filter(ts.isClassDeclaration));
  return classes.map(codeOf).filter((code) => code !== undefined);
}

function isError(node: ts.ClassDeclaration): boolean {
  return (node.heritageClauses ?? []).some((each) => /^extends \w*(?:Error|Exception)$/.test(each.getText()));
}

function codeOf(node: ts.ClassDeclaration): string | undefined {
  const code = node.members.filter(ts.isPropertyDeclaration).find((each) => each.name.getText() === 'code');
  return code && /^'(HEARTBEAT_[A-Z_]+)'$/.exec(code.initializer?.getText() ?? '')?.[1];
}

const LOG_CALL = /(?:^|\.)#?log\.(?:error|warn|info|debug)$/;

/** A log message is constant and lower-case; the facts are fields, which can be searched for. */
export const logMessagesAreConstant: Rule = (files) =>
  files.flatMap((file) =>
    [...nodesOf(file)].flatMap((node) => {
      if (!ts.isCallExpression(node) || !LOG_CALL.test(node.expression.getText())) return [];
      const message = node.arguments[0];
      if (message && ts.isStringLiteral(message) && /^[a-z]/.test(message.text)) return [];
      return [`${at(file, node)} logs ${message?.getText().slice(0, 40)}: use a constant message, facts as fields`];
    }),
  );

/** What `importsOf` finds of a package, for the rules about dependencies. */
export function packagesOf(files: readonly SourceFile[]): Set<string> {
  const names = files.flatMap(importsOf).filter(({ internal, to }) => !internal && !to.startsWith('node:'));
  return new Set(names.map(({ to }) => /^(?:@[^/]+\/)?[^/]+/.exec(to)![0]));
}

const at = (file: SourceFile, node: ts.Node): string => `${file.path}:${lineOf(file, node)}`;
