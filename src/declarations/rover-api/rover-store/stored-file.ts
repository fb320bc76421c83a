import { createHash } from 'node:crypto';
import type { StoredRover } from '../rover-store.js';

const HEAD = '# Written by PUT /rovers; an edit by hand would count as damage.';
const FORM = /^# Written[^\n]*\n# since (\S+) by (\S+)\n([\s\S]*)# sha256 ([0-9a-f]{64})\n$/;

/** The text of a file that stores a Rover: it ends in a hash, so that a half-written file is recognised. */
export function storedFileOf({ text, sinceMs, by }: StoredRover): string {
  const body = `${HEAD}\n# since ${new Date(sinceMs).toISOString()} by ${by}\n${text}`;
  return `${body}# sha256 ${hashOf(body)}\n`;
}

/** The Rover that a file stores; undefined if the file is not what was written. */
export function readStoredFile(name: string, file: string): StoredRover | undefined {
  const [, since, by, text, hash] = FORM.exec(file) ?? [];
  if (since === undefined || hash !== hashOf(file.slice(0, file.lastIndexOf('# sha256 ')))) return undefined;
  return { name, text: text!, sinceMs: Date.parse(since), by: by! };
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
