import * as installed from './installed-origins.js';
import type { OriginKind } from './origin-kind.js';

/** Every kind of origin, in the order of their precedence. */
export const ORIGINS: readonly OriginKind[] = Object.values<OriginKind>(installed).toSorted(
  (one, other) => one.precedence - other.precedence,
);
