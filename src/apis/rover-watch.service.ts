import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { LOG, type Log } from '../platform/telemetry/log.js';
import type { ApisMetrics } from './apis.metrics.js';
import { CATALOGUE } from './catalogue.js';
import type { LiveCatalogue } from './live-catalogue.js';
import type { RoverDirectory, RoverDirectoryState } from './rovers/rover-directory.js';
import type { RoverFileState } from './rovers/rover-file.js';

export const ROVER_DIRECTORY = Symbol('RoverDirectory');
export const APIS_METRICS = Symbol('ApisMetrics');

/** Keeps the catalogue in step with the Rover directory, and says once when a file changes its condition. */
@Injectable()
export class RoverWatch implements OnModuleInit, OnApplicationShutdown {
  readonly #stop = new AbortController();
  readonly #told = new Map<string, string>();
  #running: Promise<void> = Promise.resolve();

  constructor(
    @Inject(CATALOGUE) private readonly catalogue: LiveCatalogue,
    @Inject(ROVER_DIRECTORY) private readonly directory: RoverDirectory | undefined,
    @Inject(APIS_METRICS) private readonly metrics: ApisMetrics,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /** The first look is over before anything is evaluated or served. */
  async onModuleInit(): Promise<void> {
    if (!this.directory) return this.metrics.observe(this.catalogue, { files: new Map() });
    await this.directory.look(true);
    this.#takeOver();
    this.#running = this.directory.watch(() => this.#takeOver(), this.#stop.signal);
  }

  async onApplicationShutdown(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  #takeOver(): void {
    const state = this.directory!.state();
    this.catalogue.update(new Map([...state.files].map(([name, file]) => [name, file.exposures])));
    this.metrics.observe(this.catalogue, state);
    this.#tell(state);
  }

  #tell(state: RoverDirectoryState): void {
    this.#once('', state.problem ?? '', () =>
      this.log.warn('rover directory cannot be read', { problem: state.problem }),
    );
    for (const [name, file] of state.files) {
      const key = `${file.condition} ${file.problems.map((each) => each.message).join()}`;
      this.#once(name, file.condition === 'Pending' ? (this.#told.get(name) ?? '') : key, () =>
        this.#tellFile(name, file),
      );
    }
    for (const name of this.#told.keys()) if (name !== '' && !state.files.has(name)) this.#told.delete(name);
  }

  #tellFile(file: string, { condition, problems }: RoverFileState): void {
    if (condition === 'Accepted') this.log.info('rover file accepted', { file });
    else
      this.log.warn('rover file not taken over, its last good version stays in force', { file, condition, problems });
  }

  #once(name: string, key: string, tell: () => void): void {
    const before = this.#told.get(name) ?? '';
    this.#told.set(name, key);
    if (key !== before && key !== '') tell();
  }
}
