import type { NameFailure } from './name-servers.js';

/** Is told what comes of looking up names. */
export interface LookUpObserver {
  lookedUp(outcome: 'found' | 'overload' | NameFailure): void;
  /** A kept answer gave way to a newer name, because too many names are asked for. */
  forgotten(): void;
}
