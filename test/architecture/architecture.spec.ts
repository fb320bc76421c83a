import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import * as rules from './rules.js';
import { parse, readTree } from './source-tree.js';

const TREE = readTree('src');

/** For each rule a file that breaks it, so that no rule can pass by looking at nothing. */
const BREACHES: Record<keyof typeof rules, [path: string, text: string][]> = {
  importsRunAgainstTheFlow: [['window/x.ts', `import { BOARD } from '../evaluation/board.js';`]],
  subFoldersArePrivate: [
    ['sources/raccoon/x.ts', `import { a } from '../gateway-scrape/y.js';`],
    ['window/x.ts', `import { a } from '../sources/raccoon/y.js';`],
  ],
  theCoreIsPure: [['evaluation/x.ts', `import { readFileSync } from 'node:fs';`]],
  nestStaysInItsPlace: [['window/x.ts', `import { Injectable } from '@nestjs/common';`]],
  timeIsInjected: [['heartbeats/x.ts', 'const now = Date.now();']],
  environmentIsReadByTheCommand: [['sources/x.ts', `const home = process.env['HOME'];`]],
  namesSaySomething: [
    ['window/utils.ts', ''],
    ['window/x.ts', 'export class WindowManager {}'],
  ],
  noBarrels: [['window/x.ts', `export { a } from './a.js';`]],
  exportsAreDocumented: [['window/x.ts', 'export function sum(): void {}']],
  noCycles: [
    ['window/a.ts', `import './b.js';`],
    ['window/b.ts', `import './a.js';`],
  ],
  injectionIsExplicit: [
    ['window/x.service.ts', '@Injectable() export class X { constructor(private readonly y: Y) {} }'],
  ],
};

describe.each(Object.entries(rules))('%s', (name, rule) => {
  it('holds for the whole tree', () => {
    expect(TREE.length).toBeGreaterThan(50);
    expect(rule(TREE)).toEqual([]);
  });

  it('would be noticed if it did not', () => {
    const breach = BREACHES[name as keyof typeof rules].map(([path, text]) => parse(path, text));
    expect(rule(breach).length).toBeGreaterThanOrEqual(1);
  });
});

describe('error codes', () => {
  const inCode = new Set(
    TREE.flatMap(({ text }) => [...text.matchAll(/'(HEARTBEAT_[A-Z_]+)'/g)].map(([, code]) => code)),
  );
  const variables = new Set(['HEARTBEAT_CONFIG', 'HEARTBEAT_URL', 'HEARTBEAT_LOG_LEVEL']);
  const documented = new Set(
    [...readFileSync('docs/errors.md', 'utf8').matchAll(/^## `(HEARTBEAT_[A-Z_]+)`/gm)].map(([, code]) => code),
  );

  it('are documented, all of them, and no others', () => {
    expect([...documented].toSorted()).toEqual([...inCode].filter((code) => !variables.has(code!)).toSorted());
  });
});
