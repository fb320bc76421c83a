import { SystemClock } from '../../platform/clock/system-clock.js';
import type { Clock } from '../../platform/clock/clock.js';
import { paintFor } from '../colours.js';
import { endWithReader } from '../output-reader.js';
import { stopSignal } from '../stop-signal.js';
import { EndpointRecord } from './endpoint-record.js';
import { endpointsOrExit, type ReadEndpoints } from './endpoints-or-exit.js';
import { expectedStatus, type Expectations } from './expectations.js';
import { JsonDisplay } from './json-display.js';
import { LineDisplay } from './line-display.js';
import { LiveTable } from './live-table.js';
import { ProbeRounds } from './probe-rounds.js';
import { exitCodeOf } from './summary.js';
import { trustOrExit } from './trust-or-exit.js';
import type { WatchDisplay, WatchState } from './watch-display.js';
import { WatchProber } from './watch-prober.js';
import type { WatchOptions } from './watch-options.js';

const LONGEST_DEFAULT_TIMEOUT_MS = 5_000;
/** Of the time between rounds: a probe that hangs is over when its next round begins. */
const SHARE_OF_EVERY = 0.8;

/** What is expected of endpoints that say nothing themselves. Throws `SettingsError` for what is no status. */
function expectationsOf({ expectStatus, maxLatency }: WatchOptions): Expectations {
  const expected = expectedStatus(expectStatus?.split(',').map((each) => each.trim()));
  return { ...expected, ...(maxLatency !== undefined && { maxLatencyMs: maxLatency }) };
}

/** Probes the endpoints of a file until told to stop, then shows the summary and sets the exit code. Rejects with `SettingsError` for a wrong option. */
export async function watchEndpoints(file: string, options: WatchOptions): Promise<void> {
  const expect = expectationsOf(options);
  const read = await endpointsOrExit(file);
  const trust = trustOrExit(options.ca);
  if (!read || !trust) return;
  const clock = new SystemClock();
  const prober = new WatchProber({ clock, concurrency: options.concurrency, expect, ...trust });
  const { rounds, state } = watchOf(read, options, { clock, prober });
  const display = displayFor(options, clock, state);
  const signal = stopSignal();
  endWithReader();
  // A second Ctrl-C may end the process before anything else is done.
  signal.addEventListener('abort', () => display.close(), { once: true });
  try {
    await rounds.run(limitsOf(options), display, signal);
    display.end();
    process.exitCode = exitCodeOf(state());
  } finally {
    display.close();
    await prober.close();
  }
}

function limitsOf({ once = false, duration }: WatchOptions): { once: boolean; durationMs?: number } {
  return { once, ...(duration !== undefined && { durationMs: duration }) };
}

function watchOf(
  { endpoints, refused }: ReadEndpoints,
  { every, timeout, concurrency, threshold }: WatchOptions,
  { clock, prober }: { clock: Clock; prober: WatchProber },
): { rounds: ProbeRounds; state: () => WatchState } {
  const records = endpoints.map((each) => new EndpointRecord(each));
  const timeoutMs = timeout ?? Math.min(LONGEST_DEFAULT_TIMEOUT_MS, every * SHARE_OF_EVERY);
  const rounds = new ProbeRounds({ records, prober, clock, everyMs: every, timeoutMs, concurrency });
  const startMs = clock.now().monotonicMs;
  const state = (): WatchState => ({
    records,
    refused,
    rounds: rounds.rounds,
    elapsedMs: clock.now().monotonicMs - startMs,
    thresholdScaled: threshold,
  });
  return { rounds, state };
}

function displayFor({ json }: WatchOptions, clock: Clock, state: () => WatchState): WatchDisplay {
  const { stdout } = process;
  const write = (text: string): void => void stdout.write(text);
  if (json) return new JsonDisplay(write, clock, state);
  if (stdout.isTTY && process.env['TERM'] !== 'dumb')
    return new LiveTable(stdout, paintFor(stdout, process.env), state).open(clock);
  return new LineDisplay(write, clock, state);
}
