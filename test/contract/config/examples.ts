import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { HeartbeatSettings } from '../../../src/config/heartbeat.settings.js';
import { loadSettings } from '../../../src/config/load-settings.js';
import { settingsSchema } from '../../../src/platform/settings/settings-schema.js';
import { describeProblem, SettingsError } from '../../../src/platform/settings/settings-error.js';

/** What the examples may take from the environment. */
export const ENVIRONMENT = {
  HEARTBEAT_PORT: '9090',
  HEARTBEAT_TOKEN: 'canary-secret',
  HEARTBEAT_ACCESS_TOKEN: 'canary-secret-of-a-team',
  HEARTBEAT_EMPTY: '',
  HEARTBEAT_WORD: 'many',
  PATH: '/bin',
};

/** Files of a folder beside this one. */
export function examples(folder: string): string[] {
  const path = join('test/contract/config', folder);
  return readdirSync(path).map((name) => join(path, name));
}

/** Every mistake in a file, as it is told. */
export function problemsOf(file: string): string[] {
  try {
    loadSettings(file, ENVIRONMENT);
    return [];
  } catch (error) {
    if (!(error instanceof SettingsError)) throw error;
    return error.problems.map(describeProblem);
  }
}

/** The values behind `# name:` comment lines. */
export function remarks(file: string, name: string): string[] {
  const lines = readFileSync(file, 'utf8').matchAll(new RegExp(`^# ${name}: (.*)$`, 'gm'));
  return [...lines].map(([, text]) => text!);
}

/** The schema for editors, compiled. */
export const validateSchema = new Ajv2020({ strict: false }).compile(settingsSchema(HeartbeatSettings, 'heartbeat.yaml'));
