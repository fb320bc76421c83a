import { token } from '../injection/token.js';

export const WELLNESS = token<Wellness>('Wellness');

/** Says whether the service does its work; declared here, implemented by who knows. */
export interface Wellness {
  /** Why not, in plain words; undefined when all is well. */
  notWellBecause(): string | undefined;
}
