import { dirname } from 'node:path/posix';
import type { Rule } from './rule.js';
import { importsOf } from './source-tree.js';

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
const PLATFORM = ['clock', 'egress', 'health', 'http', 'settings', 'storage', 'tasks', 'telemetry', 'yaml'];

/**
 * Files that may look into private folders: the reference of the dialects, which shows their very queries to people, and
 * `heartbeat watch`, which probes with the very prober of Pulse, so that both mean the same by an answer.
 */
export const EXCEPTIONS: Readonly<Record<string, readonly string[]>> = {
  'config/dialects-reference.ts': ['sources/dialects/', 'sources/raccoon/'],
  'cli/watch/watch-prober.ts': ['sources/pulse/probing/'],
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

/** All kinds of source read the same dialects. */
function isCommonGround(from: string, to: string): boolean {
  return top(from) === 'sources' && to.startsWith('sources/dialects/');
}

/** Adding a source is one folder and one line in one list: nothing else in `sources/` knows a kind. */
export const onlyTheListKnowsTheKinds: Rule = (files) =>
  internalImports(files).flatMap(({ from, to }) => {
    const [folder, kind, file] = to.split('/');
    const ofKind = folder === 'sources' && file !== undefined && kind !== 'dialects';
    if (!ofKind || isException(from, to) || from.startsWith(`sources/${kind}/`) || from === 'sources/source-kinds.ts')
      return [];
    return [`${from} imports ${to}: only sources/source-kinds.ts knows the kinds; ask SOURCE_KINDS instead`];
  });

/** No file imports itself by way of others. */
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
