import { token } from '../../platform/injection/token.js';

export const ROVER_STORE = token<RoverStore>('RoverStore');

/** A Rover that came by the API, as it is kept. */
export interface StoredRover {
  readonly name: string;
  /** The Rover as YAML: our own text of it, with nothing in it that we do not understand. */
  readonly text: string;
  /** When it came into force, milliseconds since 1970. */
  readonly sinceMs: number;
  /** Name of the token that it was written with. */
  readonly by: string;
}

/** What is kept. `damaged` names those whose text is not what was written; nothing of them is in force. */
export interface StoredRovers {
  readonly rovers: readonly StoredRover[];
  readonly damaged: readonly string[];
}

/** `taken`: just now, so that others may have written until now. `heldBy` says who writes instead. */
export type StoreClaim = 'held' | 'taken' | { readonly heldBy: string };

/** Keeps Rovers for longer than the process lives. Every method rejects with `RoverStoreError`. */
export interface RoverStore {
  /** Makes sure that nobody else writes; to be asked again from time to time, and before each write. */
  claim(): Promise<StoreClaim>;
  /** All that is kept, in order of the names. */
  load(): Promise<StoredRovers>;
  /** Once it resolves, the Rover is kept for good, whatever ends the process; where it rejects, the old one is. */
  put(rover: StoredRover): Promise<void>;
  /** Once it resolves, the Rover is gone for good; none need be there. */
  remove(name: string): Promise<void>;
  /** Lets others write. */
  close(): Promise<void>;
}

/** What is kept cannot be read or changed; `full`: there is no room. Nothing has changed. */
export class RoverStoreError extends Error {
  readonly code = 'HEARTBEAT_ROVER_STORE';

  constructor(
    message: string,
    readonly full: boolean,
    options?: ErrorOptions,
  ) {
    super(message, options);
    this.name = 'RoverStoreError';
  }
}
