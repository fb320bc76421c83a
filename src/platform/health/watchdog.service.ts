import type { HttpService } from '@nestjs/axios';
import type { OnApplicationBootstrap, OnApplicationShutdown } from '@nestjs/common';
import { Counter, type Registry } from 'prom-client';
import type { Clock } from '../clock/clock.js';
import type { Log } from '../telemetry/log.js';
import type { Wellness } from './wellness.js';
import type { WatchdogSettings } from './watchdog.settings.js';
import { withDeadline } from '../clock/deadline.js';

const TIMEOUT_MS = 5_000;
const MAX_ANSWER_BYTES = 64 * 1024;

/** What it watches, and how it tells. */
export interface WatchdogOptions {
  readonly settings: WatchdogSettings;
  readonly wellness: Wellness;
  readonly clock: Clock;
  readonly log: Log;
  readonly http: Pick<HttpService, 'axiosRef'>;
  readonly registry: Registry;
}

type Result = 'sent' | 'withheld' | 'failed';

/**
 * A dead man's switch: tells somebody else that Heartbeat works, for as long as it does. Who hears nothing for some time
 * raises the alarm, which a dead Heartbeat cannot. The address may hold a token, and is never logged.
 */
export class Watchdog implements OnApplicationBootstrap, OnApplicationShutdown {
  readonly #stop = new AbortController();
  readonly #notices: Counter;
  #told: Result = 'sent';
  #running: Promise<void> = Promise.resolve();

  constructor(private readonly options: WatchdogOptions) {
    this.#notices = new Counter({
      name: 'heartbeat_watchdog_notices_total',
      help: 'Notices to the watchdog: sent, withheld because Heartbeat is not well, failed.',
      labelNames: ['result'],
      registers: [options.registry],
    });
  }

  onApplicationBootstrap(): void {
    const { url } = this.options.settings;
    if (url !== undefined) this.#running = this.#run(url);
  }

  async onApplicationShutdown(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #run(url: string): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      const trouble = this.options.wellness.notWellBecause();
      const result = trouble === undefined ? await this.#notify(url) : 'withheld';
      if (signal.aborted) return;
      this.#notices.inc({ result });
      this.#tell(result, trouble);
      await this.options.clock.sleep(this.options.settings.everyMs, signal);
    }
  }

  async #notify(url: string): Promise<Result> {
    const request = { url, method: 'GET', maxRedirects: 0, proxy: false, maxContentLength: MAX_ANSWER_BYTES } as const;
    try {
      await withDeadline(TIMEOUT_MS, this.#stop.signal, (signal) =>
        this.options.http.axiosRef.request({ ...request, signal }),
      );
      return 'sent';
    } catch {
      return 'failed';
    }
  }

  /** Says once when it changes. */
  #tell(result: Result, trouble: string | undefined): void {
    if (result === this.#told) return;
    this.#told = result;
    if (result === 'failed') this.options.log.warn('the watchdog cannot be reached');
    else if (result === 'withheld')
      this.options.log.error('the watchdog is told nothing, heartbeat is not well', { trouble });
    else this.options.log.info('the watchdog is told again');
  }
}
