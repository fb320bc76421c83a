import { describe, expect, it } from '@jest/globals';
import { Witnesses } from './witnesses.js';

describe('Witnesses', () => {
  it.each([1, 2, 3])('needs no witness among %d targets', (targets) => {
    expect(new Witnesses<string>().speakFor('a', targets, 0)).toBe(true);
  });

  it.each<[string, [key: string, everyMs: number, atMs: number][], boolean]>([
    ['none answered', [], false],
    ['only the target itself did', [['a', 15_000, 50_000]], false],
    ['another did lately', [['b', 15_000, 50_000]], true],
    [
      'another did, and then the target itself',
      [
        ['b', 15_000, 50_000],
        ['a', 15_000, 55_000],
      ],
      true,
    ],
    [
      'the target itself did, and then another',
      [
        ['a', 15_000, 50_000],
        ['b', 15_000, 55_000],
      ],
      true,
    ],
    ['another did too long ago', [['b', 15_000, 29_000]], false],
    ['another of a slow pace did not so long ago', [['b', 65_000, 29_000]], true],
    [
      'a slow one did and many answers of the target came after',
      [
        ['b', 65_000, 1_000],
        ['a', 15_000, 40_000],
        ['a', 15_000, 55_000],
      ],
      true,
    ],
    [
      'two others did, the later one too',
      [
        ['b', 15_000, 20_000],
        ['c', 15_000, 40_000],
        ['a', 15_000, 50_000],
      ],
      true,
    ],
  ])('%s', (_, heard, speaks) => {
    const witnesses = new Witnesses<string>();
    for (const [key, everyMs, atMs] of heard) witnesses.heard(key, everyMs, atMs);
    expect(witnesses.speakFor('a', 10, 60_000)).toBe(speaks);
  });
});
