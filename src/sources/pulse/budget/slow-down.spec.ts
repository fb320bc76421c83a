import { describe, expect, it } from '@jest/globals';
import { AnnouncedPace } from './announced-pace.js';
import { SlowDown, type PaceAnswer } from './slow-down.js';

const OK: PaceAnswer = { status: 200 };
const BUSY: PaceAnswer = { status: 429 };
const after = (status: number, seconds: number): PaceAnswer => ({ status, retryAfterMs: seconds * 1_000 });

describe('SlowDown', () => {
  it.each<[string, PaceAnswer[], number[]]>([
    [
      'keeps the pace while no answer asks for less',
      [OK, { status: 404 }, { status: 503 }, { status: 500 }],
      [15, 15, 15, 15],
    ],
    ['doubles the time with each 429', [BUSY, BUSY, BUSY], [30, 60, 120]],
    ['waits as long as Retry-After says, in whole intervals', [after(429, 40)], [45]],
    ['heeds Retry-After with 503 too', [after(503, 100), after(503, 100)], [105, 105]],
    ['does not heed Retry-After with an answer that is none', [after(200, 100), after(301, 100)], [15, 15]],
    ['never leaves a window without a probe', [after(429, 86_400), BUSY], [285, 285]],
    ['gets faster again step by step', [after(429, 120), OK, OK, OK, OK], [120, 60, 30, 15, 15]],
  ])('%s', (_, answers, seconds) => {
    const slowDown = new SlowDown({ intervalMs: 15_000, longestIntervalMs: 285_000 });
    expect(answers.map((each) => (slowDown.note(each), slowDown.everyMs / 1_000))).toEqual(seconds);
  });

  it('says when the pace changed', () => {
    const slowDown = new SlowDown({ intervalMs: 15_000, longestIntervalMs: 285_000 });
    expect([OK, BUSY, after(429, 1), OK, OK, OK].map((each) => slowDown.note(each))).toEqual([
      false,
      true,
      true,
      true,
      true,
      false,
    ]);
  });

  it('cannot get slower where the interval fills the window already', () => {
    const slowDown = new SlowDown({ intervalMs: 285_000, longestIntervalMs: 285_000 });
    expect([slowDown.note(BUSY), slowDown.everyMs]).toEqual([false, 285_000]);
  });
});

describe('AnnouncedPace', () => {
  it.each<[string, [everyMs: number, atMs: number][], number[]]>([
    ['announces a slower pace at once', [[60, 0]], [60]],
    [
      'announces a faster one once a window was probed that fast',
      [
        [15, 0],
        [15, 299],
        [15, 300],
      ],
      [30, 30, 15],
    ],
    [
      'counts from anew when the pace changes in between',
      [
        [15, 0],
        [20, 200],
        [20, 300],
        [20, 500],
      ],
      [30, 30, 30, 20],
    ],
    [
      'forgets a faster one when it gets slow again',
      [
        [15, 0],
        [30, 100],
        [15, 200],
        [15, 300],
        [15, 500],
      ],
      [30, 30, 30, 30, 15],
    ],
  ])('%s', (_, kept, announced) => {
    const pace = new AnnouncedPace(30, 300);
    expect(kept.map(([everyMs, atMs]) => (pace.note(everyMs, atMs), pace.everyMs))).toEqual(announced);
  });
});
