/**
 * The deadlines that run. Somebody has to know them: Node collects a time-out that only `AbortSignal.any` refers to,
 * and then it never fires (https://github.com/nodejs/node/issues/57736).
 */
const running = new Set<AbortSignal>();

/** Runs a task with a signal that is aborted after `deadlineMs`, or with `signal` if that comes first. */
export async function withDeadline<T>(
  deadlineMs: number,
  signal: AbortSignal,
  task: (ended: AbortSignal) => Promise<T>,
): Promise<T> {
  const deadline = AbortSignal.timeout(deadlineMs);
  running.add(deadline);
  try {
    return await task(AbortSignal.any([deadline, signal]));
  } finally {
    running.delete(deadline);
  }
}
