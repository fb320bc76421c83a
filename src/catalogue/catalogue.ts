import type { BasePath } from './base-path.js';
import { token } from '../platform/injection/token.js';
import type { Exposure } from './exposure.js';

export const CATALOGUE = token<Catalogue>('Catalogue');

/** One declared base path. */
export interface Declaration extends Exposure {
  /** The origin, and the declarer where it has several: `settings`, `rovers/<file>`, `api/<name of the Rover>`. */
  readonly declaredBy: string;
}

/** The declared base paths at one time: immutable. */
export interface CatalogueVersion {
  /** Grows by one with each change. */
  readonly version: number;
  /** A declaration that did not change is the same object as in the version before. */
  readonly declarations: ReadonlyMap<BasePath, Declaration>;
}

/** What is watched. */
export interface Catalogue {
  current(): CatalogueVersion;
  /** Calls back after each change with the new version; returns a function that ends that. */
  onChange(listener: (version: CatalogueVersion) => void): () => void;
}
