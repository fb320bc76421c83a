import { describe, expect, it } from '@jest/globals';
import { GroupHistory } from './group-history.js';
import type { Hole } from './hole.js';
import { Findings } from './ledger-options.js';
import { unseenShare, type TakeOverContext } from './take-over.js';

const SUCCESS = 0;
const T0 = 1_800_000_000_000;
const HOLE_MS = T0 + 240_000;
const findings = new Findings();

function hole(rate: number, about: Partial<Hole> = {}): Hole {
  const hole = { kind: 'open' as const, fromMs: HOLE_MS, toMs: undefined, factor: 1, groups: [] };
  return { ...hole, rate, crashing: false, share: undefined, ...about };
}

/** All served 30 a second before the hole, and so many a second for `afterS` since. */
function context(
  holes: Hole[],
  perSecond: number,
  { afterS = 60, beganMs = T0, perSecondBefore = 30 } = {},
): TakeOverContext {
  const history = new GroupHistory(300_000, 10_000);
  history.add(0, SUCCESS, perSecondBefore * 240, { fromMs: T0, toMs: HOLE_MS });
  history.add(0, SUCCESS, perSecond * afterS, { fromMs: HOLE_MS, toMs: HOLE_MS + afterS * 1_000 });
  return { holes, history, findings, scrapeMs: 15_000, beganMs, observedToMs: HOLE_MS + afterS * 1_000 };
}

describe('Rule 6: what an unobserved instance goes on to serve', () => {
  it.each([
    ['nothing, if the others took over all of it', 30, 0],
    ['nothing, if they took over most of it', 28, 0],
    ['all, if they gained nothing', 20, 1],
    ['all, if they lost traffic too', 15, 1],
  ])('is %s', (_, perSecond, share) => {
    const lost = hole(0.01);
    expect(unseenShare(lost, context([lost], perSecond))).toBe(share);
    expect(lost.share).toBe(share);
  });

  it('stays open where the others gained about half', () => {
    const lost = hole(0.01);
    const share = unseenShare(lost, context([lost], 24.6));
    expect(share).toBeGreaterThan(0.5);
    expect(share).toBeLessThan(0.8);
    expect(lost.share).toBeUndefined();
  });

  it('stays open where there are too few requests to tell', () => {
    const lost = hole(0.000_1);
    unseenShare(lost, context([lost], 0.3, { perSecondBefore: 0.3 }));
    expect(lost.share).toBeUndefined();
  });

  it('is settled at last, five minutes after', () => {
    const lost = hole(0.01);
    const share = unseenShare(lost, context([lost], 24.6, { afterS: 300 }));
    expect(lost.share).toBe(share);
  });

  it('is not decided anew', () => {
    const lost = hole(0.01, { share: 1 });
    expect(unseenShare(lost, context([lost], 30))).toBe(1);
  });

  it.each([
    ['there is nobody else', { observedToMs: undefined }],
    ['the ledger has just begun', { beganMs: HOLE_MS - 10_000 }],
    ['nothing was seen since', { observedToMs: HOLE_MS + 15_000 }],
  ])('is all of it while %s', (_, about) => {
    const lost = hole(0.01);
    expect(unseenShare(lost, { ...context([lost], 30), ...about })).toBe(1);
    expect(lost.share).toBeUndefined();
  });

  it('takes more than one scrape and a half to say that it serves on', () => {
    const lost = hole(0.01);
    unseenShare(lost, context([lost], 20, { afterS: 28 }));
    expect(lost.share).toBeUndefined();
    unseenShare(lost, context([lost], 20, { afterS: 30 }));
    expect(lost.share).toBe(1);
  });

  it('is nothing for an instance that restarted shortly before', () => {
    const lost = hole(0.01, { crashing: true });
    expect(unseenShare(lost, context([lost], 20))).toBe(0);
  });

  it.each([
    ['is asked of all together that fell silent within a scrape', 15_000, 0],
    ['leaves out who fell silent later', 60_000, 1],
  ])('%s', (_, laterMs, share) => {
    const [lost, other] = [hole(0.005), hole(0.015, { fromMs: HOLE_MS + laterMs })];
    expect(unseenShare(lost, context([lost, other], 22))).toBe(share);
  });
});
