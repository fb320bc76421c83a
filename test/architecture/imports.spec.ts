import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import {
  EXCEPTIONS,
  foldersAreKnown,
  importsRunAgainstTheFlow,
  MAY_IMPORT,
  noCycles,
  nobodyElseNamesAKind,
  onlyTheListsKnowTheKinds,
  subFoldersArePrivate,
} from './import-rules.js';
import { describeRule } from './rule.js';
import { importsOf, parse, readTree } from './source-tree.js';

describeRule('The folders are those of the design', foldersAreKnown, {
  breaches: [{ 'monitors/x.ts': '' }, { 'x.ts': '' }, { 'platform/queue/x.ts': '' }],
  fine: [{ 'history/x.ts': '' }, { 'platform/storage/x.ts': '' }],
});

describeRule('Imports run against the flow of the data', importsRunAgainstTheFlow, {
  breaches: [
    { 'window/x.ts': `import { BOARD } from '../evaluation/board.js';` },
    { 'window/x.ts': `import type { Board } from '../evaluation/board.js';` },
    { 'declarations/x.ts': `export { a } from '../sources/y.js';` },
    { 'platform/clock/x.ts': `const a = await import('../../catalogue/base-path.js');` },
    { 'platform/clock/x.ts': `let a: import('../../catalogue/base-path.js').BasePath;` },
    { 'history/x.ts': `import { a } from '../notifications/y.js';` },
    { 'heartbeats/x.ts': `import { a } from '../config/heartbeat.settings.js';` },
    { 'sources/x.ts': `new Worker(new URL('../window/y.js', import.meta.url));` },
    { 'config/x.ts': `import { a } from '../cli/get.js';` },
    { 'cli/x.ts': `import { a } from '../main.js';` },
    { 'main.ts': `import { a } from './service.js';` },
  ],
  fine: [
    { 'evaluation/x.ts': `import { a } from '../window/y.js';` },
    { 'heartbeats/x.ts': `import { a } from '../accounts/y.js';` },
    { 'cli/x.ts': `import { a } from '../service.js';` },
    { 'main.ts': `import './cli/x.js';` },
  ],
});

describeRule('Sub-folders are private to the folder above', subFoldersArePrivate, {
  breaches: [
    { 'sources/raccoon/x.ts': `import { a } from '../gateway-scrape/y.js';` },
    { 'window/x.ts': `import { a } from '../sources/raccoon/y.js';` },
    { 'window/x.ts': `import { a } from '../sources/dialects/kong.js';` },
    { 'notifications/email/x.ts': `import { a } from '../webhook/y.js';` },
    { 'sources/x.ts': `import { a } from './raccoon/parse/y.js';` },
    { 'cli/x.ts': `import { a } from '../declarations/rover-directory/y.js';` },
    { 'config/x.ts': `import { a } from '../sources/dialects/dialects.js';` },
  ],
  fine: [
    { 'sources/installed-kinds.ts': `import { a } from './raccoon/y.js';` },
    { 'sources/raccoon/x.ts': `import { a } from '../dialects/kong.js'; import { b } from '../evidence.js';` },
    { 'sources/raccoon/parse/x.ts': `import { a } from '../y.js';` },
    { 'declarations/x.ts': `import { a } from './rover-directory/y.js';` },
    { 'config/dialects-reference.ts': `import { a } from '../sources/dialects/dialects.js';` },
  ],
});

describeRule('Only the lists know the kinds', onlyTheListsKnowTheKinds, {
  breaches: [
    { 'sources/source-runner.service.ts': `import { a } from './raccoon/y.js';` },
    { 'declarations/rovers.ts': `import { a } from './rover-api/y.js';` },
    { 'declarations/rover-api/x.ts': `import { a } from '../rover-directory/y.js';` },
  ],
  fine: [
    { 'sources/installed-kinds.ts': `export { a } from './raccoon/y.js';` },
    { 'declarations/installed-origins.ts': `export { a } from './rover-api/y.js';` },
    { 'declarations/rover-api/x.ts': `import { a } from '../rover-yaml/y.js';` },
    { 'sources/raccoon/x.ts': `import { a } from './y.js';` },
  ],
});

describeRule('What a kind brings is its own', nobodyElseNamesAKind, {
  breaches: [
    { 'sources/pulse/x.ts': '', 'config/x.ts': 'const pulseBlock = 1;' },
    { 'sources/pulse/x.ts': '', 'config/x.ts': `const kind = 'pulse';` },
    { 'sources/gateway-scrape/x.ts': '', 'sources/x.ts': 'class GatewayScrapeReader {}' },
    { 'declarations/rover-api/x.ts': '', 'cli/x.ts': 'const api = { RoverApi: 1 };' },
  ],
  fine: [
    { 'sources/pulse/x.ts': 'const pulse = 1;', 'sources/installed-kinds.ts': `export { pulse } from './pulse/x.js';` },
    { 'sources/pulse/x.ts': '', 'window/x.ts': '/** A pulse. */\nconst impulse = 1;' },
    { 'sources/dialects/x.ts': '', 'config/x.ts': 'const dialects = 1;' },
  ],
});

describeRule('No file imports itself through others', noCycles, {
  breaches: [
    { 'window/a.ts': `import './b.js';`, 'window/b.ts': `import type { A } from './a.js';` },
    { 'window/a.ts': `import './b.js';`, 'window/b.ts': `import './c.js';`, 'window/c.ts': `import './a.js';` },
  ],
  fine: [
    { 'a.ts': `import './b.js'; import './c.js';`, 'b.ts': `import './d.js';`, 'c.ts': `import './d.js';`, 'd.ts': '' },
  ],
});

it('The table of CONTRIBUTING.md names every folder that the rule knows and that is there', () => {
  const text = readFileSync('CONTRIBUTING.md', 'utf8');
  const missing = Object.keys(MAY_IMPORT).filter((folder) => !text.includes(`\`${folder}\``));
  expect(missing).toEqual([]);
});

it('Every exception is still needed', () => {
  const edges = readTree('src').flatMap(importsOf);
  const unused = Object.entries(EXCEPTIONS).flatMap(([file, folders]) =>
    folders.filter((folder) => !edges.some(({ from, to }) => from === file && to.startsWith(folder))),
  );
  expect(unused).toEqual([]);
});

it('The reader of imports tells types from values', () => {
  const file = parse('x.ts', `import type { A } from 'a'; import { type B } from 'b'; import { type C, d } from 'c';`);
  expect(importsOf(file).map(({ to, typeOnly }) => [to, typeOnly])).toEqual([
    ['a', true],
    ['b', true],
    ['c', false],
  ]);
});
