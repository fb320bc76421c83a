import { token } from '../../platform/injection/token.js';

export const ROVER_STORE = token<RoverStore>('RoverStore');

/** A Rover of the API, as it is stored. */
export interface StoredRover {
  readonly name: string;
  /** The Rover as YAML: our own text of it, which holds only what we understand. */
  readonly text: string;
  /** When it came into force, milliseconds since 1970. */
  readonly sinceMs: number;
  /** Name of the token that it was written with. */
  readonly by: string;
}

/** What is stored. `damaged` names those whose text is not what was written; nothing of them is in force. */
export interface StoredRovers {
  readonly rovers: readonly StoredRover[];
  readonly damaged: readonly string[];
}

/** `taken`: just now, so that others may have written until now. `heldBy` says who writes instead. */
export type StoreClaim = 'held' | 'taken' | { readonly heldBy: string };

/** Keeps Rovers for longer than the process lives. Every method rejects with `RoverStoreError`. */
export interface RoverStore {
  /** Makes sure that no one else writes; to be called again from time to time, and before each write. */
  claim(): Promise<StoreClaim>;
  /** Tells one state of what is stored from another, also where another process writes. */
  version(): Promise<string>;
  /** All that is stored, in order of the names. */
  load(): Promise<StoredRovers>;
  /** Once it resolves, the Rover is stored durably and survives a crash; if it rejects, the old one stays stored. */
  put(rover: StoredRover): Promise<void>;
  /** Once it resolves, the Rover is deleted durably; it need not exist. */
  remove(name: string): Promise<void>;
  /** Lets others write. */
  close(): Promise<void>;
}

/** The stored Rovers cannot be read or changed; `full`: there is no space left. Nothing has changed. */
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
