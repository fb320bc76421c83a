import { describe, expect, it } from '@jest/globals';
import { GroupHistory } from './group-history.js';

const [SUCCESS, FAILURE, EXCLUDED] = [0, 1, 3];
const T0 = 1_800_000_000_000;

describe('GroupHistory', () => {
  it('spreads growth evenly over its time', () => {
    const history = new GroupHistory(300_000, 10_000);
    history.add(0, SUCCESS, 30, { fromMs: T0, toMs: T0 + 30_000 });
    expect(history.of(0, T0, T0 + 10_000).requests).toBeCloseTo(10, 3);
    expect(history.of(0, T0 + 5_000, T0 + 20_000).requests).toBeCloseTo(15, 3);
    expect(history.of(0, T0 + 30_000, T0 + 60_000).requests).toBe(0);
  });

  it('keeps groups and outcomes apart', () => {
    const history = new GroupHistory(300_000, 10_000);
    history.add(0, FAILURE, 4, { fromMs: T0, toMs: T0 + 10_000 });
    history.add(500, SUCCESS, 6, { fromMs: T0, toMs: T0 + 10_000 });
    history.add(0, EXCLUDED, 9, { fromMs: T0, toMs: T0 + 10_000 });
    expect([history.of(0, T0, T0 + 10_000), history.of(500, T0, T0 + 10_000)]).toEqual([
      { requests: 4, failures: 4 },
      { requests: 6, failures: 0 },
    ]);
    expect(history.ofAll(T0, T0 + 10_000)).toBe(10);
  });

  it('forgets groups two minutes after the window, and their sum ten minutes later', () => {
    const history = new GroupHistory(300_000, 10_000);
    history.add(0, SUCCESS, 10, { fromMs: T0, toMs: T0 + 10_000 });
    history.add(0, SUCCESS, 1, { fromMs: T0 + 410_000, toMs: T0 + 420_000 });
    expect(history.of(0, T0, T0 + 10_000).requests).toBe(10);
    history.add(0, SUCCESS, 1, { fromMs: T0 + 420_000, toMs: T0 + 430_000 });
    expect([history.of(0, T0, T0 + 10_000).requests, history.ofAll(T0, T0 + 10_000)]).toEqual([0, 10]);
    history.add(0, SUCCESS, 1, { fromMs: T0 + 1_300_000, toMs: T0 + 1_310_000 });
    expect(history.ofAll(T0, T0 + 10_000)).toBe(0);
  });

  it('holds nothing of before a long pause', () => {
    const history = new GroupHistory(300_000, 10_000);
    history.add(0, SUCCESS, 10, { fromMs: T0, toMs: T0 + 10_000 });
    const later = T0 + 86_400_000;
    history.add(0, SUCCESS, 3, { fromMs: later, toMs: later + 10_000 });
    expect([history.ofAll(later - 1_000_000, later + 10_000), [...history.bucketsOf(0)]]).toEqual([
      3,
      [{ requests: 3, failures: 0, fromMs: later }],
    ]);
  });

  it('gives the buckets of the last window, oldest first, without the empty ones', () => {
    const history = new GroupHistory(300_000, 10_000);
    history.add(0, SUCCESS, 5, { fromMs: T0, toMs: T0 + 10_000 });
    history.add(0, FAILURE, 2, { fromMs: T0 + 20_000, toMs: T0 + 30_000 });
    expect([...history.bucketsOf(0)]).toEqual([
      { requests: 5, failures: 0, fromMs: T0 },
      { requests: 2, failures: 2, fromMs: T0 + 20_000 },
    ]);
    expect([...history.bucketsOf(1_000)]).toEqual([]);
  });

  it('takes the newest bucket for as full as it has been told', () => {
    const history = new GroupHistory(300_000, 10_000);
    history.add(0, SUCCESS, 15, { fromMs: T0, toMs: T0 + 15_000 });
    expect(history.of(0, T0 + 10_000, T0 + 15_000).requests).toBeCloseTo(5, 3);
    expect(history.ofAll(T0, T0 + 15_000)).toBeCloseTo(15, 3);
    expect(history.ofAll(T0 + 10_000, T0 + 20_000)).toBeCloseTo(5, 3);
  });

  it('knows nothing of the part of a bucket that has not been told', () => {
    const history = new GroupHistory(300_000, 10_000);
    history.add(0, SUCCESS, 15, { fromMs: T0, toMs: T0 + 15_000 });
    expect([history.of(0, T0 + 15_000, T0 + 40_000).requests, history.ofAll(T0 + 16_000, T0 + 20_000)]).toEqual([0, 0]);
  });

  it('gives nothing of a time that ends before it begins', () => {
    const history = new GroupHistory(300_000, 10_000);
    history.add(0, SUCCESS, 5, { fromMs: T0, toMs: T0 + 10_000 });
    expect([history.of(0, T0 + 9_000, T0).requests, history.ofAll(T0 + 9_000, T0)]).toEqual([0, 0]);
  });
});
