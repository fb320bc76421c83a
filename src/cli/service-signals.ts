/** What the signals of a running service ask for. */
export interface ServiceSignals {
  /** Resolves with the first SIGTERM or SIGINT. */
  readonly stop: Promise<void>;
  /** Aborted by the second one: the drain time that is left is not waited for. */
  readonly hurry: AbortSignal;
}

/**
 * Listens for signals from now on. SIGHUP and SIGUSR1, of which the one would end the process and the other open a
 * debugger, are handed to `ignored` and do no more.
 */
export function serviceSignals(ignored: (signal: NodeJS.Signals) => void): ServiceSignals {
  const hurry = new AbortController();
  const stop = new Promise<void>((resolve) => {
    let asked = false;
    const end = (): void => {
      if (asked) hurry.abort();
      asked = true;
      resolve();
    };
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, end);
  });
  for (const signal of ['SIGHUP', 'SIGUSR1'] as const) process.on(signal, ignored);
  return { stop, hurry: hurry.signal };
}
