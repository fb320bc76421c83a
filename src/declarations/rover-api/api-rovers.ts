import type { RoverSink } from '../rovers.js';
import { entryOf, type ApiRover } from './api-rover.js';

/** The Rovers that came by the API, by name, as they are in force. */
export class ApiRovers {
  #all: ReadonlyMap<string, ApiRover> = new Map();

  constructor(
    private readonly sink: RoverSink,
    /** Told of each change. */
    private readonly changed: (rovers: ReadonlyMap<string, ApiRover>) => void,
  ) {}

  get all(): ReadonlyMap<string, ApiRover> {
    return this.#all;
  }

  /** Puts these in force, and no others. */
  take(rovers: Iterable<ApiRover>): void {
    this.#all = new Map([...rovers].map((each) => [each.name, each]));
    this.sink.take([...this.#all.values()].map(entryOf));
    this.changed(this.#all);
  }
}
