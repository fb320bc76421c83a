import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { LOG, type Log } from '../platform/telemetry/log.js';
import { DECLARED_ROVERS, type DeclaredRovers } from './declared-rovers.js';
import type { RoverFileState, RoverFilesState } from './rover-files.js';
import { ROVER_WRITES, type RoverWrites } from './rover-writes.js';
import type { RoverDirectory } from './rovers/rover-directory.js';

export const ROVER_DIRECTORY = Symbol('RoverDirectory');

/** Keeps the catalogue in step with the Rover directory, and says once when a file changes its condition. */
@Injectable()
export class RoverWatch implements OnModuleInit, OnApplicationShutdown {
  readonly #stop = new AbortController();
  /** What was said last of each file, and under '' of the directory. */
  readonly #told = new Map<string, string>();
  #running: Promise<void> = Promise.resolve();

  constructor(
    @Inject(DECLARED_ROVERS) private readonly declared: DeclaredRovers,
    @Inject(ROVER_WRITES) private readonly writes: RoverWrites,
    @Inject(ROVER_DIRECTORY) private readonly directory: RoverDirectory | undefined,
    @Inject(LOG) private readonly log: Log,
  ) {}

  /**
   * The first look is over before anything is evaluated or served. What came by the API is in force before it: a file
   * that came while nobody looked takes nothing away from it.
   */
  async onModuleInit(): Promise<void> {
    await this.writes.open();
    const { directory } = this;
    if (!directory) return;
    await directory.look(true);
    this.#takeOver(directory);
    this.#running = this.#watch(directory);
  }

  async onApplicationShutdown(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  /** Each attempt begins with a rest. */
  async #watch(directory: RoverDirectory): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      try {
        await directory.watch(() => this.#takeOver(directory), signal);
      } catch (error) {
        this.log.error('watching the rover directory failed, it goes on', { error });
      }
    }
  }

  #takeOver(directory: RoverDirectory): void {
    const state = directory.state();
    this.declared.takeFiles(state);
    this.#tell(state);
  }

  #tell({ problem, files }: RoverFilesState): void {
    this.#once('', problem ?? '', () => {
      if (problem !== undefined) this.log.warn('rover directory has a problem', { problem });
      else this.log.info('rover directory is fine again');
    });
    for (const [name, file] of files) {
      if (file.condition === 'Pending') continue;
      this.#once(name, JSON.stringify([file.condition, file.problems]), () => this.#tellFile(name, file));
    }
    for (const name of this.#told.keys()) {
      if (name === '' || files.has(name)) continue;
      this.#told.delete(name);
      this.log.info('rover file is gone, its base paths are withdrawn', { file: name });
    }
  }

  #tellFile(file: string, { condition, problems }: RoverFileState): void {
    if (condition === 'Accepted') this.log.info('rover file accepted', { file });
    else
      this.log.warn('rover file not taken over, its last good version stays in force', { file, condition, problems });
  }

  #once(name: string, fact: string, tell: () => void): void {
    const before = this.#told.get(name) ?? '';
    this.#told.set(name, fact);
    if (fact !== before) tell();
  }
}
