import { beforeEach, describe, expect, it } from '@jest/globals';
import { Reading, type Part } from './reading.js';
import { ReadProcess } from './read-process.js';

const PACE_MS = 15_000;

function reading(rank: number, watchedMs = 0): Reading {
  const made = new Reading({ source: `source ${rank}`, rank, addresses: ['10.0.0.1:8000'] });
  made.paceMs = PACE_MS;
  made.watchedMs = watchedMs;
  return made;
}

describe('A process that two sources read', () => {
  let one: Reading;
  let other: Reading;
  let shared: ReadProcess;

  beforeEach(() => {
    [one, other] = [reading(0), reading(1)];
    shared = new ReadProcess(one);
    shared.add(other);
    for (const each of [one, other]) each.note(100_000, undefined, 100_000);
  });

  it.each<[string, () => void, number, number?]>([
    ['while both are fresh', () => other.note(115_000, undefined, 115_000), 0],
    ['while the first is late as always', () => other.note(130_000, undefined, 130_000), 0],
    ['when the first has been silent for more than two scrapes', () => other.note(140_000, undefined, 140_000), 1],
    ['when the first does not reach it', () => (one.isLost = true), 1],
    [
      'when it has left the discovery of the first, and is not seen since',
      () => (one.isLost = one.mayHaveEnded = true),
      0,
    ],
    [
      'when it has left the discovery of the first, and is seen a scrape later',
      () => {
        one.isLost = one.mayHaveEnded = true;
        other.note(120_000, undefined, 120_000);
      },
      1,
    ],
    ['when both do not reach it', () => (one.isLost = other.isLost = true), 0],
    ['when the first is not fresh, and the second is not either', () => undefined, 0, 200_000],
  ])('is counted by the one or the other %s', (_, happens, owner, nowMs = 105_000) => {
    happens();
    shared.settle(Math.max(nowMs, other.newestMs));
    expect(shared.owner).toBe([one, other][owner]);
  });

  it.each<[string, readonly [number, number], Part, Part]>([
    ['before the last page of the first', [80_000, 95_000], 'own', 'other'],
    ['up to that page', [85_000, 100_000], 'own', 'other'],
    ['across it', [96_000, 111_000], 'split', 'split'],
    ['since then', [100_000, 115_000], 'other', 'own'],
    ['later than what was read', [126_000, 141_000], 'later', 'own'],
    ['at some time since', [100_000, 100_000], 'other', 'own'],
  ])('has taken a turn at the last page of the first: what was gained %s', (_, [fromMs, toMs], ofOne, ofOther) => {
    other.note(140_000, undefined, 140_000);
    shared.settle(140_000);
    expect([one.partOf(fromMs, toMs), other.partOf(fromMs, toMs)]).toEqual([ofOne, ofOther]);
  });

  it('is counted by the one that watched it before, up to when the first one did', () => {
    const [late, early] = [reading(0, 50_000), reading(1, -250_000)];
    new ReadProcess(late).add(early);
    expect([late.owns(40_000), early.owns(40_000), late.owns(60_000), early.owns(60_000)]).toEqual([
      false,
      true,
      true,
      false,
    ]);
  });

  it('goes on with the other when the one that counts reads it no more', () => {
    shared.remove(one);
    expect([shared.owner, other.owns(100_001), other.owns(99_999), one.shared]).toEqual([
      other,
      true,
      false,
      undefined,
    ]);
  });

  it('is counted by the first in the settings of those that are left', () => {
    const third = reading(-1);
    shared.add(third);
    third.note(140_000, undefined, 140_000);
    other.note(140_000, undefined, 140_000);
    shared.settle(140_000);
    expect(shared.owner).toBe(third);
  });
});
