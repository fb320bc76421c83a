import { describe, expect, it } from '@jest/globals';
import { parse, readTree, type SourceFile } from './source-tree.js';

/** A rule gives one sentence for each breach: where, what is wrong, and what to do. */
export type Rule = (files: readonly SourceFile[]) => string[];

/** Made-up files, by their path below `src/`. */
export type Fixture = Readonly<Record<string, string>>;

/** What a rule must notice, and what looks like it and is fine. */
export interface RuleFixtures {
  readonly breaches: readonly Fixture[];
  readonly fine?: readonly Fixture[];
}

const SOURCES = readTree('src');

/** Checks a rule on the real tree and on fixtures, so that no rule can pass by looking at nothing. */
export function describeRule(sentence: string, rule: Rule, { breaches, fine = [] }: RuleFixtures): void {
  describe(sentence, () => {
    it('holds for the whole tree', () => {
      expect(SOURCES.length).toBeGreaterThan(100);
      expect(rule(SOURCES)).toEqual([]);
    });

    it.each(breaches.map(named))('is seen to be broken by %s', (_, files) => {
      const found = rule(files);
      expect(found).not.toEqual([]);
      for (const sentenceFound of found) {
        expect(files.some(({ path }) => sentenceFound.startsWith(path))).toBe(true);
        expect(sentenceFound).toMatch(/: \S/);
      }
    });

    if (fine.length === 0) return;
    it.each(fine.map(named))('is not seen to be broken by %s', (_, files) => {
      expect(rule(files)).toEqual([]);
    });
  });
}

function named(fixture: Fixture): [name: string, files: SourceFile[]] {
  const files = Object.entries(fixture).map(([path, text]) => parse(path, text));
  return [files.map(({ path, text }) => `${path} with ${text || 'nothing'}`).join(' and '), files];
}
