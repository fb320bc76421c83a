import type { Environment } from '../platform/settings/environment-text.js';
import { contributed, type ContributedSetting } from '../platform/settings/contributed-setting.js';
import { type HeartbeatSettings, LIVE_KEYS } from './heartbeat.settings.js';
import type { LoadedSettings } from './load-settings.js';

/** Where the settings of a running service came from. */
export interface SettingsOrigin extends Pick<LoadedSettings, 'plain' | 'file'> {
  readonly environment: Environment;
}

const MOST_TOLD = 20;

/** The effect of a changed file: keys that are in force from now on, and keys that wait for a restart. */
export interface TakenSettings {
  readonly live: readonly string[];
  readonly waiting: readonly string[];
}

/** The settings in force; a few of them follow the file while the service runs. */
export class LiveSettings {
  #current: HeartbeatSettings;

  constructor(
    settings: HeartbeatSettings,
    readonly origin?: SettingsOrigin,
  ) {
    this.#current = settings;
  }

  /** Puts the live keys of a changed file in force. */
  take({ settings, plain }: Pick<LoadedSettings, 'settings' | 'plain'>): TakenSettings {
    const before = this.#current;
    this.#current = settings;
    const differs = (key: ContributedSetting): boolean =>
      JSON.stringify(contributed(before, key)) !== JSON.stringify(contributed(settings, key));
    const waiting = changedKeys(this.origin?.plain, plain).filter((each) => !isLive(each));
    return { live: LIVE_KEYS.filter(differs).map(({ key }) => key), waiting: waiting.slice(0, MOST_TOLD) };
  }

  /** The current value of a live key. */
  of<L>(setting: ContributedSetting<L>): L {
    return contributed(this.#current, setting);
  }
}

function isLive(path: string): boolean {
  return LIVE_KEYS.some(({ key }) => path === key || path.startsWith(`${key}.`));
}

/** Keys that differ, two levels deep: `http.port`, `sources`. */
function changedKeys(before: unknown, after: unknown): string[] {
  return differing(before, after).flatMap((key) => {
    const [one, other] = [valueAt(before, key), valueAt(after, key)];
    if (!isMapping(one ?? {}) || !isMapping(other ?? {})) return [key];
    return differing(one, other).map((below) => `${key}.${below}`);
  });
}

function differing(before: unknown, after: unknown): string[] {
  const keys = new Set([before, after].flatMap((each) => (isMapping(each) ? Object.keys(each) : [])));
  return [...keys].filter((key) => JSON.stringify(valueAt(before, key)) !== JSON.stringify(valueAt(after, key)));
}

function valueAt(mapping: unknown, key: string): unknown {
  return isMapping(mapping) ? mapping[key] : undefined;
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
