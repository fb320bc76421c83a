import type { BasePath } from './base-path.js';
import type { PulseDeclaration } from '../sources/pulse/pulse-declaration.js';
import { token } from '../platform/injection/token.js';

export const CATALOGUE = token<Catalogue>('Catalogue');

/** One base path that somebody declared. */
export interface Declaration {
  readonly basePath: BasePath;
  /** `settings`, or `rovers/<file>` relative to the Rover directory, or `api/<name>` of a Rover that came by the API. */
  readonly declaredBy: string;
  /** The Rover's zone, where it names one. */
  readonly zone?: string;
  /** What the team asks Pulse to do, where it opted in. */
  readonly pulse?: PulseDeclaration;
}

/** The declared base paths at one time: immutable, always complete versions of all files. */
export interface CatalogueVersion {
  /** Grows by one with each change. */
  readonly version: number;
  /** A declaration that did not change is the same object as in the version before. */
  readonly declarations: ReadonlyMap<BasePath, Declaration>;
}

/** What is watched. */
export interface Catalogue {
  current(): CatalogueVersion;
  /** Calls back after each change with the new version; gives the way to stop. */
  onChange(listener: (version: CatalogueVersion) => void): () => void;
}
