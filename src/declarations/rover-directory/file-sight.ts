import { constants, type Stats } from 'node:fs';
import { lstat, open, realpath, type FileHandle } from 'node:fs/promises';
import { join, sep } from 'node:path';
import { READ_FLAGS } from '../../platform/storage/given-file.js';
import { FOREIGN_YAML } from '../../platform/yaml/yaml-limits.js';
import type { RoverProblem } from '../rover-entry.js';

const MAX_BYTES = FOREIGN_YAML.maxBytes;
/** A link must not be slipped in between the look and the reading. */
const FLAGS = READ_FLAGS | constants.O_NOFOLLOW;

/** What was read at a path. */
export interface SeenFile {
  readonly bytes: Buffer;
  /** Which file it is; a rename onto the path, or another target of a link, changes it. */
  readonly identity: string;
  /** Changes whenever the file was touched, but for a write within one tick of the file system's clock. */
  readonly stamp: string;
  /** The path is a link, or the file was moved, linked or given its dates after it was last written. */
  readonly finished: boolean;
  readonly linked: boolean;
  readonly modifiedMs: number;
}

/** What one look at a path gave. */
export type Sight =
  | { readonly kind: 'read'; readonly file: SeenFile }
  | { readonly kind: 'unreadable'; readonly problem: RoverProblem }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'gone' }
  /** It was touched while it was being read. */
  | { readonly kind: 'changing' };

/** Looks at the file `name` in `root`, a real path; links may not lead out of it. Reads unless stamped as `known`. */
export async function lookAt(root: string, name: string, known?: string): Promise<Sight> {
  try {
    const { linked, target, stats } = await find(join(root, name));
    if (!target.startsWith(root + sep)) return unreadable('LINK', 'is a link that leads out of the directory');
    if (!stats.isFile()) return unreadable('NOT_A_FILE', 'is not a regular file');
    if (stats.size > MAX_BYTES) return unreadable('SIZE', `larger than ${MAX_BYTES / 1024} kB`);
    const stamp = stampOf(target, stats);
    if (stamp === known) return { kind: 'unchanged' };
    const bytes = await readWhole(target, stats.size, stamp);
    if (!bytes) return { kind: 'changing' };
    const identity = `${target}:${stats.dev}:${stats.ino}`;
    const finished = linked || stats.ctimeMs > stats.mtimeMs;
    return { kind: 'read', file: { bytes, identity, stamp, finished, linked, modifiedMs: stats.mtimeMs } };
  } catch (error) {
    return sightOf(error);
  }
}

async function find(path: string): Promise<{ linked: boolean; target: string; stats: Stats }> {
  const stats = await lstat(path);
  if (!stats.isSymbolicLink()) return { linked: false, target: path, stats };
  const target = await realpath(path);
  return { linked: true, target, stats: await lstat(target) };
}

function sightOf(error: unknown): Sight {
  const { code } = error as NodeJS.ErrnoException;
  if (code === undefined) throw error;
  return code === 'ENOENT' ? { kind: 'gone' } : unreadable('UNREADABLE', `cannot be read: ${code}`);
}

function unreadable(code: string, message: string): Sight {
  return { kind: 'unreadable', problem: { code, message } };
}

function stampOf(target: string, { dev, ino, mtimeMs, ctimeMs, size }: Stats): string {
  return [target, dev, ino, mtimeMs, ctimeMs, size].join(':');
}

/** The `size` bytes; undefined where the file was touched meanwhile. */
async function readWhole(target: string, size: number, stamp: string): Promise<Buffer | undefined> {
  const file = await open(target, FLAGS);
  try {
    const buffer = Buffer.alloc(size);
    const length = await fill(buffer, file);
    return length === size && stampOf(target, await file.stat()) === stamp ? buffer : undefined;
  } finally {
    await file.close();
  }
}

async function fill(buffer: Buffer, file: FileHandle): Promise<number> {
  let length = 0;
  while (length < buffer.length) {
    const { bytesRead } = await file.read(buffer, length, buffer.length - length, length);
    if (bytesRead === 0) break;
    length += bytesRead;
  }
  return length;
}
