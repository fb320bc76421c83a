import * as installed from './installed-kinds.js';
import type { ExposureBlock } from '../catalogue/exposure-block.js';
import type { SourceKind } from './source-kind.js';

/** Every kind of source, by name. */
export const SOURCE_KINDS: readonly SourceKind[] = Object.values<SourceKind>(installed).toSorted((one, other) =>
  one.kind < other.kind ? -1 : 1,
);

/** Every block that an exposure may have. */
export const EXPOSURE_BLOCKS: readonly ExposureBlock[] = SOURCE_KINDS.flatMap(({ block }) => block ?? []);
