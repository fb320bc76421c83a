import { sharedAbort } from './shared-abort.js';

/**
 * Runs a task with a signal that is aborted after `deadlineMs`, or with `signal` if that comes first. Not made of
 * `AbortSignal.timeout` and `any`: Node may collect such a deadline before it fires, and never frees the listeners of
 * one that can no longer fire (https://github.com/nodejs/node/issues/57736).
 */
export async function withDeadline<T>(
  deadlineMs: number,
  signal: AbortSignal,
  task: (ended: AbortSignal) => Promise<T>,
): Promise<T> {
  const ended = sharedAbort();
  const giveUp = (): void => ended.abort(signal.reason);
  const timer = setTimeout(() => ended.abort(new DOMException('no end in time', 'TimeoutError')), deadlineMs);
  if (signal.aborted) giveUp();
  else signal.addEventListener('abort', giveUp, { once: true });
  try {
    return await task(ended.signal);
  } finally {
    clearTimeout(timer);
    signal.removeEventListener('abort', giveUp);
  }
}
