import { dirname } from 'node:path/posix';
import ts from 'typescript';
import type { Rule } from './rule.js';
import { importsOf, lineOf, nodesOf, type SourceFile } from './source-tree.js';

const INPUT = ['accounts', 'platform'];
const UP_TO_WINDOW = ['window', 'sources', 'catalogue', ...INPUT];
const STAGES = ['heartbeats', 'history', 'notifications', 'status-page', 'evaluation', 'declarations', ...UP_TO_WINDOW];

/**
 * What a folder of `src/` may import besides itself: the stages before it in the data's path, never those after it.
 * CONTRIBUTING.md shows the same table to people.
 */
export const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  platform: [],
  accounts: ['platform'],
  catalogue: INPUT,
  declarations: ['catalogue', ...INPUT],
  sources: ['catalogue', 'version.ts', ...INPUT],
  window: ['sources', 'catalogue', ...INPUT],
  evaluation: UP_TO_WINDOW,
  heartbeats: ['evaluation', ...UP_TO_WINDOW],
  history: ['evaluation', ...UP_TO_WINDOW],
  notifications: ['evaluation', ...UP_TO_WINDOW],
  'status-page': ['evaluation', ...UP_TO_WINDOW],
  config: STAGES,
  'version.ts': [],
  'app.module.ts': ['config', ...STAGES],
  'service.ts': ['app.module.ts', 'version.ts', 'config', ...STAGES],
  cli: ['service.ts', 'version.ts', 'config', ...STAGES],
  'main.ts': ['cli'],
};

/** Sub-folders of `platform/`: a closed list that knows nothing of heartbeats. */
const PLATFORM = [
  'clock',
  'egress',
  'health',
  'http',
  'injection',
  'settings',
  'storage',
  'tasks',
  'telemetry',
  'yaml',
];

/**
 * Files that may look into private folders: the reference of the dialects, which shows their very queries to people;
 * `heartbeat watch`, which probes with the prober and the expectations of Pulse, so that both mean the same by an answer; and the check of Rover
 * files, which commands make without a service.
 */
export const EXCEPTIONS: Readonly<Record<string, readonly string[]>> = {
  'config/dialects-reference.ts': ['sources/dialects/', 'sources/raccoon/'],
  'cli/watch/watch-prober.ts': ['sources/pulse/'],
  'cli/watch/expectations.ts': ['sources/pulse/'],
  'declarations/check-rovers.ts': ['declarations/rover-directory/'],
};

const top = (path: string): string => path.split('/')[0]!;
const internalImports = (files: Parameters<Rule>[0]) => files.flatMap(importsOf).filter((each) => each.internal);

/** The folders are those of the design. */
export const foldersAreKnown: Rule = (files) =>
  files.flatMap(({ path }) => {
    const [folder, sub] = path.split('/');
    if (MAY_IMPORT[folder!] === undefined)
      return [`${path}: put it into a stage of the data's path, or add a stage by an ADR`];
    const closed = folder === 'platform' && !PLATFORM.includes(sub!);
    return closed ? [`${path}: platform/ is a closed list (${PLATFORM.join(', ')}); put it beside its user`] : [];
  });

/** Imports run against the flow of the data. */
export const importsRunAgainstTheFlow: Rule = (files) =>
  internalImports(files).flatMap(({ from, to }) => {
    const [own, other] = [top(from), top(to)];
    if (own === other || MAY_IMPORT[own]?.includes(other)) return [];
    return [
      `${from} imports ${to}: a stage knows its input, never its output; declare an interface in ${own}/ and let ${other}/ implement it`,
    ];
  });

/** Sub-folders are private to the folder above, and siblings do not know each other. */
export const subFoldersArePrivate: Rule = (files) =>
  internalImports(files).flatMap(({ from, to }) => {
    const [folder, home] = [dirname(to), dirname(from)];
    const open = !folder.includes('/') || top(to) === 'platform' || isException(from, to) || isCommonGround(from, to);
    if (open || home === folder || home === dirname(folder) || home.startsWith(`${folder}/`)) return [];
    return [
      `${from} imports ${to}: ${folder}/ is private to ${dirname(folder)}/; move what both need up into ${dirname(folder)}/`,
    ];
  });

function isException(from: string, to: string): boolean {
  return EXCEPTIONS[from]?.some((folder) => to.startsWith(folder)) ?? false;
}

/** What kinds have in common: all sources of traffic read the same dialects and keep the same ledger, all origins of Rovers the same YAML. */
const COMMON_GROUND = ['sources/dialects', 'sources/ledger', 'declarations/rover-yaml'];

function isCommonGround(from: string, to: string): boolean {
  return COMMON_GROUND.includes(dirname(to)) && top(from) === top(to);
}

/** Lists in which each kind has its line; each line re-exports the registration of one folder. */
export const LISTS: Readonly<Record<string, string>> = {
  sources: 'sources/installed-kinds.ts',
  declarations: 'declarations/installed-origins.ts',
  'accounts/authenticators': 'accounts/authenticators/installed-authenticators.ts',
};

/** Adding a source, an origin or an authenticator is one folder and one line in one list: nothing else knows a kind. */
export const onlyTheListsKnowTheKinds: Rule = (files) =>
  internalImports(files).flatMap(({ from, to }) => {
    const stage = Object.keys(LISTS).find(
      (each) => to.startsWith(`${each}/`) && to.slice(each.length + 1).includes('/'),
    );
    if (stage === undefined || from === LISTS[stage]) return [];
    const kind = `${stage}/${to.slice(stage.length + 1).split('/')[0]}`;
    if (
      from.startsWith(`${kind}/`) ||
      isException(from, to) ||
      isCommonGround(from, to) ||
      COMMON_GROUND.includes(kind)
    )
      return [];
    return [`${from} imports ${to}: only ${LISTS[stage]} knows the kinds; take what you need from their registration`];
  });

/** Kinds, in whatever letters: `pulse`, `raccoon`, `rover-api`. */
const kindsOf = (files: Parameters<Rule>[0]): string[] =>
  Object.keys(LISTS).flatMap((stage) => [
    ...new Set(
      files
        .map(({ path }) => path.slice(stage.length + 1).split('/'))
        .filter((rest, index) => files[index]!.path.startsWith(`${stage}/`) && rest.length > 1)
        .map(([kind]) => `${stage}/${kind}`),
    ),
  ]);

/** Words that are the name of a kind and also words of their own: the settings, a gateway that is scraped. */
const COMMON_WORDS = ['declarations/settings', 'accounts/authenticators/access-tokens'];

/** The demonstration writes settings, as a user does. */
const WRITES_SETTINGS = 'cli/demo/demo.ts';

/** What a kind brings is its own: no code outside its folder says its name, in a symbol or in a text. */
export const nobodyElseNamesAKind: Rule = (files) => {
  const kinds = kindsOf(files).filter((kind) => !COMMON_GROUND.includes(kind) && !COMMON_WORDS.includes(kind));
  return files
    .filter(
      ({ path }) => !Object.values(LISTS).includes(path) && EXCEPTIONS[path] === undefined && path !== WRITES_SETTINGS,
    )
    .flatMap((file) =>
      kinds.filter((kind) => !file.path.startsWith(`${kind}/`)).flatMap((kind) => namesIn(file, kind)),
    );
};

function namesIn(file: SourceFile, kind: string): string[] {
  const words = kind.split('/').at(-1)!.split('-').join('-?');
  const named = new RegExp(`(?<![a-z])${words}`, 'i');
  const found = [...nodesOf(file)].filter(
    (node) => (ts.isIdentifier(node) || ts.isStringLiteralLike(node)) && !isImported(node) && named.test(node.text),
  );
  return found.map((node) => `${file.path}:${lineOf(file, node)} names ${kind}: ask its registration instead`);
}

function isImported({ parent }: ts.Node): boolean {
  return ts.isImportDeclaration(parent) || ts.isImportTypeNode(parent) || ts.isLiteralTypeNode(parent);
}

/** No file imports itself through others. */
export const noCycles: Rule = (files) => {
  const edges = new Map<string, string[]>(files.map(({ path }) => [path, []]));
  for (const { from, to } of internalImports(files)) edges.get(from)!.push(to);
  const state = new Map<string, 'open' | 'done'>();
  const found: string[] = [];
  const visit = (path: string, trail: readonly string[]): void => {
    if (state.get(path) === 'open') found.push(`${[...trail.slice(trail.indexOf(path)), path].join(' → ')}: ${BREAK}`);
    if (state.has(path)) return;
    state.set(path, 'open');
    for (const next of edges.get(path) ?? []) visit(next, [...trail, path]);
    state.set(path, 'done');
  };
  for (const path of edges.keys()) visit(path, []);
  return found;
};

const BREAK = 'break the cycle by moving what both need into a file of its own';
