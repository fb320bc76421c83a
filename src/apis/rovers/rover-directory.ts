import { watch, type FSWatcher } from 'node:fs';
import { lstat, open, readdir, type FileHandle } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock, Instant } from '../../platform/clock/clock.js';
import { FOREIGN_YAML } from '../../platform/settings/yaml-limits.js';
import type { Exposure } from './rover-document.js';
import { RoverFile, type RoverFileState, type SeenFile } from './rover-file.js';

const MAX_FILES = 10_000;
/** Found at start and untouched for this long, a file is not being written. */
const OLD_AFTER_MS = 2_000;
const LOOK_EVERY_MS = 500;
/** Events come in bursts. */
const GATHER_MS = 50;
/** Editors unlink and create: a file is gone only when it has stayed away for this long. */
const GONE_AFTER_MS = 1_000;

/** How the directory and its files stand, by file name. */
export interface RoverDirectoryState {
  /** Why the directory could not be read, while that lasts; everything stays in force meanwhile. */
  readonly problem?: string;
  readonly files: ReadonlyMap<string, RoverFileState>;
}

/**
 * The Rover files of a directory. Looks twice a second, and at once when the file system says so; the look alone
 * decides, so network file systems and ConfigMap mounts (links into `..data`) work without events.
 */
export class RoverDirectory {
  readonly #files = new Map<string, RoverFile>();
  readonly #missingSince = new Map<string, Instant>();
  /** What told the newest versions apart from others, so that unchanged files are not read again. */
  readonly #stamps = new Map<string, string>();
  #problem: string | undefined;

  constructor(
    private readonly path: string,
    private readonly clock: Clock,
  ) {}

  /** Looks until aborted, and calls back after each look that may have changed something. */
  async watch(onLook: () => void, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      const woken = new AbortController();
      const stopWaiting = (): void => woken.abort();
      signal.addEventListener('abort', stopWaiting, { once: true });
      const watcher = this.#notifications(stopWaiting);
      await this.clock.sleep(LOOK_EVERY_MS, woken.signal);
      await this.clock.sleep(GATHER_MS, signal);
      watcher?.close();
      signal.removeEventListener('abort', stopWaiting);
      await this.look();
      onLook();
    }
  }

  /** Reads the directory once. `atStart` takes files that nobody has written lately without waiting. */
  async look(atStart = false): Promise<void> {
    const names = await this.#names();
    if (!names) return;
    const now = this.clock.now();
    for (const name of names) await this.#see(name, now, atStart);
    for (const name of this.#files.keys()) if (!names.includes(name)) this.#miss(name, now);
  }

  state(): RoverDirectoryState {
    const files = [...this.#files]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, file]) => [name, file.state] as const);
    return { files: new Map(files), ...(this.#problem !== undefined && { problem: this.#problem }) };
  }

  /** Exposures in force, by file name, in the order of the names. */
  exposures(): ReadonlyMap<string, readonly Exposure[]> {
    return new Map([...this.state().files].map(([name, state]) => [name, state.exposures]));
  }

  async #names(): Promise<readonly string[] | undefined> {
    try {
      const entries = await readdir(this.path);
      const names = entries.filter((name) => /\.ya?ml$/.test(name) && !name.startsWith('.')).toSorted();
      this.#problem = names.length > MAX_FILES ? `more than ${MAX_FILES} files; the rest is left out` : undefined;
      return names.slice(0, MAX_FILES);
    } catch (error) {
      this.#problem = `cannot be read: ${(error as NodeJS.ErrnoException).code ?? String(error)}`;
      return undefined;
    }
  }

  async #see(name: string, now: Instant, atStart: boolean): Promise<void> {
    const file = this.#files.get(name) ?? new RoverFile();
    const seen = await readSeen(join(this.path, name), this.#stamps.get(name));
    if (seen === 'gone') return this.#miss(name, now);
    this.#missingSince.delete(name);
    if (seen === 'unreadable') return;
    if (seen === 'unchanged') return file.wait(now);
    this.#files.set(name, file);
    this.#stamps.set(name, seen.stamp);
    file.see(seen, now, atStart && now.wallMs - seen.modifiedMs > OLD_AFTER_MS);
  }

  #miss(name: string, now: Instant): void {
    const since = this.#missingSince.get(name) ?? now;
    this.#missingSince.set(name, since);
    if (now.monotonicMs - since.monotonicMs < GONE_AFTER_MS) return;
    this.#missingSince.delete(name);
    this.#stamps.delete(name);
    this.#files.delete(name);
  }

  #notifications(onEvent: () => void): FSWatcher | undefined {
    try {
      return watch(this.path, onEvent).on('error', () => undefined);
    } catch {
      return undefined;
    }
  }
}

interface ReadFile extends SeenFile {
  readonly stamp: string;
  readonly modifiedMs: number;
}

/** What stands at a path now. One byte over the limit is read, so that the limit can be told. */
async function readSeen(
  path: string,
  stamp: string | undefined,
): Promise<ReadFile | 'unchanged' | 'gone' | 'unreadable'> {
  let file: FileHandle | undefined;
  try {
    const link = await lstat(path);
    file = await open(path, 'r');
    const stats = await file.stat();
    if (!stats.isFile()) return 'gone';
    const identity = `${link.dev}:${link.ino}:${stats.dev}:${stats.ino}`;
    const newStamp = `${identity}:${stats.mtimeMs}:${stats.ctimeMs}:${stats.size}`;
    if (newStamp === stamp) return 'unchanged';
    const buffer = Buffer.alloc(Math.min(stats.size, FOREIGN_YAML.maxBytes + 1));
    const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
    return { bytes: buffer.subarray(0, bytesRead), identity, stamp: newStamp, modifiedMs: stats.mtimeMs };
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'gone' : 'unreadable';
  } finally {
    await file?.close();
  }
}
