import { token } from '../platform/injection/token.js';
import { Inject, Injectable, type OnApplicationBootstrap } from '@nestjs/common';
import type { Registry } from 'prom-client';
import { TASK_SCHEDULE, type TaskSchedule } from '../platform/clock/task-schedule.js';
import type { Environment } from '../platform/settings/environment-text.js';
import { describeProblem, SettingsError } from '../platform/settings/settings-error.js';
import { readGivenFile } from '../platform/storage/given-file.js';
import { LOG, type Log } from '../platform/telemetry/log.js';
import { METRICS } from '../platform/telemetry/metrics.js';
import { ReloadGauge } from '../platform/telemetry/reload-gauge.js';
import { SETTINGS_YAML } from '../platform/yaml/yaml-limits.js';
import type { LiveSettings } from './live-settings.js';
import { loadSettings } from './load-settings.js';

export const LIVE_SETTINGS = token<LiveSettings>('LiveSettings');

const LOOK_EVERY_MS = 900;
const MOST_PROBLEMS_TOLD = 5;

/**
 * Watches the settings file by its content. A change counts once the file is found the same at two looks, so that half a
 * file is never taken for the whole; one that is wrong or gone changes nothing, and is logged once.
 */
@Injectable()
export class SettingsWatch implements OnApplicationBootstrap {
  readonly #reloads: ReloadGauge;
  /** What was looked at last, and what was judged last; undefined for a file that cannot be read. */
  #seen: Buffer | undefined;
  #judged: Buffer | undefined;
  #told = '';

  constructor(
    @Inject(LIVE_SETTINGS) private readonly live: LiveSettings,
    @Inject(TASK_SCHEDULE) private readonly schedule: TaskSchedule,
    @Inject(LOG) private readonly log: Log,
    @Inject(METRICS) registry: Registry,
  ) {
    this.#reloads = ReloadGauge.of(registry);
  }

  onApplicationBootstrap(): void {
    const { file, environment } = this.live.origin ?? {};
    if (file === undefined || !environment) return;
    this.#judged = bytesOf(file);
    this.#seen = this.#judged;
    this.schedule.every({
      name: 'settings-watch',
      everyMs: LOOK_EVERY_MS,
      run: () => {
        if (this.#hasChanged(bytesOf(file))) this.#judge(file, environment);
      },
    });
  }

  #hasChanged(bytes: Buffer | undefined): boolean {
    const settled = same(bytes, this.#seen);
    this.#seen = bytes;
    if (!settled || same(bytes, this.#judged)) return false;
    this.#judged = bytes;
    return true;
  }

  #judge(file: string, environment: Environment): void {
    try {
      const { live, waiting } = this.live.take(loadSettings(file, environment));
      this.#reloads.note('settings', true);
      if (live.length > 0) this.log.warn('settings file changed, these keys are in force now', { file, keys: live });
      this.#tellWaiting(file, waiting);
    } catch (error) {
      if (!(error instanceof SettingsError)) throw error;
      const problems = error.problems.slice(0, MOST_PROBLEMS_TOLD).map(describeProblem);
      this.#reloads.note('settings', false);
      this.log.error('settings file is wrong, what is in force stays in force', { file, problems });
    }
  }

  #tellWaiting(file: string, keys: readonly string[]): void {
    const told = keys.join();
    if (told !== '' && told !== this.#told)
      this.log.warn('settings file changed, these keys need a restart', { file, keys });
    this.#told = told;
  }
}

/** The reason is reported when the settings are loaded from it. */
function bytesOf(file: string): Buffer | undefined {
  const reading = readGivenFile(file, SETTINGS_YAML.maxBytes);
  return reading.ok ? reading.value : undefined;
}

function same(one: Buffer | undefined, other: Buffer | undefined): boolean {
  return one === undefined || other === undefined ? one === other : one.equals(other);
}
