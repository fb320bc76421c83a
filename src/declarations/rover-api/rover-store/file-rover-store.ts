import type { BigIntStats } from 'node:fs';
import { readdir, rename, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../../platform/clock/clock.js';
import { LEFT_OVER, makeFolderDurably, removeDurably, writeDurably } from '../../../platform/storage/durable-file.js';
import { FolderLock } from '../../../platform/storage/folder-lock.js';
import { FileUnreadableError, readGivenFile } from '../../../platform/storage/given-file.js';
import {
  RoverStoreError,
  type RoverStore,
  type StoreClaim,
  type StoredRover,
  type StoredRovers,
} from '../rover-store.js';
import { readStoredFile, storedFileOf } from './stored-file.js';

const ENDING = '.yaml';
const DAMAGED_ENDING = '.yaml.damaged';
/** More than a Rover of the largest size takes. */
const MAX_BYTES = 4 * 1_024 * 1_024;
/** A file system's clock ticks in steps: a second write may have left the same time behind. */
const YOUNG_MS = 1_000;
/** The disk is full, or the user's quota or the limit on file sizes is reached. */
const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** Keeps each Rover in a file of its own, `rovers/NAME.yaml` below the data folder. */
export class FileRoverStore implements RoverStore {
  readonly #folder: string;
  readonly #lock: FolderLock;
  /** Only the sole writer may clean up: what looks left over may be a file that another process is writing. */
  #mine = false;
  /** A folder that was there and is gone must not be taken for an empty one. */
  #seen = false;

  constructor(
    private readonly dataFolder: string,
    private readonly clock: Clock,
  ) {
    this.#folder = join(dataFolder, 'rovers');
    this.#lock = new FolderLock(dataFolder, clock);
  }

  claim(): Promise<StoreClaim> {
    return this.#tried(async () => {
      if (!this.#seen) await makeFolderDurably(this.#folder);
      await this.#look();
      const state = await this.#lock.hold();
      this.#mine = typeof state === 'string';
      return state;
    });
  }

  load(): Promise<StoredRovers> {
    return this.#tried(async () => {
      const names = (await this.#look()) ? (await readdir(this.#folder)).toSorted() : [];
      if (this.#mine) await this.#tidy(names);
      const rovers: StoredRover[] = [];
      const damaged = new Set(names.flatMap((name) => stemOf(name, DAMAGED_ENDING)));
      for (const name of names.flatMap((each) => stemOf(each, ENDING))) {
        const rover = await this.#read(name);
        if (rover === 'damaged') damaged.add(name);
        if (typeof rover === 'string') continue;
        rovers.push(rover);
        damaged.delete(name);
      }
      return { rovers, damaged: [...damaged].toSorted() };
    });
  }

  version(): Promise<string> {
    return this.#tried(async () => {
      const stats = await this.#look();
      if (!stats) return '';
      const { wallMs } = this.clock.now();
      const young = Math.abs(wallMs - Number(stats.mtimeMs)) < YOUNG_MS;
      return [stats.dev, stats.ino, stats.mtimeNs, ...(young ? [wallMs] : [])].join(' ');
    });
  }

  put(rover: StoredRover): Promise<void> {
    return this.#tried(() => writeDurably(this.#pathOf(rover.name), storedFileOf(rover)));
  }

  remove(name: string): Promise<void> {
    return this.#tried(() => removeDurably(this.#pathOf(name)));
  }

  close(): Promise<void> {
    return this.#tried(() => this.#lock.release());
  }

  #pathOf(name: string): string {
    return join(this.#folder, `${name}${ENDING}`);
  }

  /** The folder; undefined while there has not been one. Rejects where it is gone. */
  async #look(): Promise<BigIntStats | undefined> {
    try {
      const stats = await stat(this.#folder, { bigint: true });
      this.#seen = true;
      return stats;
    } catch (error) {
      if (this.#seen || (error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      return undefined;
    }
  }

  /** A file that cannot be read, or is damaged, must not keep the others from coming into force. */
  async #read(name: string): Promise<StoredRover | 'damaged' | 'gone'> {
    const reading = readGivenFile(this.#pathOf(name), MAX_BYTES);
    if (!reading.ok) return reading.why === 'ENOENT' ? 'gone' : 'damaged';
    const rover = readStoredFile(name, reading.value.toString());
    if (rover) return rover;
    if (this.#mine) await rename(this.#pathOf(name), join(this.#folder, `${name}${DAMAGED_ENDING}`));
    return 'damaged';
  }

  #wordsFor(code: string): string {
    return code === 'ENOENT' && this.#seen
      ? 'it was removed while Heartbeat runs; restore it, or restart Heartbeat'
      : code;
  }

  async #tidy(names: readonly string[]): Promise<void> {
    for (const name of names.filter((each) => LEFT_OVER.test(each)))
      await rm(join(this.#folder, name), { force: true });
  }

  async #tried<T>(act: () => Promise<T>): Promise<T> {
    try {
      return await act();
    } catch (error) {
      const { code = 'unknown' } = error as NodeJS.ErrnoException;
      const why = error instanceof FileUnreadableError ? error.message : this.#wordsFor(code);
      throw new RoverStoreError(`${this.dataFolder}: ${why}`, FULL.has(code), { cause: error });
    }
  }
}

function stemOf(name: string, ending: string): string[] {
  return name.endsWith(ending) && !name.startsWith('.') ? [name.slice(0, -ending.length)] : [];
}
