import type { Exposure } from '../catalogue/exposure.js';
import { EXPOSURE_BLOCKS } from '../sources/source-kinds.js';

/** How many exposures have each kind of block, by name: `{ withPulse: 1 }`. */
export type BlockCounts = Readonly<Record<`with${string}`, number>>;

/** Counts the blocks of exposures. */
export function blockCounts(exposures: readonly Exposure[]): BlockCounts {
  return Object.fromEntries(
    EXPOSURE_BLOCKS.map(({ key, title }) => [
      `with${title}`,
      exposures.filter(({ blocks = {} }) => key in blocks).length,
    ]),
  );
}

/** The same in words: `1 with Pulse`. */
export function shownCounts(counts: BlockCounts): string[] {
  return EXPOSURE_BLOCKS.map(({ title }) => `${counts[`with${title}`] ?? 0} with ${title}`);
}
