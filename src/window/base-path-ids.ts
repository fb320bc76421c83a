import type { BasePath } from '../catalogue/base-path.js';

/**
 * Small whole numbers for base paths, so that totals live in typed arrays. Ids are dense, and reused once released.
 * At most `maximum` base paths are held; more are refused.
 */
export class BasePathIds {
  readonly #ids = new Map<BasePath, number>();
  readonly #basePaths: (BasePath | undefined)[] = [];
  readonly #free: number[] = [];

  constructor(private readonly maximum: number) {}

  /**
   * The id of a base path, taken now if it has none; undefined when all are taken. `guess` is the id it may well have:
   * looking there first costs a tenth of looking it up.
   */
  intern(basePath: BasePath, guess = -1): number | undefined {
    if (guess >= 0 && this.#basePaths[guess] === basePath) return guess;
    const known = this.#ids.get(basePath);
    if (known !== undefined) return known;
    if (this.#ids.size >= this.maximum) return undefined;
    const id = this.#free.pop() ?? this.#basePaths.length;
    this.#ids.set(basePath, id);
    this.#basePaths[id] = basePath;
    return id;
  }

  find(basePath: BasePath): number | undefined {
    return this.#ids.get(basePath);
  }

  basePath(id: number): BasePath | undefined {
    return this.#basePaths[id];
  }

  release(id: number): void {
    const basePath = this.#basePaths[id];
    if (basePath === undefined) return;
    this.#ids.delete(basePath);
    this.#basePaths[id] = undefined;
    this.#free.push(id);
  }

  entries(): IterableIterator<[BasePath, number]> {
    return this.#ids.entries();
  }

  /** Base paths that have an id. */
  get size(): number {
    return this.#ids.size;
  }

  /** One more than the highest id ever taken. */
  get end(): number {
    return this.#basePaths.length;
  }
}
