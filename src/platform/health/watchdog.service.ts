import type { HttpService } from '@nestjs/axios';
import type { OnApplicationBootstrap } from '@nestjs/common';
import { Counter, type Registry } from 'prom-client';
import type { TaskSchedule } from '../clock/task-schedule.js';
import type { Log } from '../telemetry/log.js';
import type { Wellness } from './readiness.js';
import type { WatchdogSettings } from './watchdog.settings.js';
import { withDeadline } from '../clock/deadline.js';

const TIMEOUT_MS = 5_000;
const MAX_ANSWER_BYTES = 64 * 1024;

/** The options of the watchdog. */
export interface WatchdogOptions {
  readonly settings: WatchdogSettings;
  readonly wellness: Wellness;
  readonly schedule: TaskSchedule;
  readonly log: Log;
  readonly http: Pick<HttpService, 'axiosRef'>;
  readonly registry: Registry;
}

type Result = 'sent' | 'withheld' | 'failed';

/**
 * A dead man's switch: tells another service that Heartbeat works, for as long as it does. If that service hears
 * nothing for some time, it raises the alarm, which a dead Heartbeat cannot. The address may hold a token, and is never logged.
 */
export class Watchdog implements OnApplicationBootstrap {
  readonly #notices: Counter;
  #told: Result = 'sent';

  constructor(private readonly options: WatchdogOptions) {
    this.#notices = new Counter({
      name: 'heartbeat_watchdog_notices_total',
      help: 'Notices to the watchdog: sent, withheld because Heartbeat is not well, failed.',
      labelNames: ['result'],
      registers: [options.registry],
    });
  }

  onApplicationBootstrap(): void {
    const { url, everyMs } = this.options.settings;
    if (url === undefined) return;
    this.options.schedule.every({ name: 'watchdog', everyMs, atOnce: true, run: (signal) => this.#run(url, signal) });
  }

  async #run(url: string, signal: AbortSignal): Promise<void> {
    const trouble = this.options.wellness.notWellBecause();
    const result = trouble === undefined ? await this.#notify(url, signal) : 'withheld';
    if (signal.aborted) return;
    this.#notices.inc({ result });
    this.#tell(result, trouble);
  }

  async #notify(url: string, stop: AbortSignal): Promise<Result> {
    const request = { url, method: 'GET', maxRedirects: 0, proxy: false, maxContentLength: MAX_ANSWER_BYTES } as const;
    try {
      await withDeadline(TIMEOUT_MS, stop, (signal) => this.options.http.axiosRef.request({ ...request, signal }));
      return 'sent';
    } catch {
      return 'failed';
    }
  }

  /** Logs once when it changes. */
  #tell(result: Result, trouble: string | undefined): void {
    if (result === this.#told) return;
    this.#told = result;
    if (result === 'failed') this.options.log.warn('the watchdog cannot be reached');
    else if (result === 'withheld')
      this.options.log.error('the watchdog is told nothing, heartbeat is not well', { trouble });
    else this.options.log.info('the watchdog is told again');
  }
}
