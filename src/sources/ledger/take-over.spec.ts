import { describe, expect, it } from '@jest/globals';
import { GroupHistory } from './group-history.js';
import type { Hole } from './hole.js';
import { Findings } from './ledger-options.js';
import { unseenShare, type TakeOverContext } from './take-over.js';

const SUCCESS = 0;
const T0 = 1_800_000_000_000;
const HOLE_MS = T0 + 240_000;
const findings = new Findings();

/** What an instance served of each group, a second; all served thrice as much. */
function hole(rates: readonly number[], about: Partial<Hole> & { total?: number } = {}): Hole {
  const { total = 3, ...more } = about;
  const groups = rates.map((each, group) => {
    const all = (total * each) / 1_000;
    return { group, rate: each / 1_000, total: all, recent: all, requests: 0, failures: 0 };
  });
  const rate = groups.reduce((sum, each) => sum + each.rate, 0);
  const open = { kind: 'open' as const, fromMs: HOLE_MS, toMs: undefined, factor: 1, part: 1 / total };
  return { ...open, groups, rate, crashing: false, share: undefined, ...more };
}

/** All served so many a second of each group since the hole began. */
function context(holes: Hole[], perSecond: readonly number[], { afterS = 60, beganMs = T0 } = {}): TakeOverContext {
  const history = new GroupHistory(300_000, 10_000);
  for (const [group, each] of perSecond.entries())
    history.add(group, SUCCESS, each * afterS, { fromMs: HOLE_MS, toMs: HOLE_MS + afterS * 1_000 });
  return { holes, history, findings, scrapeMs: 15_000, beganMs, observedToMs: HOLE_MS + afterS * 1_000 };
}

describe('Rule 6: what an unobserved instance goes on to serve', () => {
  it.each([
    ['nothing, if the others took over all of it', [10], [30], 0],
    ['nothing, if they took over most of it', [10], [28], 0],
    ['all, if they gained nothing', [10], [20], 1],
    ['all, if they lost traffic too', [10], [18], 1],
    ['nothing, also if one of three base paths fell idle', [10, 8, 9], [30, 0, 27], 0],
    ['all, also if there was a storm on one of three', [10, 8, 9], [20, 120, 18], 1],
  ])('is %s', (_, served, perSecond, share) => {
    const lost = hole(served);
    expect(unseenShare(lost, context([lost], perSecond))).toBe(share);
    expect(lost.share).toBe(share);
  });

  it.each([
    ['the others gained about half', [10], [24.6], 3],
    ['there are too few requests to tell', [0.1], [0.3], 3],
    ['one base path says so and another does not', [10, 10], [30, 20], 3],
    ['all traffic may only have drifted', [1, 1], [21, 21], 20],
  ] as const)('stays open where %s', (_, served, perSecond, total) => {
    const lost = hole(served, { total });
    const share = unseenShare(lost, context([lost], perSecond));
    expect(lost.share).toBeUndefined();
    expect(share).toBeGreaterThan(0.05);
    expect(share).toBeLessThan(0.95);
  });

  it('is settled at last, five minutes after', () => {
    const lost = hole([10]);
    const share = unseenShare(lost, context([lost], [24.6], { afterS: 300 }));
    expect(lost.share).toBe(share);
  });

  it('is not decided anew', () => {
    const lost = hole([10], { share: 1 });
    expect(unseenShare(lost, context([lost], [30]))).toBe(1);
  });

  it.each([
    ['there is nobody else', { observedToMs: undefined }],
    ['the ledger has just begun', { beganMs: HOLE_MS - 10_000 }],
    ['nothing was seen since', { observedToMs: HOLE_MS + 15_000 }],
  ])('is all of it while %s', (_, about) => {
    const lost = hole([10]);
    expect(unseenShare(lost, { ...context([lost], [30]), ...about })).toBe(1);
    expect(lost.share).toBeUndefined();
  });

  it('takes more than one scrape and a half to say that it serves on', () => {
    const lost = hole([10]);
    unseenShare(lost, context([lost], [20], { afterS: 28 }));
    expect(lost.share).toBeUndefined();
    unseenShare(lost, context([lost], [20], { afterS: 30 }));
    expect(lost.share).toBe(1);
  });

  it('is nothing for an instance that restarted shortly before', () => {
    const lost = hole([10], { crashing: true });
    expect(unseenShare(lost, context([lost], [20]))).toBe(0);
  });

  it.each([
    ['is asked of all together that fell silent within a scrape', 15_000, 0],
    ['leaves out who fell silent later', 60_000, 1],
  ])('%s', (_, laterMs, share) => {
    const [lost, other] = [hole([5], { total: 6 }), hole([15], { total: 2, fromMs: HOLE_MS + laterMs })];
    expect(unseenShare(lost, context([lost, other], [share === 0 ? 30 : 24.5]))).toBe(share);
  });

  it('asks the busiest base paths only', () => {
    const served = Array.from({ length: 70 }, (_, group) => (group < 64 ? 10 : 1));
    const lost = hole(served);
    expect(
      unseenShare(
        lost,
        context(
          [lost],
          served.map((each) => (each === 10 ? 30 : 2)),
        ),
      ),
    ).toBe(0);
  });
});
