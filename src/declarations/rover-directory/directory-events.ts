import { watch, type FSWatcher } from 'node:fs';
import { platform } from 'node:os';

const MAX_NAMES = 20_000;

/**
 * What the operating system reports about a directory: that something changes in it, and which files were moved there.
 * It may report nothing at all (network file systems, exhausted watches), so no change may depend on it.
 */
export class DirectoryEvents {
  readonly #appeared = new Set<string>();
  #watcher: FSWatcher | undefined;
  #watched = '';

  constructor(private readonly onEvent: () => void) {}

  /** Follows the directory `identity` at `path` from now on, unless it does already. */
  follow(path: string, identity: string): void {
    if (this.#watcher && this.#watched === identity) return;
    this.close();
    try {
      this.#watcher = watch(path, (type, name) => this.#take(type, name)).on('error', () => this.close());
      this.#watched = identity;
    } catch {
      this.#watcher = undefined;
    }
  }

  /**
   * Whether `name` appeared and was not written to since: then it was moved there as a whole. Known on Linux only;
   * elsewhere the system may report a creation and the write after it as one event.
   */
  movedIn(name: string): boolean {
    return platform() === 'linux' && this.#appeared.has(name);
  }

  close(): void {
    this.#watcher?.close();
    this.#watcher = undefined;
    this.#appeared.clear();
  }

  #take(type: 'rename' | 'change', name: string | null): void {
    if (this.#appeared.size >= MAX_NAMES) this.#appeared.clear();
    if (name !== null && type === 'rename') this.#appeared.add(name);
    if (name !== null && type === 'change') this.#appeared.delete(name);
    this.onEvent();
  }
}
