import { token } from '../injection/token.js';

export const LOG = token<Log>('Log');

/** The facts of a log line, by names that carry their units. */
export type LogFields = Readonly<Record<string, unknown>>;

/**
 * Structured log: a constant lower-case message, facts as fields. `error` wants a person now, `warn` soon,
 * `info` tells a change of status or life cycle, `debug` each scrape. Never a secret.
 */
export interface Log {
  error(message: string, fields?: LogFields): void;
  warn(message: string, fields?: LogFields): void;
  info(message: string, fields?: LogFields): void;
  debug(message: string, fields?: LogFields): void;
}
