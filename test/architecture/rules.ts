import ts from 'typescript';
import { importsOf, type SourceFile } from './source-tree.js';

/** A rule gives one sentence for each breach: what is wrong, and what to do. */
export type Rule = (files: readonly SourceFile[]) => string[];

/** From the far end of the data's path to its source: a folder may import itself and what stands behind it. */
const STAGES = ['notifications', 'history', 'status-page', 'heartbeats', 'evaluation', 'window', 'sources', 'apis'];
const OUTERMOST = ['main.ts', 'app.module.ts', 'version.ts', 'cli', 'config'];
const top = (path: string): string => path.split('/')[0]!;

/** Imports run against the flow of the data. */
export const importsRunAgainstTheFlow: Rule = (files) =>
  files.flatMap(importsOf).flatMap(({ from, to, internal }) => {
    if (!internal || top(from) === top(to) || OUTERMOST.includes(top(from)) || top(to) === 'platform') return [];
    const [own, other] = [STAGES.indexOf(top(from)), STAGES.indexOf(top(to))];
    if (own >= 0 && other > own) return [];
    return [
      `${from} imports ${to}: a stage knows its input, never its output; declare an interface in ${top(from)}/ and let ${top(to)}/ implement it`,
    ];
  });

/** Sub-folders are private to the folder above, and siblings do not know each other. */
export const subFoldersArePrivate: Rule = (files) =>
  files.flatMap(importsOf).flatMap(({ from, to, internal }) => {
    const [folder, sub, file] = to.split('/');
    if (!internal || file === undefined || folder === 'platform' || OUTERMOST.includes(top(from))) return [];
    const common = folder === 'sources' && sub === 'dialects' && top(from) === 'sources';
    if (common || (top(from) === folder && (from.split('/').length === 2 || from.split('/')[1] === sub))) return [];
    return [
      `${from} imports ${to}: ${folder}/${sub}/ is private to ${folder}/; move what both need up into ${folder}/`,
    ];
  });

const CORE = /^(?:window|evaluation|apis\/base-path\.ts|sources\/dialects)(?:\/|$)/;
const FRAMED = /\.(?:module|service|settings|metrics)\.ts$/;

/** The core is plain TypeScript: no framework, no input or output. */
export const theCoreIsPure: Rule = (files) =>
  files
    .filter(({ path }) => (CORE.test(path) || path === 'apis/base-path.ts') && !FRAMED.test(path))
    .flatMap((file) =>
      importsOf(file).flatMap(({ to, internal }) =>
        internal || to === 'node:crypto' || (to === 'prom-client' && file.path.endsWith('.module.ts'))
          ? []
          : [
              `${file.path} imports ${to}: the core must not know frameworks or do I/O; pass what it needs as an argument`,
            ],
      ),
    );

/** Only files whose suffix says so may know Nest. */
export const nestStaysInItsPlace: Rule = (files) =>
  files
    .flatMap(importsOf)
    .flatMap(({ from, to }) =>
      !to.startsWith('@nestjs/') ||
      /\.(?:module|controller|service|filter|dto)\.ts$|^main\.ts$|(?:http-server|nest-logger|api-document)\.ts$/.test(
        from,
      )
        ? []
        : [
            `${from} imports ${to}: only .module, .controller, .service, .filter and .dto files know Nest; rename it or drop the import`,
          ],
    );

/** Clocks and timers are injected. */
export const timeIsInjected: Rule = (files) =>
  files
    .filter(({ path }) => !path.startsWith('platform/clock/'))
    .flatMap(({ path, text }) =>
      [...text.matchAll(/\b(?:Date\.now\(|new Date\(\)|performance\.now\(|setTimeout\(|setInterval\()/g)].map(
        ([call]) => `${path} calls ${call}…): inject Clock from platform/clock and use it`,
      ),
    );

/** The environment is read once, by the command. */
export const environmentIsReadByTheCommand: Rule = (files) =>
  files
    .filter(({ path, text }) => /\bprocess\.env\b/.test(text) && top(path) !== 'cli')
    .map(({ path }) => `${path} reads process.env: only cli/ does; pass the value in`);

const FORBIDDEN_FILES = /(?:^|\/)(?:utils?|common|helpers?|types|interfaces|constants|index|misc|shared)(?:\.ts|\/)/;
const FORBIDDEN_NAMES = /(?:Manager|Helper|Utils?|Handler|Impl)$|^I[A-Z][a-z]+$/;

/** Files and classes are named after what they are. */
export const namesSaySomething: Rule = (files) =>
  files.flatMap(({ path, syntax }) => {
    const found = FORBIDDEN_FILES.test(path) ? [`${path}: the name says nothing; name it after what it holds`] : [];
    for (const statement of syntax.statements) {
      const name = (ts.isClassDeclaration(statement) || ts.isInterfaceDeclaration(statement)) && statement.name?.text;
      if (name && FORBIDDEN_NAMES.test(name)) found.push(`${path} declares ${name}: end the name in what it is`);
    }
    return found;
  });

/** No file merely passes on what others export. */
export const noBarrels: Rule = (files) =>
  files
    .filter(({ syntax }) => syntax.statements.length > 0 && syntax.statements.every(ts.isExportDeclaration))
    .map(({ path }) => `${path} only re-exports: delete it and import from where things are`);

const UNDOCUMENTED_OK = /\.(?:controller|spec)\.ts$/;

/** Every export says in a line or three what it is. */
export const exportsAreDocumented: Rule = (files) =>
  files
    .filter(({ path }) => !UNDOCUMENTED_OK.test(path))
    .flatMap(({ path, text, syntax }) =>
      syntax.statements.flatMap((statement) => {
        const documentable =
          ts.isClassDeclaration(statement) ||
          ts.isFunctionDeclaration(statement) ||
          ts.isInterfaceDeclaration(statement);
        const exported = documentable && statement.modifiers?.some((each) => each.kind === ts.SyntaxKind.ExportKeyword);
        if (!exported || text.slice(statement.pos, statement.getStart()).includes('/**')) return [];
        return [
          `${path} exports ${statement.name?.text ?? 'something'} without a docstring: say its contract in one to three lines`,
        ];
      }),
    );

/** No file imports itself by way of others. */
export const noCycles: Rule = (files) => {
  const edges = new Map(
    files.map((file) => [
      file.path,
      importsOf(file)
        .filter((each) => each.internal)
        .map((each) => each.to),
    ]),
  );
  const state = new Map<string, 'open' | 'done'>();
  const found: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (state.get(path) === 'open')
      found.push(
        `${[...trail.slice(trail.indexOf(path)), path].join(' → ')}: break the cycle by moving what both need`,
      );
    if (state.has(path)) return;
    state.set(path, 'open');
    for (const next of edges.get(path) ?? []) visit(next, [...trail, path]);
    state.set(path, 'done');
  };
  for (const path of edges.keys()) visit(path, []);
  return found;
};

/** Injection is explicit: metadata is off, so a bare constructor parameter would be undefined at run time. */
export const injectionIsExplicit: Rule = (files) =>
  files.flatMap(({ path, syntax }) =>
    syntax.statements.filter(ts.isClassDeclaration).flatMap((declaration) => {
      const decorators = ts.getDecorators(declaration)?.map((each) => each.getText()) ?? [];
      if (!decorators.some((each) => /^@(?:Injectable|Controller)\(/.test(each))) return [];
      const parameters = declaration.members
        .filter(ts.isConstructorDeclaration)
        .flatMap((each) => [...each.parameters]);
      return parameters
        .filter(
          (each) => !(ts.getDecorators(each) ?? []).some((decorator) => decorator.getText().startsWith('@Inject(')),
        )
        .map((each) => `${path}: the constructor parameter ${each.name.getText()} needs @Inject(TOKEN)`);
    }),
  );
