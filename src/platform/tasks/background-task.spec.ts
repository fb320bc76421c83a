import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { BackgroundTask } from './background-task.js';

describe('BackgroundTask', () => {
  it('runs until it is stopped, and stop waits for its end', async () => {
    const clock = new ManualClock();
    const seen: string[] = [];
    const task = new BackgroundTask(async (signal) => {
      while (!signal.aborted) {
        seen.push('turn');
        await clock.sleep(1_000, signal);
      }
      await clock.sleep(500, new AbortController().signal);
      seen.push('end');
    });
    task.start();
    await clock.advance(1_000);
    const stopped = task.stop().then(() => seen.push('stopped'));
    await clock.advance(0);
    expect(seen).toEqual(['turn', 'turn']);
    await clock.advance(500);
    await stopped;
    expect(seen).toEqual(['turn', 'turn', 'end', 'stopped']);
  });

  it('can be stopped twice, and without having been started', async () => {
    const signals: AbortSignal[] = [];
    const task = new BackgroundTask(async (signal) => void signals.push(signal));
    await task.stop();
    task.start();
    await task.stop();
    await task.stop();
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  });

  it('is a fault to start twice', async () => {
    const task = new BackgroundTask(async () => undefined);
    task.start();
    expect(() => task.start()).toThrow(expect.objectContaining({ code: 'HEARTBEAT_TASK_STARTED_TWICE' }));
    await task.stop();
  });

  it('loses no fault of the work: stop rejects with it', async () => {
    const task = new BackgroundTask(() => Promise.reject(new Error('broken')));
    task.start();
    await expect(task.stop()).rejects.toThrow('broken');
  });
});
