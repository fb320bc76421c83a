import type { RoverSink } from '../rovers.js';
import { entryOf, type ApiRover } from './api-rover.js';

/** The Rovers of the API that are in force, by name. */
export class ApiRovers {
  #all: ReadonlyMap<string, ApiRover> = new Map();

  constructor(
    private readonly sink: RoverSink,
    /** Called after each change. */
    private readonly changed: (rovers: ReadonlyMap<string, ApiRover>) => void,
  ) {}

  get all(): ReadonlyMap<string, ApiRover> {
    return this.#all;
  }

  /** Replaces all Rovers in force by these, of different names. */
  async take(rovers: readonly ApiRover[]): Promise<void> {
    await this.sink.take(rovers.map(entryOf));
    this.#all = new Map(rovers.map((each) => [each.name, each]));
    this.changed(this.#all);
  }
}
