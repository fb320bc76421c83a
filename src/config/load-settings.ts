import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type { Environment } from '../platform/settings/environment-text.js';
import { readSettings } from '../platform/settings/read-settings.js';
import { SettingsError } from '../platform/settings/settings-error.js';
import { HeartbeatSettings } from './heartbeat.settings.js';
import { readSettingsFile } from './settings-file.js';

const DEFAULT_FILE = 'heartbeat.yaml';

/** The settings, and the file they came from; undefined when all are defaults. */
export interface LoadedSettings {
  readonly settings: HeartbeatSettings;
  /** The content of the file, to find out what changed in it. */
  readonly plain?: unknown;
  readonly file?: string;
}

/**
 * Reads `file`, else the one that HEARTBEAT_CONFIG names, else ./heartbeat.yaml, else takes all defaults.
 * Throws `SettingsError` with every mistake, each with the line it stands on.
 */
export function loadSettings(file: string | undefined, environment: Environment): LoadedSettings {
  const named = file ?? (environment['HEARTBEAT_CONFIG'] || undefined);
  const path = named ?? (existsSync(DEFAULT_FILE) ? DEFAULT_FILE : undefined);
  if (path === undefined) return { settings: readSettings(HeartbeatSettings, {}, { environment, folder: '.' }) };
  const document = readSettingsFile(path);
  const folder = dirname(resolve(path));
  try {
    const plain = document?.value;
    return { settings: readSettings(HeartbeatSettings, plain, { environment, folder }), plain, file: path };
  } catch (error) {
    if (!(error instanceof SettingsError) || !document) throw error;
    throw new SettingsError(
      error.problems.map((problem) => ({ ...problem, file: path, line: document.lineOf(problem.path) })),
    );
  }
}
