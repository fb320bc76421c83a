import type { Log } from '../../platform/telemetry/log.js';
import type { Resolution } from './base-path-resolver.js';
import { shownName } from './shown-name.js';

const MAX_REMEMBERED = 1_000;
const MAX_CLAIMANTS = 10;

/** Reports each name once that no declaration matches, or that several base paths claim. */
export class SeriesReports {
  readonly #reported = new Set<string>();

  constructor(
    private readonly source: string,
    private readonly log: Log,
  ) {}

  report(resolution: Resolution): void {
    if (resolution.form === 'mapped' || this.#reported.size >= MAX_REMEMBERED) return;
    const name = shownName(resolution.name);
    if (this.#reported.has(name)) return;
    this.#reported.add(name);
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
