import { existsSync, readFileSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { readYaml, type YamlDocument } from '../platform/settings/bounded-yaml.js';
import { SETTINGS_YAML } from '../platform/settings/yaml-limits.js';
import { readSettings } from '../platform/settings/read-settings.js';
import { SettingsError, type SettingsProblem } from '../platform/settings/settings-error.js';
import { HeartbeatSettings } from './heartbeat.settings.js';

const DEFAULT_FILE = 'heartbeat.yaml';

/** The environment variables of the process. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** The settings, and the file they came from; undefined when all are defaults. */
export interface LoadedSettings {
  readonly settings: HeartbeatSettings;
  readonly file?: string;
}

/**
 * Reads `file`, else the one that HEARTBEAT_CONFIG names, else ./heartbeat.yaml, else takes all defaults.
 * Throws `SettingsError` with every mistake, each with the line it stands on.
 */
export function loadSettings(file: string | undefined, environment: Environment): LoadedSettings {
  const named = file ?? environment['HEARTBEAT_CONFIG'];
  const path = named ?? (existsSync(DEFAULT_FILE) ? DEFAULT_FILE : undefined);
  if (path === undefined) return { settings: readSettings(HeartbeatSettings, {}, { environment, folder: '.' }) };
  const document = parse(path);
  const folder = dirname(resolve(path));
  try {
    const settings = readSettings(HeartbeatSettings, document?.value ?? {}, { environment, folder });
    return { settings, file: path };
  } catch (error) {
    if (!(error instanceof SettingsError) || !document) throw error;
    throw new SettingsError(error.problems.map((problem) => withLine(problem, document)));
  }
}

function parse(path: string): YamlDocument | undefined {
  const yaml = readYaml(readBytes(path), SETTINGS_YAML);
  if (yaml.ok) return yaml.documents[0];
  const { code, line, message } = yaml.problem;
  const where = line === undefined ? path : `${path}:${line}`;
  throw new SettingsError([
    { path: where, problem: `${message} (${code})`, allowed: 'one YAML document without anchors and tags' },
  ]);
}

function readBytes(path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unreadable';
    throw new SettingsError([{ path, problem: `cannot be read (${code})`, allowed: 'a readable YAML file' }]);
  }
}

function withLine(problem: SettingsProblem, document: YamlDocument): SettingsProblem {
  const steps = [...problem.path.matchAll(/[^.[\]]+/g)].map(([step]) => step);
  return { ...problem, line: document.lineOf(steps) };
}
