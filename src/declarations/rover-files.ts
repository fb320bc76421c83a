import type { BasePath } from '../catalogue/base-path.js';
import type { PulseDeclaration } from '../sources/pulse/pulse-declaration.js';

export const ROVER_FILES = Symbol('RoverFiles');

/** One API that a Rover exposes. */
export interface Exposure {
  readonly basePath: BasePath;
  /** The Rover's `metadata.name`, where it has one. */
  readonly rover?: string;
  /** The Rover's zone, where it names one. */
  readonly zone?: string;
  /** The environment that the custom resource names by its label, else by its namespace. */
  readonly environment?: string;
  /** What the team asks Pulse to do, where it opted in. */
  readonly pulse?: PulseDeclaration;
}

/** One mistake in a Rover file. */
export interface RoverProblem {
  /** A stable word, such as `SYNTAX`, `BASE_PATH` or `HALF_WRITTEN`. */
  readonly code: string;
  /** Line of the file, from 1, where known. */
  readonly line?: number;
  /** Where in the document, such as `spec.exposures[0].pulse.interval`; the message begins with it. */
  readonly path?: string;
  readonly message: string;
}

/**
 * `Accepted`: the file is in force as it stands. `Pending`: it was written a moment ago. `Held`: it may be half
 * written. `Rejected`: it is wrong. While it is not accepted, its last good version stays in force.
 */
export const ROVER_CONDITIONS = ['Accepted', 'Pending', 'Held', 'Rejected'] as const;
/** One of `ROVER_CONDITIONS`. */
export type RoverCondition = (typeof ROVER_CONDITIONS)[number];

/** How one Rover file stands. */
export interface RoverFileState {
  readonly condition: RoverCondition;
  /** Since when, in milliseconds since 1970. */
  readonly sinceMs: number;
  readonly problems: readonly RoverProblem[];
  /** What is in force. */
  readonly exposures: readonly Exposure[];
}

/** How the Rover directory and its files stand. */
export interface RoverFilesState {
  /** What is wrong with the directory, while that lasts; everything stays in force meanwhile. */
  readonly problem?: string;
  /** By file name, in the order of the names. */
  readonly files: ReadonlyMap<string, RoverFileState>;
}

/** The watched Rover files. */
export interface RoverFiles {
  state(): RoverFilesState;
}
