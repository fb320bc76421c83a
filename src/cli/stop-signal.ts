import { sharedAbort } from '../platform/clock/shared-abort.js';

/** Aborted by the first SIGINT, SIGTERM or SIGHUP; a second one ends the process at once, as if there were no listener. */
export function stopSignal(): AbortSignal {
  const stop = sharedAbort();
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
  const abort = (): void => {
    for (const signal of signals) process.removeListener(signal, abort);
    stop.abort();
  };
  for (const signal of signals) process.on(signal, abort);
  return stop.signal;
}
