import { coversBasePath } from './base-path-pattern.js';

/** Who sent a request: the holder of an access token. */
export class Principal {
  constructor(
    /** The token's name in the settings. */
    readonly name: string,
    private readonly patterns: readonly string[],
  ) {}

  /** Whether the holder may write a base path. */
  covers(basePath: string): boolean {
    return coversBasePath(this.patterns, basePath);
  }
}
