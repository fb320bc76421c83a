import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../../../test/support/manual-clock.js';
import { yieldToEventLoop } from '../../../platform/clock/yield-to-event-loop.js';
import type { Clock } from '../../../platform/clock/clock.js';
import { Deadlines } from './deadlines.js';

const setUp = () => {
  const clock = new ManualClock();
  const deadlines = new Deadlines(clock);
  const fired: string[] = [];
  const after = (delayMs: number, name = `${delayMs}`) =>
    deadlines.after(delayMs, (stalledMs) => fired.push(stalledMs === 0 ? name : `${name} late by ${stalledMs}`));
  return { clock, deadlines, fired, after };
};

/** Lets time pass in steps of a tick, as it does while nothing is held up. */
async function pass(clock: ManualClock, ms: number): Promise<void> {
  for (let left = ms; left > 0; left -= 20) await clock.advance(Math.min(20, left));
}

describe('Something due', () => {
  it.each([1, 20, 100, 5_000, 5_120, 5_121, 12_000, 330_000])(
    'after %i ms happens then, and not before',
    async (ms) => {
      const { clock, fired, after } = setUp();
      after(ms);
      await pass(clock, ms - 1);
      expect(fired).toEqual([]);
      await pass(clock, 41);
      expect(fired).toEqual([`${ms}`]);
    },
  );

  it.each([1, 7, 13, 19])(
    'never happens too early, also when added %i ms into a tick of the wheel',
    async (intoTickMs) => {
      const { clock, fired, after } = setUp();
      after(1_000, 'other');
      await clock.advance(200 + intoTickMs);
      after(100);
      await pass(clock, 99);
      expect(fired).toEqual([]);
      await pass(clock, 41);
      expect(fired).toEqual(['100']);
    },
  );

  it('happens in order, and once', async () => {
    const { clock, fired, after } = setUp();
    for (const ms of [300, 100, 5_500, 200]) after(ms);
    await pass(clock, 12_000);
    expect(fired).toEqual(['100', '200', '300', '5500']);
  });

  it('does not happen once it is cancelled, also by what happens with it', async () => {
    const { clock, deadlines, fired, after } = setUp();
    const [first, second] = [after(100, 'first'), after(100, 'second')];
    deadlines.cancel(first);
    deadlines.cancel(first);
    const third = after(200, 'third');
    deadlines.after(190, () => deadlines.cancel(third));
    await pass(clock, 400);
    deadlines.cancel(second);
    expect(fired).toEqual(['second']);
  });

  it('can be added while something happens', async () => {
    const { clock, deadlines, fired, after } = setUp();
    deadlines.after(50, () => void after(50, 'next'));
    await pass(clock, 160);
    expect(fired).toEqual(['next']);
  });

  it('can be added after a pause in which nothing waited', async () => {
    const { clock, fired, after } = setUp();
    after(20);
    await pass(clock, 60_000);
    after(30);
    await pass(clock, 80);
    expect(fired).toEqual(['20', '30']);
  });

  it('does not happen after the end', async () => {
    const { clock, deadlines, fired, after } = setUp();
    after(20);
    deadlines.close();
    await pass(clock, 100);
    expect(fired).toEqual([]);
  });
});

it('A process that stood still is distinguished from one that was punctual', async () => {
  let nowMs = 0;
  let wake = (): void => undefined;
  const clock: Clock = {
    now: () => ({ wallMs: nowMs, monotonicMs: nowMs }),
    sleep: () => new Promise((resolve) => (wake = resolve)),
  };
  const wakeAt = async (atMs: number): Promise<void> => {
    nowMs = atMs;
    wake();
    for (let turn = 0; turn < 3; turn++) await yieldToEventLoop();
  };
  const deadlines = new Deadlines(clock);
  const fired: number[] = [];
  for (const ms of [100, 9_000]) deadlines.after(ms, (stalledMs) => fired.push(stalledMs));
  await wakeAt(20);
  await wakeAt(4_040);
  expect(fired).toEqual([4_000]);
  for (let atMs = 4_060; atMs < 9_040; atMs += 20) await wakeAt(atMs);
  expect(fired).toEqual([4_000, 0]);
});
