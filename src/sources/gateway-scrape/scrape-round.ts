import type { Resolution } from '../dialects/base-path-resolver.js';
import { OutcomeTally } from '../dialects/outcome-tally.js';
import type { NoPlace, SeriesPlaces } from './series-places.js';
import type { Uncounted } from './series-counters.js';

/** Why a series adds nothing to a round. */
export type LeftOut = Uncounted | 'bad-value' | Exclude<NoPlace, 'other' | 'broken'>;

/** What all pages of one round add up to. */
export class ScrapeRound {
  readonly tally = new OutcomeTally();
  /** Names that lead to no base path, or to several; once each. */
  readonly unresolved = new Map<string, Resolution>();
  readonly leftOut: Record<LeftOut, number> = { duplicate: 0, limit: 0, 'bad-value': 0, 'too-long': 0 };
  /** Requests of outcomes that no sample holds. */
  readonly uncounted = { excluded: 0, unclassified: 0 };
  series = 0;

  constructor(readonly places: SeriesPlaces) {}
}
