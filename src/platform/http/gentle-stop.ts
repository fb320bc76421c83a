import type { Server } from 'node:http';
import type { Clock } from '../clock/clock.js';
import { BackgroundTask } from '../tasks/background-task.js';
import type { Log } from '../telemetry/log.js';
import type { Drain } from './drain.js';

/** How long answers under way may still take once no new connections are accepted. */
const IN_FLIGHT_MS = 10_000;

/** The options of a graceful stop. */
export interface GentleStopOptions {
  readonly drain: Drain;
  /** How long to serve on while load balancers turn away. */
  readonly drainMs: number;
  /** Ends the drain time when it is aborted. */
  readonly hurry: AbortSignal;
  readonly server: Server;
  readonly clock: Clock;
  readonly log: Log;
  /** Closes the application: its listener, then idle connections, then, after the last answer, all the rest. */
  close(): Promise<void>;
}

/**
 * Ends the service so that no request fails: readiness off and `Connection: close` on every answer, for the drain
 * time; then no new connections; then, after the last answer but at most ten seconds, the end.
 */
export async function stopGently({
  drain,
  drainMs,
  hurry,
  server,
  clock,
  log,
  close,
}: GentleStopOptions): Promise<void> {
  log.info('draining', { drainMs });
  drain.begin();
  await clock.sleep(drainMs, hurry);
  const cut = new BackgroundTask(async (closed) => {
    await clock.sleep(IN_FLIGHT_MS, closed);
    if (closed.aborted) return;
    log.warn('cutting connections that did not end', { afterMs: IN_FLIGHT_MS });
    server.closeAllConnections();
  });
  cut.start();
  try {
    await close();
  } finally {
    await cut.stop();
  }
  log.info('stopped');
}
