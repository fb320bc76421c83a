import type { BasePath } from '../../src/catalogue/base-path.js';
import type { Declared } from '../../src/catalogue/declaration-sink.js';
import { LiveCatalogue } from '../../src/catalogue/live-catalogue.js';

/** A catalogue whose origins the test plays: the settings at once, files and the API whenever it likes. */
export class PlayedCatalogue extends LiveCatalogue {
  readonly #settings = this.open('settings', { givesWay: true });
  readonly #api = this.open('api');
  readonly #files = this.open('rovers');
  #updated: Promise<unknown> = Promise.resolve();

  constructor(basePaths: readonly BasePath[], maximum: number) {
    super({ maximum, origins: ['settings', 'api', 'rovers'] });
    this.declare(basePaths);
  }

  /** What the settings declare from now on. */
  declare(basePaths: readonly BasePath[]): void {
    void this.#settings.declare(new Map([['', basePaths.map((basePath) => ({ basePath }))]]));
  }

  /** What the files, and the Rovers of the API, declare from now on: at once, if there are not too many. */
  update(files: Declared, api: Declared = new Map()): void {
    this.#updated = Promise.all([this.#files.declare(files), this.#api.declare(api)]);
  }

  /** Resolves once the newest update is in force: that of many takes turns. */
  async settled(): Promise<void> {
    await this.#updated;
  }
}
