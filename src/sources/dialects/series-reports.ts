import type { Log } from '../../platform/telemetry/log.js';
import type { Resolution } from './base-path-resolver.js';
import { shownName } from './shown-name.js';

const MAX_REMEMBERED = 1_000;
const MAX_CLAIMANTS = 10;

/** Says once of each name that nobody declared it, or that several base paths claim it. */
export class SeriesReports {
  readonly #told = new Set<string>();

  constructor(
    private readonly source: string,
    private readonly log: Log,
  ) {}

  report(resolution: Resolution): void {
    if (resolution.form === 'mapped' || this.#told.size >= MAX_REMEMBERED) return;
    const name = shownName(resolution.name);
    if (this.#told.has(name)) return;
    this.#told.add(name);
    if (resolution.form === 'unmapped')
      this.log.info('series belongs to no declared base path', { source: this.source, name });
    else
      this.log.warn('name is claimed by several base paths', {
        source: this.source,
        name,
        basePaths: resolution.basePaths.slice(0, MAX_CLAIMANTS),
        claimants: resolution.basePaths.length,
      });
  }
}
