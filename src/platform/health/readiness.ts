import { token } from '../injection/token.js';

export const READINESS = token<Readiness>('Readiness');

/** Says whether there is anything to serve; declared here, implemented by who knows. */
export interface Readiness {
  /** Why not, in plain words; undefined when ready. */
  notReadyBecause(): string | undefined;
}
