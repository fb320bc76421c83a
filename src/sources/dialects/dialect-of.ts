import { customDialect } from './custom.js';
import type { DialectSourceSettings } from './dialect.settings.js';
import type { Dialect } from './dialect.js';
import { DIALECTS } from './dialects.js';

/** The dialect that validated settings name. */
export function dialectOf({ dialect, custom }: Pick<DialectSourceSettings, 'dialect' | 'custom'>): Dialect {
  const known = custom ? customDialect(custom) : DIALECTS.find((each) => each.name === dialect);
  if (!known) throw new UnknownDialectError(dialect);
  return known;
}

/** A dialect that nothing is registered for. */
export class UnknownDialectError extends Error {
  readonly code = 'HEARTBEAT_DIALECT_UNKNOWN';

  constructor(dialect: string) {
    super(`no dialect ${JSON.stringify(dialect)} is registered`);
    this.name = 'UnknownDialectError';
  }
}
