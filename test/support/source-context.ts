import axios from 'axios';
import { Registry } from 'prom-client';
import type { BasePath } from '../../src/catalogue/base-path.js';
import { ExposureWatchers } from '../../src/catalogue/exposure-watchers.js';
import { PlayedCatalogue } from './played-catalogue.js';
import { SystemClock } from '../../src/platform/clock/system-clock.js';
import type { Log } from '../../src/platform/telemetry/log.js';
import { GatewayReadings } from '../../src/sources/gateway-readings.js';
import type { SourceContext } from '../../src/sources/source-kind.js';

/** Keeps what was logged. */
export class RecordingLog implements Log {
  readonly lines: string[] = [];
  error = (message: string, fields?: object): void => this.#keep('error', message, fields);
  warn = (message: string, fields?: object): void => this.#keep('warn', message, fields);
  info = (message: string, fields?: object): void => this.#keep('info', message, fields);
  debug = (message: string, fields?: object): void => this.#keep('debug', message, fields);

  #keep(level: string, message: string, fields: object = {}): void {
    this.lines.push(`${level} ${message} ${JSON.stringify(fields)}`);
  }
}

/** What a source is given, with real clocks and real requests. */
export function sourceContext(
  declared: readonly string[],
  over: Partial<SourceContext> = {},
): SourceContext<never> & { log: RecordingLog } {
  return {
    catalogue: new PlayedCatalogue(declared as BasePath[], 1_000),
    exposures: new ExposureWatchers(),
    live: () => ({ enabled: true }),
    clock: new SystemClock(),
    log: new RecordingLog(),
    metrics: new Registry(),
    http: axios.create(),
    readings: new GatewayReadings([]),
    windowMs: 300_000,
    bucketMs: 10_000,
    staleAfterMs: 90_000,
    maximumBasePaths: 1_000,
    ...over,
  } as unknown as SourceContext<never> & { log: RecordingLog };
}
