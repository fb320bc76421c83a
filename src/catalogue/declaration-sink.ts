import { token } from '../platform/injection/token.js';
import type { Exposure } from './exposure.js';

export const DECLARATION_SINKS = token<DeclarationSinks>('DeclarationSinks');

/** What an origin declares, by declarer: the name of a file, of a Rover; empty for the origin itself. */
export type Declared = ReadonlyMap<string, readonly Exposure[]>;

/** Where one origin declares its base paths, without knowing the others; the catalogue decides who gets a base path. */
export interface DeclarationSink {
  /**
   * Everything that the origin declares from now on: what it does not name any more is withdrawn. Resolves once that is
   * in force. `declared` must not change any more.
   */
  declare(declared: Declared): Promise<void>;
}

/** Where every origin gets its own sink; declared here, implemented by the catalogue. */
export interface DeclarationSinks {
  /**
   * Opened once for each origin; `origin` is the prefix of the declarer in `declaredBy`. One that `givesWay` only says
   * that a base path is watched: an origin that asks more of it, by a block such as `pulse`, gets it.
   */
  open(origin: string, options?: { readonly givesWay: boolean }): DeclarationSink;
}
