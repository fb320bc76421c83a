import { describe, expect, it } from '@jest/globals';
import { GroupHistory } from './group-history.js';
import { failureShares } from './hole-outcomes.js';

const [SUCCESS, FAILURE] = [0, 1];
const T0 = 1_800_000_000_000;
const HOLE = { fromMs: T0, toMs: T0 + 20_000 };

/** Requests and failures of the group in the scrape before the hole, and in the one after. */
function seen(before: [number, number], after: [number, number]): GroupHistory {
  const history = new GroupHistory(300_000, 10_000);
  for (const [[requests, failures], fromMs] of [[before, T0 - 10_000] as const, [after, T0 + 20_000] as const]) {
    history.add(0, SUCCESS, requests - failures, { fromMs: fromMs, toMs: fromMs + 10_000 });
    history.add(0, FAILURE, failures, { fromMs: fromMs, toMs: fromMs + 10_000 });
  }
  return history;
}

function shares(history: GroupHistory, own: [number, number] = [0, 0]) {
  const group = { group: 0, rate: 1, total: 1, recent: 1, requests: own[0], failures: own[1] };
  return failureShares(group, HOLE, { history, scrapeMs: 10_000 });
}

describe('Rule 7: the outcomes in a short hole', () => {
  it('may be anything where nothing is seen beside it', () => {
    expect(shares(seen([0, 0], [0, 0]), [100, 0])).toEqual({ highest: 1, lowest: 0 });
  });

  it('are those of its neighbours, with the interval of Wilson', () => {
    const { highest, lowest } = shares(seen([50, 5], [50, 5]));
    expect([highest, lowest]).toEqual([expect.closeTo(0.153, 2), expect.closeTo(0.066, 2)]);
  });

  it('are all but sure where many neighbours agree', () => {
    expect(shares(seen([10_000, 0], [10_000, 0])).highest).toBeLessThan(0.001);
  });

  it('may be those of an outage that began in the hole', () => {
    expect(shares(seen([1_000, 0], [20, 20])).highest).toBe(1);
  });

  it.each<[string, [number, number], number, number]>([
    ['failed, though the others were well', [20, 20], 0.95, 1],
    ['were well, though the others failed', [20, 0], 0, 0.05],
  ])('may be those of the instance itself: %s', (_, own, least, most) => {
    const others: [number, number] = own[1] === 0 ? [1_000, 1_000] : [1_000, 0];
    const { highest, lowest } = shares(seen(others, others), own);
    const reached = own[1] === 0 ? lowest : highest;
    expect(reached).toBeGreaterThanOrEqual(least);
    expect(reached).toBeLessThanOrEqual(most);
  });

  it('never leave 0 to 1, also where more failures than requests are noted', () => {
    const { highest, lowest } = shares(seen([5, 0], [5, 0]), [3, 9]);
    expect([highest, lowest >= 0]).toEqual([1, true]);
  });
});
