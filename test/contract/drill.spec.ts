import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Overlay, titledBlocks } from '../support/overlay.js';

describe('What CONTRIBUTING.md says of adding a source, done in a copy of the tree', () => {
  const blocks = titledBlocks(readFileSync('CONTRIBUTING.md', 'utf8'));
  let overlay: Overlay;

  beforeAll(() => {
    overlay = new Overlay(blocks);
  });
  afterAll(() => overlay.remove());

  it('costs one folder, and one line more in one file that is there', () => {
    const folders = overlay.written.map((path) => path.split('/').slice(0, -1).join('/'));
    expect([...new Set(folders)]).toEqual(['src/sources/tally']);
    expect([...overlay.grownBy]).toEqual([['src/sources/installed-kinds.ts', 1]]);
  });

  it('compiles', () => {
    expect(overlay.compile()).toBe('');
  }, 120_000);

  it('makes a kind that keeps the contract of sources', () => {
    const { numPassedTests, numFailedTests, output } = overlay.jest([
      '--selectProjects=contract',
      '--testPathPatterns=contract/source',
      '--testNamePattern=tally, as a kind of source',
    ]);
    expect([numFailedTests, numFailedTests > 0 ? output : '']).toEqual([0, '']);
    expect(numPassedTests).toBeGreaterThan(20);
  }, 120_000);
});

describe('The blocks of a page', () => {
  it('are those with a title, without the indentation of their list', () => {
    const page = '1. x\n\n   ```ts title="a/b.ts"\n   if (a) {\n     b();\n   }\n   ```\n\n```ts\nc();\n```\n';
    expect(titledBlocks(page)).toEqual([{ language: 'ts', path: 'a/b.ts', text: 'if (a) {\n  b();\n}\n' }]);
  });
});
