import { describe, expect, it } from '@jest/globals';
import { Groups, at, pageOfLines, type Counters } from '../../../test/support/ledger-pages.js';
import { InstanceAccount } from './instance-account.js';
import { compare, LINES_AT_A_STEP, NEW, REPEATED, type PageComparison } from './page-comparison.js';

const groups = new Groups();

function account(counters: Counters): InstanceAccount {
  const known = new InstanceAccount('a', 'a', 300_000);
  known.lastMs = at(0);
  known.page = 1;
  for (const [series, value] of Object.entries(counters))
    known.series.add(series, { group: 0, counted: 0, value, atMs: at(0), page: 1 });
  return known;
}

function compared(known: InstanceAccount, lines: [string, number][]): PageComparison {
  const steps = compare(known, pageOfLines(lines, 15, { groups }));
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
}

describe('A page beside the account', () => {
  it('tells what grew, fell, vanished and appeared', () => {
    const known = account({ grows: 10, stays: 10, dips: 10, falls: 10, zero: 0, vanishes: 3, idle: 0 });
    const lines: [string, number][] = [
      ['grows', 11],
      ['stays', 10],
      ['dips', 9],
      ['falls', 4],
      ['zero', 0],
      ['appears', 5],
    ];
    expect(compared(known, lines)).toMatchObject({
      present: 4,
      vanished: 1,
      fell: 1,
      dipped: 1,
      grew: 1,
      known: 5,
      added: 1,
      missing: ['vanishes', 'idle'],
    });
  });

  it('numbers the lines, and tells new ones and repeated ones', () => {
    const known = account({ x: 10 });
    const lines: [string, number][] = [
      ['y', 1],
      ['x', 12],
      ['x', 99],
      ['y', 2],
    ];
    const { numbers, grew, added, known: found } = compared(known, lines);
    expect([[...numbers], grew, added, found]).toEqual([[NEW, known.series.find('x'), REPEATED, REPEATED], 1, 1, 1]);
  });

  it('compares whole requests', () => {
    expect(compared(account({ x: 10 }), [['x', 10.9]])).toMatchObject({ grew: 0, dipped: 0 });
  });

  it('does not miss again what the page before lacked already', () => {
    const known = account({ x: 10, away: 10 });
    known.series.missed[known.series.find('away')] = 1;
    expect(compared(known, [['x', 10]])).toMatchObject({ vanished: 0, missing: [] });
  });

  it('does while the pages before were blank', () => {
    const known = account({ x: 10, away: 10 });
    known.series.missed[known.series.find('away')] = 1;
    known.blankPages = 1;
    expect(compared(known, [['x', 10]])).toMatchObject({ vanished: 1, missing: ['away'] });
  });

  it('goes a few thousand lines a step', () => {
    const lines = Array.from({ length: 3 * LINES_AT_A_STEP }, (_, line): [string, number] => [`s${line}`, 1]);
    const steps = compare(
      account({}),
      pageOfLines(
        lines.map(([series, value]) => [`x|200|${series}`, value]),
        15,
        { groups },
      ),
    );
    let count = 0;
    while (steps.next().done === false) count++;
    expect(count).toBe(3);
  });
});
