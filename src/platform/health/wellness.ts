export const WELLNESS = Symbol('Wellness');

/** Says whether the service does its work; declared here, implemented by who knows. */
export interface Wellness {
  /** Why not, in plain words; undefined when all is well. */
  notWellBecause(): string | undefined;
}
