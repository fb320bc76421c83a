import { readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '../../../platform/clock/clock.js';
import { LEFT_OVER, makeFolderDurably, removeDurably, writeDurably } from '../../../platform/storage/durable-file.js';
import { FolderLock } from '../../../platform/storage/folder-lock.js';
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
/** The disk is full, or the user's quota or the limit on file sizes is reached. */
const FULL = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);

/** Keeps each Rover in a file of its own, `rovers/NAME.yaml` below the data folder. */
export class FileRoverStore implements RoverStore {
  readonly #folder: string;
  readonly #lock: FolderLock;
  /** Only the sole writer may clean up: what looks left over may be a file that another process is writing. */
  #mine = false;

  constructor(
    private readonly dataFolder: string,
    clock: Clock,
  ) {
    this.#folder = join(dataFolder, 'rovers');
    this.#lock = new FolderLock(dataFolder, clock);
  }

  claim(): Promise<StoreClaim> {
    return this.#tried(async () => {
      await makeFolderDurably(this.#folder);
      const state = await this.#lock.hold();
      this.#mine = typeof state === 'string';
      return state;
    });
  }

  load(): Promise<StoredRovers> {
    return this.#tried(async () => {
      const names = await namesIn(this.#folder);
      if (this.#mine) await this.#tidy(names);
      const rovers: StoredRover[] = [];
      const damaged = new Set(names.flatMap((name) => stemOf(name, DAMAGED_ENDING)));
      for (const name of names.flatMap((each) => stemOf(each, ENDING))) {
        const rover = await this.#read(name);
        if (rover) rovers.push(rover);
        if (rover) damaged.delete(name);
        else damaged.add(name);
      }
      return { rovers, damaged: [...damaged].toSorted() };
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

  /** A file that cannot be read, or is damaged, must not keep the others from coming into force. */
  async #read(name: string): Promise<StoredRover | undefined> {
    const file = await readFile(this.#pathOf(name), 'utf8').catch(() => undefined);
    const rover = file === undefined ? undefined : readStoredFile(name, file);
    const misshapen = file !== undefined && !rover;
    if (misshapen && this.#mine) await rename(this.#pathOf(name), join(this.#folder, `${name}${DAMAGED_ENDING}`));
    return rover;
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
      throw new RoverStoreError(`${this.dataFolder}: ${code}`, FULL.has(code), { cause: error });
    }
  }
}

/** In order; empty if the folder does not exist yet. */
async function namesIn(folder: string): Promise<string[]> {
  try {
    return (await readdir(folder)).toSorted();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return [];
    throw error;
  }
}

function stemOf(name: string, ending: string): string[] {
  return name.endsWith(ending) && !name.startsWith('.') ? [name.slice(0, -ending.length)] : [];
}
