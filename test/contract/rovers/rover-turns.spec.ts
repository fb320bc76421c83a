import { describe, expect, it } from '@jest/globals';
import { readingRover, type RoverReading } from '../../../src/declarations/rover-yaml/rover-document.js';
import { writingRover } from '../../../src/declarations/rover-yaml/rover-text.js';
import { EXPOSURE_BLOCKS } from '../../../src/sources/source-kinds.js';

/** What one step may hold up the service for; a quiet machine needs a fifth of it. */
const MAX_STEP_MS = 50;

const HEAD = 'apiVersion: tcp.ei.telekom.de/v1\nkind: Rover\nmetadata: { name: a }\n';
const times = (count: number, text: (index: number) => string): string => Array.from({ length: count }, (_, index) => text(index)).join('');
const exposing = (count: number, more: string): string =>
  `${HEAD}spec:\n  exposures:\n${times(count, (index) => `    - basePath: /team/api-${index}/v1\n${more}`)}`;
const beside = (value: string): string => `${HEAD}spec: {}\nx: ${value}\n`;

/** The slowest of some hundred shapes that were tried, each as large as it may be. */
const TEXTS: readonly [name: string, text: string, outcome: string | number][] = [
  ['a thousand exposures', exposing(1_000, ''), 1_000],
  ['a thousand with blocks', exposing(1_000, '      pulse: {}\n'), 1_000],
  ['blocks with all they may hold', exposing(130, `      pulse: { headers: {${times(18, (n) => `X-A${n}: ${n}, `)}} }\n`), 130],
  ['a thousand refused exposures', exposing(1_000, '      pulse: { path: not-a-path-by-far }\n'), 'PATH'],
  ['a block of unknown keys', exposing(1, `      pulse: {${times(4_800, (n) => `pathh${n}: 1, `)}}\n`), 'KEY'],
  ['a hundred aliases before many values', beside(`&a 1\ny: [${'*a,'.repeat(99)}]\nz: [${'1,'.repeat(9_500)}]`), 0],
  ['a hundred aliases behind many values', beside(`[${'1,'.repeat(9_500)}]\ny: &a 1\nz: [${'*a,'.repeat(99)}]`), 0],
  ['a hundred anchors of a hundred names', beside(`[${times(99, (n) => `&a${n} ${n},`)}]\ny: [${times(99, (n) => `*a${n},`)}]`), 0],
  ['a block by alias in each exposure', `${HEAD}x: &p { headers: {${times(18, (n) => `X-A${n}: b, `)}} }\nspec:\n  exposures:\n${times(99, (n) => `    - { basePath: /a/v${n}, pulse: *p }\n`)}`, 99],
  ['many merges', `${HEAD}x: &x { pulse: {} }\nspec:\n  exposures:\n${times(99, (n) => `    - { <<: *x, basePath: /a/v${n} }\n`)}`, 99],
  ['values in a list', beside(`[${times(9_900, (n) => `${n},`)}]`), 0],
  ['values in lines', beside(`\n${times(9_900, (n) => `- ${n}\n`)}`), 0],
  ['keys in lines', beside(`\n${times(4_900, (n) => `  k${n}: 1\n`)}`), 0],
  ['keys in braces', beside(`{${times(4_900, (n) => `k${n}: 1, `)}}`), 0],
  ['explicit keys', beside(`\n${times(4_000, (n) => `  ? k${n}\n  : v\n`)}`), 0],
  ['comments between values', beside(`\n${times(9_000, (n) => `          # c\n- ${n}\n`)}`), 0],
  ['comments alone', `${HEAD}spec: {}\n${'# a\n'.repeat(19_000)}`, 0],
  ['lists in lists', beside(`[${`${'['.repeat(17)}${']'.repeat(17)},`.repeat(500)}]`), 0],
  ['mappings in mappings', beside(`[${`${'{a: '.repeat(17)}1${'}'.repeat(17)},`.repeat(270)}]`), 0],
  ['many levels of lines', beside(`\n${times(250, (n) => times(16, (depth) => `${' '.repeat(depth + 1)}k${n}:\n`))}`), 0],
  ['texts over two lines', beside(`[${'a\n  b,'.repeat(9_000)}]`), 0],
  ['one long plain text', beside('a '.repeat(129_000)), 0],
  ['one long text of escapes', beside(`"${'\\u0041'.repeat(43_000)}"`), 0],
  ['one long folded text', beside(`>\n${' a a a\n'.repeat(19_000)}`), 0],
  ['one long number', beside(`${'1'.repeat(128_000)}.${'0'.repeat(128_000)}`), 0],
  ['a long text by a hundred aliases', `${HEAD}x: &a "${'\\x7e'.repeat(16_000)}"\nspec:\n  exposures:\n${times(99, (n) => `    - { basePath: /a/v${n}, pulse: { method: POST, body: *a } }\n`)}`, 99],
  ['a hundred documents', times(99, (n) => `---\n${HEAD}spec: { exposures: [${times(9, (m) => `{ basePath: /a/v${n}-${m} }, `)}] }\n`), 891],
  ['JSON', JSON.stringify({ apiVersion: 'tcp.ei.telekom.de/v1', kind: 'Rover', spec: { exposures: Array.from({ length: 700 }, (_, n) => ({ basePath: `/a/v${n}`, pulse: { path: '/x' } })) } }, null, 10), 700],
];

/** The CPU time of the step that takes longest, and the result. */
function longest<T>(begin: () => Iterator<void, T>): { stepMs: number; result: T } {
  const steps = begin();
  let stepMs = 0;
  for (;;) {
    const before = process.cpuUsage();
    const step = steps.next();
    const { user, system } = process.cpuUsage(before);
    stepMs = Math.max(stepMs, (user + system) / 1_000);
    if (step.done === true) return { stepMs, result: step.value };
  }
}

/** The shortest of five: what else the machine does, and what is compiled meanwhile, counts little. */
function shortest<T>(begin: () => Iterator<void, T>): { stepMs: number; result: T } {
  const [best] = Array.from({ length: 5 }, () => longest(begin)).toSorted((one, other) => one.stepMs - other.stepMs);
  return best!;
}

const outcomeOf = (reading: RoverReading): string | number => (reading.ok ? reading.exposures.length : reading.problems[0]!.code);

describe('reading a text that is accepted, as slow as it may be', () => {
  it.each(TEXTS)('never holds up the service for long, and its Rover is written likewise: %s', (_, text, outcome) => {
    const bytes = Buffer.from(text);
    expect(bytes.length).toBeLessThanOrEqual(256 * 1_024);
    const { stepMs, result } = shortest(() => readingRover(bytes, EXPOSURE_BLOCKS));
    expect(outcomeOf(result)).toBe(outcome);
    expect(stepMs).toBeLessThan(MAX_STEP_MS);
    if (!result.ok || result.exposures.length === 0) return;
    expect(shortest(() => writingRover('a', result.exposures, EXPOSURE_BLOCKS)).stepMs).toBeLessThan(MAX_STEP_MS);
  });
});
