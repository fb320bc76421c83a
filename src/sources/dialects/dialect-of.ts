import type { CustomDialectSettings } from './custom-dialect.settings.js';
import { customDialect } from './custom.js';
import type { Dialect } from './dialect.js';
import { DIALECTS } from './dialects.js';

/** How settings name a dialect, or describe one of their own. */
export interface NamedDialect {
  readonly dialect: string;
  readonly custom?: CustomDialectSettings;
}

/** The dialect that is named or described; undefined where nothing is registered under the name. */
export function findDialect({ dialect, custom }: NamedDialect): Dialect | undefined {
  return custom ? customDialect(custom) : DIALECTS.find((each) => each.name === dialect);
}

/** The dialect that validated settings name. */
export function dialectOf(settings: NamedDialect): Dialect {
  const known = findDialect(settings);
  if (!known) throw new UnknownDialectError(settings.dialect);
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
