import type { Environment } from '../platform/settings/environment-text.js';
import type { HeartbeatSettings } from './heartbeat.settings.js';
import type { LoadedSettings } from './load-settings.js';

/** Where the settings of a running service came from. */
export interface SettingsOrigin extends Pick<LoadedSettings, 'plain' | 'file'> {
  readonly environment: Environment;
}

/** Keys whose new values are taken up while the service runs. */
const LIVE_KEYS = ['pulse.enabled'];
const MOST_TOLD = 20;

/** The settings in force, of which a few follow the file while the service runs. */
export class LiveSettings {
  #probing: boolean;

  constructor(
    { pulse }: HeartbeatSettings,
    readonly origin?: SettingsOrigin,
  ) {
    this.#probing = pulse.enabled;
  }

  /** Takes the live keys of a changed file over; gives the names of all others that differ from what is in force. */
  take({ settings, plain }: Pick<LoadedSettings, 'settings' | 'plain'>): readonly string[] {
    this.#probing = settings.pulse.enabled;
    return changedKeys(this.origin?.plain, plain)
      .filter((each) => !LIVE_KEYS.includes(each))
      .slice(0, MOST_TOLD);
  }

  /** Whether the operator lets probes be sent now. */
  probingAllowed(): boolean {
    return this.#probing;
  }
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
