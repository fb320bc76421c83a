import type { Exposure } from '../catalogue/exposure.js';

/** One API that a Rover exposes. */
export interface RoverExposure extends Exposure {
  /** The Rover's `metadata.name`, where it has one. */
  readonly rover?: string;
  /** The environment that the custom resource names by its label, else by its namespace. */
  readonly environment?: string;
}

/** One mistake in a Rover. */
export interface RoverProblem {
  /** A stable word, such as `SYNTAX`, `BASE_PATH` or `HALF_WRITTEN`. */
  readonly code: string;
  /** Line of the file, from 1, where known. */
  readonly line?: number;
  /** Where in the document, such as `spec.exposures[0].pulse.interval`; the message begins with it. */
  readonly path?: string;
  readonly message: string;
  /** The `metadata.name` of the Rover that it is in, where that has one. */
  readonly rover?: string;
}

/**
 * `Accepted`: it is in force. `PartlyAccepted`: some of its exposures are wrong, and the others are in force.
 * `Pending`: it was written a moment ago. `Held`: it may be half written. `Rejected`: it is wrong. While it is not
 * accepted, its last good version stays in force; while partly, so does what the wrong exposures may have been.
 */
export const ROVER_CONDITIONS = ['Accepted', 'PartlyAccepted', 'Pending', 'Held', 'Rejected'] as const;
/** One of `ROVER_CONDITIONS`. */
export type RoverCondition = (typeof ROVER_CONDITIONS)[number];

/** One Rover as its origin reports it. */
export interface RoverEntry {
  readonly name: string;
  /** The name of its origin in answers: `file`, `api`. */
  readonly origin: string;
  /** Relative to the Rover directory, where it comes from a file. */
  readonly file?: string;
  readonly condition: RoverCondition;
  /** Since when, in milliseconds since 1970. */
  readonly sinceMs: number;
  readonly problems: readonly RoverProblem[];
  /** Its exposures that are in force. */
  readonly exposures: readonly RoverExposure[];
  /** The origin's name for the declarer of its base paths: one file may hold several Rovers. */
  readonly declarer: string;
}
