import type { Clock } from '../../platform/clock/clock.js';
import type { RoverProblem } from '../rover-entry.js';
import type { RoverYaml } from '../rover-yaml/rover-yaml.js';
import { DirectoryEvents } from './directory-events.js';
import { listRovers, type Listing } from './directory-listing.js';
import { lookAt, type Sight } from './file-sight.js';
import type { RoverFileState } from './rover-file.js';
import { isNews, WatchedFile, type Look } from './watched-file.js';

const MAX_FILES = 10_000;
const MAX_TOTAL_BYTES = 64 * 1024 * 1024;
const TOO_MUCH: RoverProblem = { code: 'SIZE', message: 'all Rover files together are larger than 64 MB' };
const LOOK_EVERY_MS = 500;
/** While a file is pending. */
const LOOK_SOON_MS = 100;
/** Events come in bursts. */
const GATHER_MS = 50;
/** Looks at many files take at most a tenth of the time, and a third of it while something happens. */
const REST_TO_LOOK = 9;
const REST_TO_LOOK_SOON = 2;
const MAX_REST_MS = 1_000;

/** The state of the Rover directory and its files. */
export interface RoverDirectoryState {
  /** What is wrong with the directory, while that lasts; everything stays in force meanwhile. */
  readonly problem?: string;
  /** By file name, in the order of the names. */
  readonly files: ReadonlyMap<string, RoverFileState>;
}

/**
 * The Rover files of a directory. Looks twice a second, and at once when the file system says so; the look alone
 * decides, so network file systems and ConfigMap mounts (links into `..data`) work without events.
 * A directory that cannot be read, or an empty one that replaced another one, changes nothing.
 */
export class RoverDirectory {
  readonly #files = new Map<string, WatchedFile>();
  readonly #events = new DirectoryEvents(() => this.#woken.abort());
  #woken = new AbortController();
  #problem: string | undefined;
  #state: RoverDirectoryState = { files: new Map() };
  #changed = false;
  #totalBytes = 0;

  constructor(
    private readonly path: string,
    private readonly yaml: RoverYaml,
    private readonly clock: Clock,
  ) {}

  state(): RoverDirectoryState {
    return this.#state;
  }

  /** Looks until aborted; calls back after each look that changed the state. */
  async watch(onChange: () => Promise<void>, signal: AbortSignal): Promise<void> {
    const stop = (): void => this.#woken.abort();
    signal.addEventListener('abort', stop, { once: true });
    try {
      let lookMs = 0;
      while (!signal.aborted) {
        await this.#rest(lookMs, signal);
        const startMs = this.clock.now().monotonicMs;
        if (!signal.aborted && (await this.look())) await onChange();
        lookMs = this.clock.now().monotonicMs - startMs;
      }
    } finally {
      signal.removeEventListener('abort', stop);
      this.#events.close();
    }
  }

  /** Looks once; true if the state changed. `atStart` takes files without waiting that were not written recently. */
  async look(atStart = false): Promise<boolean> {
    const listing = await listRovers(this.path);
    this.#changed = false;
    if ('problem' in listing) this.#report(listing.problem);
    else await this.#lookThrough({ listing, now: this.clock.now(), atStart });
    if (this.#changed) this.#state = this.#summary();
    return this.#changed;
  }

  async #rest(lookMs: number, signal: AbortSignal): Promise<void> {
    const restMs = (atLeastMs: number, toLook: number): number =>
      Math.max(atLeastMs, Math.min(toLook * lookMs, MAX_REST_MS));
    const waiting = [...this.#state.files.values()].some((each) => each.condition === 'Pending');
    const soonMs = restMs(LOOK_SOON_MS, REST_TO_LOOK_SOON);
    await this.clock.sleep(waiting ? soonMs : restMs(LOOK_EVERY_MS, REST_TO_LOOK), this.#woken.signal);
    this.#woken = new AbortController();
    await this.clock.sleep(restMs(GATHER_MS, REST_TO_LOOK_SOON), signal);
  }

  async #lookThrough(look: Look): Promise<void> {
    const { listing } = look;
    this.#events.follow(listing.root, listing.identity);
    const names = this.#bounded(listing);
    for (const name of names) await this.#see(name, look);
    const present = new Set(names);
    const absent = [...this.#files].filter(([name]) => !present.has(name));
    const emptied = present.size === 0 && absent.some(([, file]) => !file.isOf(listing));
    if (!emptied) for (const [name, file] of absent) this.#miss(name, file, look);
    this.#report(emptied ? 'is empty, and is not the directory that it was; nothing is withdrawn' : leftOut(listing));
  }

  /** Known files come first, so that a new file never pushes one of them out. */
  #bounded({ names }: Listing): readonly string[] {
    if (names.length <= MAX_FILES) return names;
    const known = names.filter((name) => this.#files.has(name));
    return [...known, ...names.filter((name) => !this.#files.has(name))].slice(0, MAX_FILES);
  }

  async #see(name: string, look: Look): Promise<void> {
    const known = this.#files.get(name);
    const sight = await lookAt(look.listing.root, name, known?.trustedStamp(look.now));
    if (!known && !isNews(sight)) return;
    const file = known ?? this.#enter(name, look);
    const [state, bytes] = [file.state, file.bytes];
    await this.#tell(name, file, { sight, look });
    this.#totalBytes += file.bytes - bytes;
    this.#changed ||= file.state !== state;
  }

  async #tell(name: string, file: WatchedFile, { sight, look }: { sight: Sight; look: Look }): Promise<void> {
    switch (sight.kind) {
      case 'read':
        if (this.#totalBytes - file.bytes + sight.file.bytes.length > MAX_TOTAL_BYTES) file.fail(TOO_MUCH, look);
        else await file.read(sight.file, look, this.#events.movedIn(name));
        break;
      case 'unchanged':
        await file.wait(look, this.#events.movedIn(name));
        break;
      case 'unreadable':
        file.fail(sight.problem, look);
        break;
      case 'gone':
        this.#miss(name, file, look);
    }
  }

  #enter(name: string, look: Look): WatchedFile {
    const file = new WatchedFile(this.yaml, look);
    this.#files.set(name, file);
    this.#changed = true;
    return file;
  }

  #miss(name: string, file: WatchedFile, look: Look): void {
    if (!file.miss(look)) return;
    this.#totalBytes -= file.bytes;
    this.#files.delete(name);
    this.#changed = true;
  }

  #report(problem: string | undefined): void {
    this.#changed ||= problem !== this.#problem;
    this.#problem = problem;
  }

  #summary(): RoverDirectoryState {
    const files = [...this.#files].map(([name, { state }]) => [name, state] as const);
    const sorted = files.toSorted(([a], [b]) => (a < b ? -1 : 1));
    return { files: new Map(sorted), ...(this.#problem !== undefined && { problem: this.#problem }) };
  }
}

function leftOut({ names, unprintable }: Listing): string | undefined {
  if (names.length > MAX_FILES) return `holds more than ${MAX_FILES} files; the rest is left out`;
  return unprintable > 0 ? `holds ${unprintable} files with invisible characters in their names; left out` : undefined;
}
