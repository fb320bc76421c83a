import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../../test/support/manual-clock.js';
import { SerialQueue } from './serial-queue.js';

function scene() {
  const [clock, seen] = [new ManualClock(), [] as string[]];
  const task = (name: string, durationMs: number) => async (): Promise<string> => {
    seen.push(`${name} begins`);
    await clock.sleep(durationMs, new AbortController().signal);
    seen.push(`${name} ends`);
    return name;
  };
  return { clock, seen, task };
}

describe('SerialQueue', () => {
  it('runs tasks one after another, in the order in which they came, and gives the outcome of each', async () => {
    const { clock, seen, task } = scene();
    const queue = SerialQueue.unbounded();
    const outcomes = Promise.all([queue.run(task('long', 50)), queue.run(task('short', 1))]);
    await clock.advance(100);
    expect(await outcomes).toEqual(['long', 'short']);
    expect(seen).toEqual(['long begins', 'long ends', 'short begins', 'short ends']);
  });

  it('goes on after a task that failed, whose outcome is the failure', async () => {
    const queue = SerialQueue.unbounded();
    const failed = queue.run(() => Promise.reject(new Error('broken')));
    const next = queue.run(async () => 'next');
    await expect(failed).rejects.toThrow('broken');
    expect(await next).toBe('next');
  });

  it('refuses a task for which there is no room, and has room again when one has ended', async () => {
    const { clock, task } = scene();
    const queue = new SerialQueue(2);
    const [first, second] = [queue.run(task('first', 10)), queue.run(task('second', 10))];
    expect(queue.run(task('third', 10))).toBeUndefined();
    await clock.advance(10);
    const fourth = queue.run(task('fourth', 10));
    await clock.advance(20);
    expect(await Promise.all([first, second, fourth])).toEqual(['first', 'second', 'fourth']);
  });
});
