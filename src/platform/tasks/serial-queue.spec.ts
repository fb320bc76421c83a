import { describe, expect, it } from '@jest/globals';
import { SerialQueue } from './serial-queue.js';

/** A task that begins when it is its turn, and ends when the test says so. */
function gatedTask(seen: string[], name: string) {
  let end!: () => void;
  const ended = new Promise<void>((resolve) => (end = resolve));
  const run = async (): Promise<string> => {
    seen.push(`${name} begins`);
    await ended;
    seen.push(`${name} ends`);
    return name;
  };
  return { run, end };
}

describe('SerialQueue', () => {
  it('runs tasks one after another, in the order in which they came, and gives the outcome of each', async () => {
    const seen: string[] = [];
    const queue = SerialQueue.unbounded();
    const [long, short] = [gatedTask(seen, 'long'), gatedTask(seen, 'short')];
    const outcomes = Promise.all([queue.run(long.run), queue.run(short.run)]);
    short.end();
    long.end();
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
    const queue = new SerialQueue(2);
    const tasks = ['first', 'second', 'third', 'fourth'].map((name) => gatedTask([], name));
    const [first, second, third, fourth] = tasks as [Gated, Gated, Gated, Gated];
    const outcomes = [queue.run(first.run), queue.run(second.run)];
    expect(queue.run(third.run)).toBeUndefined();
    first.end();
    expect(await outcomes[0]).toBe('first');
    outcomes.push(queue.run(fourth.run));
    second.end();
    fourth.end();
    expect(await Promise.all(outcomes)).toEqual(['first', 'second', 'fourth']);
  });
});

type Gated = ReturnType<typeof gatedTask>;
