import { openSync, readSync, renameSync, writeFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

/**
 * Loaded into the service by `--import`: the longest stretch of processor time between two turns of its event loop, which
 * is what others wait for and, unlike their waiting, does not depend on what else the machine does. SIGUSR2 writes it to
 * STRETCHES_FILE, as milliseconds, and begins anew.
 */
const file = process.env.STRETCHES_FILE;

if (isMainThread && file !== undefined) {
  const schedule = openSync('/proc/thread-self/schedstat');
  const bytes = Buffer.alloc(128);
  /** proc(5): the time that this thread has run, in nanoseconds, comes first. */
  const ranMs = () => Number(bytes.toString('latin1', 0, readSync(schedule, bytes, 0, 128, 0)).split(' ')[0]) / 1e6;
  let last = ranMs();
  let longest = 0;
  setInterval(() => {
    const now = ranMs();
    longest = Math.max(longest, now - last);
    last = now;
  }, 2).unref();
  process.on('SIGUSR2', () => {
    writeFileSync(`${file}.new`, String(longest));
    renameSync(`${file}.new`, file);
    longest = 0;
    last = ranMs();
  });
}
