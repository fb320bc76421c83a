import { getEventListeners } from 'node:events';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { ageMs, type Clock } from '../../src/platform/clock/clock.js';

/** A clock under test, and how its time is made to pass. */
export interface ClockUnderTest {
  readonly clock: Clock;
  pass(durationMs: number): Promise<void>;
}

/** What every implementation of `Clock` promises. */
export function describeClock(name: string, make: () => ClockUnderTest): void {
  describe(`${name}, as a Clock`, () => {
    let clock: Clock;
    let pass: ClockUnderTest['pass'];
    let stop: AbortController;

    beforeEach(() => {
      const made = make();
      clock = made.clock;
      pass = (durationMs) => made.pass(durationMs);
      stop = new AbortController();
    });

    it('tells whole milliseconds, the wall time since 1970 and a monotonic time that never goes back', async () => {
      let before = clock.now();
      expect(new Date(before.wallMs).getUTCFullYear()).toBeGreaterThanOrEqual(2026);
      for (let reads = 0; reads < 200; reads++) {
        if (reads % 50 === 0) await pass(1);
        const now = clock.now();
        expect([Number.isSafeInteger(now.wallMs), Number.isSafeInteger(now.monotonicMs)]).toEqual([true, true]);
        expect(now.monotonicMs).toBeGreaterThanOrEqual(before.monotonicMs);
        before = now;
      }
    });

    it('moves both hands by what has passed', async () => {
      const before = clock.now();
      await pass(50);
      const after = clock.now();
      expect(after.monotonicMs - before.monotonicMs).toBeGreaterThanOrEqual(49);
      expect(after.wallMs - before.wallMs).toBeGreaterThanOrEqual(49);
      expect(ageMs(before, after)).toBeGreaterThanOrEqual(49);
    });

    it('wakes a sleeper not before its time, and the shorter sleep first', async () => {
      const before = clock.now();
      const woken: string[] = [];
      const sleep = async (delayMs: number): Promise<void> => {
        await clock.sleep(delayMs, stop.signal);
        woken.push(`${delayMs}`);
        expect(clock.now().monotonicMs - before.monotonicMs).toBeGreaterThanOrEqual(delayMs - 1);
      };
      const sleeping = [sleep(60), sleep(20), sleep(40)];
      await pass(100);
      await Promise.all(sleeping);
      expect(woken).toEqual(['20', '40', '60']);
    });

    it.each([0, -5])('takes a sleep of %i ms for none', async (delayMs) => {
      const sleeping = clock.sleep(delayMs, stop.signal);
      await pass(5);
      await expect(sleeping).resolves.toBeUndefined();
    });

    it('ends a sleep at once when the signal is aborted, and never rejects', async () => {
      const sleeping = clock.sleep(3_600_000, stop.signal);
      stop.abort(new Error('stopped'));
      await expect(sleeping).resolves.toBeUndefined();
      await expect(clock.sleep(3_600_000, stop.signal)).resolves.toBeUndefined();
    });

    it('leaves nothing behind on a signal that outlives its sleeps', async () => {
      const sleeping = Promise.all([clock.sleep(1, stop.signal), clock.sleep(2, stop.signal)]);
      await pass(20);
      await sleeping;
      expect(getEventListeners(stop.signal, 'abort')).toEqual([]);
    });
  });
}
