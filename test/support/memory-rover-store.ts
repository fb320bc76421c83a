import {
  RoverStoreError,
  type RoverStore,
  type StoreClaim,
  type StoredRover,
  type StoredRovers,
} from '../../src/declarations/rover-api/rover-store.js';

/** A place where several stores keep their Rovers, one of them alone writing. */
export class MemoryRoverPlace {
  readonly rovers = new Map<string, StoredRover>();
  damaged: string[] = [];
  holder: MemoryRoverStore | undefined;
}

/** Keeps Rovers in memory; `failure` makes it fail like a disk. */
export class MemoryRoverStore implements RoverStore {
  failure: RoverStoreError | undefined;

  constructor(readonly place = new MemoryRoverPlace()) {}

  async claim(): Promise<StoreClaim> {
    this.#fail();
    if (this.place.holder === this) return 'held';
    if (this.place.holder) return { heldBy: 'another store' };
    this.place.holder = this;
    return 'taken';
  }

  async version(): Promise<string> {
    this.#fail();
    return JSON.stringify([...this.place.rovers.values()]);
  }

  async load(): Promise<StoredRovers> {
    this.#fail();
    const rovers = [...this.place.rovers.values()].toSorted((one, other) => (one.name < other.name ? -1 : 1));
    return { rovers, damaged: this.place.damaged };
  }

  async put(rover: StoredRover): Promise<void> {
    this.#fail();
    this.place.rovers.set(rover.name, rover);
  }

  async remove(name: string): Promise<void> {
    this.#fail();
    this.place.rovers.delete(name);
  }

  async close(): Promise<void> {
    if (this.place.holder === this) this.place.holder = undefined;
  }

  #fail(): void {
    if (this.failure) throw this.failure;
  }
}
