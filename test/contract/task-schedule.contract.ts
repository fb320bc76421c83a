import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { TaskSchedule } from '../../src/platform/clock/task-schedule.js';
import { RecordingLog } from '../support/source-context.js';

/** A schedule under test, how its time is made to pass, and how the service ends. */
export interface ScheduleUnderTest {
  readonly schedule: TaskSchedule;
  pass(durationMs: number): Promise<void>;
  end(): Promise<void>;
}

/** What every implementation of `TaskSchedule` promises. */
export function describeSchedule(name: string, make: (log: RecordingLog) => Promise<ScheduleUnderTest>): void {
  describe(`${name}, as a TaskSchedule`, () => {
    let log: RecordingLog;
    let made: ScheduleUnderTest;

    beforeEach(async () => {
      log = new RecordingLog();
      made = await make(log);
    });

    afterEach(() => made.end());

    it.each([
      ['after one period', false, [0, 0, 1, 2]],
      ['at once where that is asked for', true, [1, 1, 2, 3]],
    ])('runs a task %s, then at each period, until the service ends', async (_, atOnce, counts) => {
      let runs = 0;
      made.schedule.every({ name: 'a task', everyMs: 1_000, atOnce, run: () => void runs++ });
      const seen: number[] = [];
      for (const durationMs of [0, 999, 1, 1_000]) {
        await made.pass(durationMs);
        seen.push(runs);
      }
      await made.end();
      await made.pass(5_000);
      expect([seen, runs]).toEqual([counts, counts.at(-1)]);
    });

    it('never lets a task overlap itself, nor makes up for the times that were left out', async () => {
      let [runs, finish] = [0, (): void => undefined];
      const run = (): Promise<void> => {
        runs++;
        return new Promise((resolve) => (finish = resolve));
      };
      made.schedule.every({ name: 'slow', everyMs: 1_000, run });
      await made.pass(3_500);
      expect(runs).toBe(1);
      finish();
      await made.pass(400);
      expect(runs).toBe(1);
      await made.pass(100);
      expect(runs).toBe(2);
      finish();
    });

    it('ends by the signal, after what is under way', async () => {
      const seen: string[] = [];
      const run = async (signal: AbortSignal): Promise<void> => {
        seen.push(`aborted: ${signal.aborted}`);
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        seen.push(`aborted: ${signal.aborted}`);
      };
      made.schedule.every({ name: 'long', everyMs: 1_000, atOnce: true, run });
      await made.pass(0);
      await made.end();
      expect(seen).toEqual(['aborted: false', 'aborted: true']);
    });

    it('logs what a task throws, and runs it again', async () => {
      const run = (): void => {
        throw new Error('broken');
      };
      made.schedule.every({ name: 'broken', everyMs: 1_000, run });
      await made.pass(2_000);
      expect(log.lines).toEqual(Array(2).fill('error scheduled task failed {"task":"broken","error":{}}'));
    });
  });
}
