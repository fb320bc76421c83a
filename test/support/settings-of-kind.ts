import { formatDuration } from '../../src/platform/settings/duration.js';
import { readSettings } from '../../src/platform/settings/read-settings.js';
import { declaredSettings, type SettingDeclaration } from '../../src/platform/settings/setting-declaration.js';
import type { SourceKind } from '../../src/sources/source-kind.js';
import type { SourceSettings } from '../../src/sources/source.settings.js';

/** A secret that must turn up nowhere. */
export const CANARY = 'canary-secret';

/**
 * Valid settings of any kind of source, made from its own declaration, its addresses all at `url`. `timeouts` picks the
 * shortest or the longest that are allowed.
 */
export function settingsOfKind(kind: SourceKind, url: string, timeouts: 'shortest' | 'longest'): SourceSettings {
  const declared = declaredSettings(kind.settings);
  const plain: Record<string, unknown> = {};
  for (const declaration of declared) {
    const value = declaration.required ? exampleOf(declaration) : timeoutOf(declaration, timeouts);
    if (value !== undefined) plain[declaration.key] = at(url, value);
  }
  if (declared.some((each) => each.key === 'auth')) plain['auth'] = { bearer: { token: '${HEARTBEAT_TOKEN}' } };
  const own = { ...plain, kind: kind.kind, name: 'dead' };
  return readSettings(kind.settings, own, { environment: { HEARTBEAT_TOKEN: CANARY }, folder: '.' });
}

/** A value that the declaration itself gives for its key. */
export function exampleOf({ example, form }: SettingDeclaration): unknown {
  return example ?? (form.type === 'text' ? form.allowed?.[0] : undefined);
}

/** An interval goes with its time-out, which has to fit into it. */
function timeoutOf({ key, form }: SettingDeclaration, timeouts: 'shortest' | 'longest'): string | undefined {
  if (form.type !== 'duration' || !/timeout|interval/i.test(key)) return undefined;
  return formatDuration(timeouts === 'shortest' ? form.minMs : form.maxMs);
}

/** The same value with every address in it at `url`. */
function at(url: string, value: unknown): unknown {
  return JSON.parse(JSON.stringify(value).replaceAll(/https?:\/\/[^/"]+/g, url)) as unknown;
}
