import type { Dialect } from './dialect.js';
import { kong } from './kong.js';

/** Every gateway we know, one line each. */
export const DIALECTS: readonly Dialect[] = [kong];
