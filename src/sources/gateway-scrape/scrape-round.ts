import type { Resolution } from '../dialects/base-path-resolver.js';
import type { GroupTable } from '../dialects/group-table.js';
import type { NoPlace } from './series-places.js';

/** Why a series adds nothing to a round. */
export type LeftOut = 'duplicate' | 'bad-value' | Exclude<NoPlace, 'other' | 'broken'>;

/** What the pages of one round have in common. */
export class ScrapeRound {
  readonly leftOut: Record<LeftOut, number> = { duplicate: 0, limit: 0, 'bad-value': 0, 'too-long': 0 };
  /** The groups that a page showed, and those of them that had an invalid number. */
  readonly seen = new Set<number>();
  readonly spoiled = new Set<number>();
  series = 0;

  constructor(private readonly groups: GroupTable) {}

  /** Where the groups lead that were seen; each name once. */
  *resolutions(): Generator<Resolution> {
    for (const group of this.seen) yield this.groups.resolution(group);
  }
}
