import type { LoggerService } from '@nestjs/common';
import type { Log } from './log.js';

/** Nest's own messages in our log: its chatter about start-up at debug, its warnings and errors as they are. */
export class NestLogger implements LoggerService {
  constructor(private readonly target: Log) {}

  log(message: unknown, context?: unknown): void {
    this.target.debug(String(message), { context });
  }

  error(message: unknown, stack?: unknown, context?: unknown): void {
    // Nest throws it as well, and the one who started the service says what to do about it.
    if (/^Error: (?:listen|getaddrinfo) /.test(String(message))) return this.log(message, context);
    this.target.error(String(message), { stack, context });
  }

  warn(message: unknown, context?: unknown): void {
    this.target.warn(String(message), { context });
  }
}
