import { readFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import {
  dependenciesAreVisible,
  errorCodes,
  exportsAreDocumented,
  faultsHaveACode,
  filesAreShort,
  injectionIsExplicit,
  logMessagesAreConstant,
  noBarrels,
  packagesOf,
} from './export-rules.js';
import { describeRule } from './rule.js';
import { readTree } from './source-tree.js';

describeRule('Files have at most 250 lines', filesAreShort, {
  breaches: [{ 'window/x.ts': `${'\n'.repeat(250)}x` }],
  fine: [{ 'window/x.ts': `${'\n'.repeat(249)}x\n` }],
});

describeRule('No file passes on what others export', noBarrels, {
  breaches: [
    { 'window/x.ts': `export { a } from './a.js';` },
    { 'window/x.ts': `export * from './a.js';` },
    { 'window/x.ts': `import { a } from './a.js'; export { a as b };` },
  ],
  fine: [{ 'window/x.ts': `const a = 1; export { a };` }],
});

describeRule('Every export has a docstring', exportsAreDocumented, {
  breaches: [
    { 'window/x.ts': 'export function sum(): void {}' },
    { 'window/x.ts': 'export const LIMIT = 5;' },
    { 'window/x.ts': 'export type Outcome = string;' },
    { 'window/x.ts': '/** */\nexport interface Outcome {}' },
    { 'window/x.ts': '// Not a docstring.\nexport class Outcome {}' },
    { 'window/x.ts': '/** Of another. */\nconst a = 1;\nexport const b = a;' },
  ],
  fine: [
    { 'window/x.ts': `export const BOARD = Symbol('Board');\n\n/** A board. */\nexport interface Board {}` },
    { 'window/x.ts': `export const BOARD = token<Board>('Board');\n\n/** A board. */\nexport interface Board {}` },
    { 'window/x.ts': '/** Adds up. */\n@Injectable()\nexport class Sum {}' },
    { 'window/x.ts': '/** All. */\nexport const ALL = [1] as const;\nexport type One = (typeof ALL)[number];' },
    { 'window/x.ts': 'function hidden(): void {}' },
  ],
});

describeRule('Injection is explicit', injectionIsExplicit, {
  breaches: [
    { 'window/x.service.ts': '@Injectable() export class X { constructor(private readonly y: Y) {} }' },
    { 'window/x.controller.ts': `@Controller('x') export class X { constructor(@Inject(Y) a: Y, b: Y) {} }` },
    { 'window/x.service.ts': '@Injectable() export class X { constructor(@Inject() y: Y) {} }' },
  ],
  fine: [{ 'window/x.service.ts': '@Injectable() export class X { constructor(@Inject(CLOCK) a: Clock) {} }' }],
});

describeRule('Dependencies are visible in constructors', dependenciesAreVisible, {
  breaches: [
    { 'window/x.service.ts': 'class X { @Inject(CLOCK) clock!: Clock; }' },
    { 'window/x.module.ts': `import { forwardRef } from '@nestjs/common';` },
    { 'window/x.service.ts': `import { ModuleRef } from '@nestjs/core';` },
  ],
  fine: [{ 'window/x.service.ts': `import { Inject } from '@nestjs/common';` }],
});

describeRule('Faults have a class of their own with a stable code', faultsHaveACode, {
  breaches: [
    { 'window/x.ts': `throw new Error('no');` },
    { 'window/x.ts': `throw new TypeError('no');` },
    { 'window/x.ts': 'class BadError extends Error {}' },
    { 'window/x.ts': `class BadError extends Error { readonly code = 'BAD'; }` },
  ],
  fine: [{ 'window/x.ts': `class BadError extends Error { readonly code = 'HEARTBEAT_BAD'; } throw new BadError();` }],
});

describeRule('Log messages are constant', logMessagesAreConstant, {
  breaches: [
    { 'window/x.ts': 'this.log.info(`listening on ${port}`);' },
    { 'window/x.ts': `this.log.warn('[Window] Full');` },
    { 'window/x.ts': 'log.error(String(error));' },
  ],
  fine: [{ 'window/x.ts': `this.log.info('listening', { port }); math.log.x(1); catalog.info(text);` }],
});

it('Every error code is documented, and no others', () => {
  const documented = [...readFileSync('docs/errors.md', 'utf8').matchAll(/^## `(HEARTBEAT_[A-Z_]+)`/gm)];
  const codes = errorCodes(readTree('src'));
  expect(codes.length).toBeGreaterThan(3);
  expect(documented.map(([, code]) => code).toSorted()).toEqual([...new Set(codes)].toSorted());
});

it('Every error code belongs to one class', () => {
  const codes = errorCodes(readTree('src'));
  expect(codes.filter((code, index) => codes.indexOf(code) !== index)).toEqual([]);
});

it('What src/ imports is a dependency, and what it does not import is none', () => {
  const { dependencies } = JSON.parse(readFileSync('package.json', 'utf8')) as { dependencies: Record<string, string> };
  const imported = packagesOf(readTree('src'));
  expect([...imported].filter((name) => !(name in dependencies))).toEqual([]);
  const loadedByNest = ['@nestjs/platform-fastify', 'rxjs', 'swagger-ui-dist'];
  const unused = Object.keys(dependencies).filter((name) => !imported.has(name) && !loadedByNest.includes(name));
  expect(unused).toEqual([]);
});
