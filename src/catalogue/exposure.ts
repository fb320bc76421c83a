import type { BasePath } from './base-path.js';

/** What the owner of a base path asks of the kinds of source, by the key of the block: `{ pulse: … }`. */
export type BlockValues = Readonly<Record<string, unknown>>;

/** One API that an owner exposes. */
export interface Exposure {
  readonly basePath: BasePath;
  /** The zone of the gateway that serves it, where the owner names one. */
  readonly zone?: string;
  /** Absent where the owner asks nothing; each value as its kind of source has read it. */
  readonly blocks?: BlockValues;
}

/** Whether two exposures, or declarations, ask for the same. Values of a text that was not read again are the same objects. */
export function sameBlocks(one: BlockValues | undefined, other: BlockValues | undefined): boolean {
  return one === other || (one !== undefined && other !== undefined && JSON.stringify(one) === JSON.stringify(other));
}
