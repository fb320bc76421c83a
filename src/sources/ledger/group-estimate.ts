import type { Estimate } from '../evidence.js';

/** What may have happened to a group besides what was counted. */
export interface GroupEstimate extends Omit<Estimate, 'basePath'> {
  readonly group: number;
}
