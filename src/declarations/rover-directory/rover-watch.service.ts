import { Inject, Injectable, type OnApplicationShutdown, type OnModuleInit } from '@nestjs/common';
import { DECLARED_ROVERS, type DeclaredRovers } from '../declared-rovers.js';
import { ROVER_FILE_LOG, type RoverFileLog } from './rover-file-log.js';
import { ROVER_WRITES, type RoverWrites } from '../rover-api/rover-writes.js';
import type { RoverDirectory } from './rover-directory.js';

export const ROVER_DIRECTORY = Symbol('RoverDirectory');

/** Keeps the catalogue in step with the Rover directory. */
@Injectable()
export class RoverWatch implements OnModuleInit, OnApplicationShutdown {
  readonly #stop = new AbortController();
  #running: Promise<void> = Promise.resolve();

  constructor(
    @Inject(DECLARED_ROVERS) private readonly declared: DeclaredRovers,
    @Inject(ROVER_WRITES) private readonly writes: RoverWrites,
    @Inject(ROVER_DIRECTORY) private readonly directory: RoverDirectory | undefined,
    @Inject(ROVER_FILE_LOG) private readonly log: RoverFileLog,
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
        this.log.failed(error);
      }
    }
  }

  #takeOver(directory: RoverDirectory): void {
    const state = directory.state();
    this.declared.takeFiles(state);
    this.log.tell(state);
  }
}
