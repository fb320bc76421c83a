import { describe, expect, it } from '@jest/globals';
import type { Instant } from '../../platform/clock/clock.js';
import { InstanceWatch, type CounterChange } from './instance-watch.js';

const SCRAPE_MS = 10_000;
const WINDOW_MS = 300_000;

const at = (ms: number): Instant => ({ wallMs: ms, monotonicMs: ms });

/** What the change from one page to the next is, told by the pages' counters one by one. */
function change(before: readonly number[], after: readonly number[]): CounterChange {
  const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
  const fallen = after.filter((value, index) => value < before[index]!).length;
  const held = after.filter((value, index) => value >= before[index]! && before[index]! > 0).length;
  return { fallen, held, before: sum(before), after: sum(after) };
}

/** What each page but the first is taken for; pages of one counter are given as numbers. */
function answering(pages: readonly (number | readonly number[])[], everyMs = SCRAPE_MS): string {
  const watch = new InstanceWatch(WINDOW_MS);
  const values = pages.map((page) => (typeof page === 'number' ? [page] : page));
  watch.look({ fallen: 0, held: 0, before: 0, after: 0 }, at(0));
  const seen = values
    .slice(1)
    .map((page, index) => watch.look(change(values[index]!, page), at((index + 1) * everyMs)));
  return seen.join(' ');
}

describe('InstanceWatch', () => {
  it.each<[string, (number | number[])[], string]>([
    ['steady growth', [1_000, 1_010, 1_020], 'same same'],
    ['no traffic', [1_000, 1_000], 'same'],
    ['a burst without a fall before', [1_000, 1_010, 9_000], 'same same'],
    ['a restart', [9_000, 9_010, 5, 15], 'same restarted same'],
    ['restarts in a row', [9_000, 5, 15, 0, 10, 3], 'restarted same restarted same restarted'],
    [
      'growth beyond where a restart found it',
      [200, 260, 10, 70, 130, 190, 250, 310],
      'same restarted same same same same same',
    ],
    ['ten times the traffic after a restart', [1_000, 1_100, 10, 110, 210, 1_200], 'same restarted same same same'],
    ['much traffic from the restart on', [9_000, 100, 3_000, 6_000, 9_000], 'restarted same same another'],
    ['small numbers', [20, 13, 25, 14], 'restarted same restarted'],
    [
      'one counter of many that is reset alone',
      [Array(20).fill(500) as number[], [3, ...(Array(19).fill(500) as number[])]],
      'same',
    ],
    ['an old and a young instance in turn', [9_000, 400, 9_010, 410, 9_020], 'restarted another another another'],
    ['them for a while each', [9_000, 9_010, 400, 410, 9_050, 9_060, 430], 'same restarted same another same another'],
    ['three instances in turn', [9_000, 400, 5_000, 9_010, 410], 'restarted same another another'],
    [
      'two equal instances in turn',
      [
        [500, 480],
        [490, 490],
        [505, 482],
      ],
      'another another',
    ],
    [
      'two equal instances whose sums rise',
      [
        [500, 480, 300],
        [490, 520, 330],
      ],
      'another',
    ],
  ])('sees through %s', (_, pages, expected) => {
    expect(answering(pages)).toBe(expected);
  });

  it('measures a jump by the time it took: an instance that was away has more to show', () => {
    const watch = new InstanceWatch(WINDOW_MS);
    const looks = [
      [2_000, 2_100, 10],
      [2_100, 10, 20],
      [10, 110, 30],
      [110, 2_300, 250],
    ] as const;
    watch.look(change([2_000], [2_000]), at(0));
    const seen = looks.map(([before, after, second]) => watch.look(change([before], [after]), at(second * 1_000)));
    expect(seen).toEqual(['same', 'restarted', 'same', 'same']);
  });

  it('holds counts for mixed up for one window from the last jump on', () => {
    const watch = new InstanceWatch(WINDOW_MS);
    watch.look(change([500, 480], [490, 490]), at(0));
    expect([watch.isMixed(at(WINDOW_MS)), watch.isMixed(at(WINDOW_MS + 1))]).toEqual([true, false]);
  });

  it('believes in restarts again a day later', () => {
    const watch = new InstanceWatch(WINDOW_MS);
    watch.look(change([500, 480], [490, 490]), at(0));
    expect(watch.look(change([9_000], [5]), at(24 * 3_600_000))).toBe('another');
    expect(watch.look(change([9_000], [5]), at(48 * 3_600_000 + 1))).toBe('restarted');
  });
});
