import { describe, expect, it } from '@jest/globals';
import { withDeadline } from './deadline.js';

const NEVER = new AbortController().signal;
const untilEnded = (ended: AbortSignal): Promise<string> =>
  new Promise((resolve) => {
    const tell = (): void => resolve((ended.reason as Error).name);
    if (ended.aborted) tell();
    else ended.addEventListener('abort', tell);
  });

describe('withDeadline', () => {
  it('ends a task that takes too long', async () => {
    expect(await withDeadline(1, NEVER, untilEnded)).toBe('TimeoutError');
  });

  it('ends a task that is given up before or meanwhile', async () => {
    const given = new AbortController();
    const task = withDeadline(60_000, given.signal, untilEnded);
    given.abort();
    expect(await task).toBe('AbortError');
    expect(await withDeadline(60_000, given.signal, untilEnded)).toBe('AbortError');
  });

  it('hands on what the task gives or throws, and ends nothing afterwards', async () => {
    const given = new AbortController();
    let seen = NEVER;
    const task = async (ended: AbortSignal): Promise<number> => {
      seen = ended;
      return 7;
    };
    expect(await withDeadline(60_000, given.signal, task)).toBe(7);
    await expect(withDeadline(60_000, NEVER, () => Promise.reject(new Error('broken')))).rejects.toThrow('broken');
    given.abort();
    expect(seen.aborted).toBe(false);
  });
});
