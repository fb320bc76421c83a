import { pino, type DestinationStream, type Logger } from 'pino';
import type { Log, LogFields } from './log.js';

/** Structured log as one JSON object a line. Errors go under `error` with type, code, message and stack. */
export class PinoLog implements Log {
  readonly #pino: Logger;

  constructor(level: string, destination?: DestinationStream) {
    const options = {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      messageKey: 'message',
      formatters: { level: (label: string) => ({ level: label }) },
      serializers: { error: pino.stdSerializers.err },
    };
    this.#pino = destination ? pino(options, destination) : pino(options);
  }

  error(message: string, fields: LogFields = {}): void {
    this.#pino.error(fields, message);
  }

  warn(message: string, fields: LogFields = {}): void {
    this.#pino.warn(fields, message);
  }

  info(message: string, fields: LogFields = {}): void {
    this.#pino.info(fields, message);
  }

  debug(message: string, fields: LogFields = {}): void {
    this.#pino.debug(fields, message);
  }
}
