import type { Log, LogFields } from '../../platform/telemetry/log.js';

/** Shows status changes as lines for people, and keeps quiet about everything that is well. */
export class DemoLog implements Log {
  constructor(private readonly write: (line: string) => void) {}

  error(message: string, fields: LogFields = {}): void {
    this.write(`error: ${message} ${JSON.stringify(fields)}`);
  }

  warn(message: string, fields: LogFields = {}): void {
    this.write(`warning: ${message} ${JSON.stringify(fields)}`);
  }

  info(message: string, fields: LogFields = {}): void {
    if (message === 'status changed')
      this.write(`${String(fields['basePath'])}: ${String(fields['from'])} → ${String(fields['to'])}`);
  }

  debug(): void {
    // Nothing for people.
  }
}
