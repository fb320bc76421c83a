import { spawn } from 'node:child_process';
import { fstatSync } from 'node:fs';

const STDOUT = 1;
/** 128 + SIGPIPE, as shells say it. */
const BROKEN_PIPE = 141;

/** Ends the process because the reader of its output has ended: what was found out until now is the answer. */
export function endWithoutReader(): never {
  process.exit(process.exitCode ?? BROKEN_PIPE);
}

/**
 * Ends the process as soon as the reader of its output ends, such as `head -1`, for commands that may have nothing to
 * write for hours: a write would tell, and Node has no other way. GNU `tail -f` waits for exactly that, and dies of
 * SIGPIPE. Where `tail` is another or none, the next write tells.
 */
export function endWithReader(): void {
  if (!fstatSync(STDOUT).isFIFO()) return;
  const watcher = spawn('tail', ['-f', `--pid=${process.pid}`, '/dev/null'], { stdio: ['ignore', STDOUT, 'ignore'] });
  watcher.on('error', () => undefined);
  watcher.on('exit', (_code, signal) => signal === 'SIGPIPE' && endWithoutReader());
  watcher.unref();
  // It writes nothing, but holds the pipe open.
  process.on('exit', () => watcher.kill());
}
