import { readGivenFile } from '../platform/storage/given-file.js';
import { readYaml, type YamlDocument } from '../platform/yaml/bounded-yaml.js';
import { SettingsError } from '../platform/settings/settings-error.js';
import { SETTINGS_YAML } from '../platform/yaml/yaml-limits.js';

/** The document of a settings file; undefined when it holds nothing. Throws `SettingsError` when it cannot be read. */
export function readSettingsFile(path: string): YamlDocument | undefined {
  const yaml = readYaml(readBytes(path), SETTINGS_YAML);
  if (yaml.ok) return yaml.documents[0];
  const { code, line, message } = yaml.problem;
  const allowed = 'one YAML document without anchors and tags';
  throw new SettingsError([
    { path: [], file: path, problem: `${message} (${code})`, allowed, ...(line !== undefined && { line }) },
  ]);
}

function readBytes(path: string): Buffer {
  const reading = readGivenFile(path, SETTINGS_YAML.maxBytes);
  if (reading.ok) return reading.value;
  throw new SettingsError([
    { path: [], file: path, problem: `cannot be read (${reading.why})`, allowed: 'a readable YAML file' },
  ]);
}
