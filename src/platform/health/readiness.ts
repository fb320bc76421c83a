import { token } from '../injection/token.js';

export const READINESS = token<Readiness>('Readiness');

/** Tells whether there is anything to serve; implemented by the application. */
export interface Readiness {
  /** Why not, in plain words; undefined when ready. */
  notReadyBecause(): string | undefined;
}

export const WELLNESS = token<Wellness>('Wellness');

/** Tells whether the service does its work; implemented by the application. */
export interface Wellness {
  /** Why not, in plain words; undefined when all is well. */
  notWellBecause(): string | undefined;
}
