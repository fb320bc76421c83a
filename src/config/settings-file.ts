import { closeSync, openSync, readSync } from 'node:fs';
import { readYaml, type YamlDocument } from '../platform/settings/bounded-yaml.js';
import { SettingsError } from '../platform/settings/settings-error.js';
import { SETTINGS_YAML } from '../platform/settings/yaml-limits.js';

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

/** One byte over the limit is read, so that the limit can be told. */
function readBytes(path: string): Buffer {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    const bytes = Buffer.alloc(SETTINGS_YAML.maxBytes + 1);
    let length = 0;
    for (let read = -1; read !== 0 && length < bytes.length; length += read)
      read = readSync(file, bytes, length, bytes.length - length, null);
    return bytes.subarray(0, length);
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unreadable';
    throw new SettingsError([
      { path: [], file: path, problem: `cannot be read (${code})`, allowed: 'a readable YAML file' },
    ]);
  } finally {
    if (file !== undefined) closeSync(file);
  }
}
