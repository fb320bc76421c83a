import { pino, type DestinationStream, type Logger } from 'pino';
import { errorFacts, isError } from './error-facts.js';
import type { Log, LogFields } from './log.js';
import { currentRequest } from './request-context.js';

/** Deeper than any of our fields. */
const MAX_DEPTH = 5;

/**
 * Structured log as one JSON object a line. Errors, wherever they stand, are shown by `errorFacts` alone; what is done
 * for a request carries its `requestId`, and `trace_id` and `span_id` where it stands in a trace.
 */
export class PinoLog implements Log {
  readonly #pino: Logger;

  constructor(level: string, destination?: DestinationStream) {
    const options = {
      level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      messageKey: 'message',
      // Pino's own takes everything out of an error that it holds, requests with their credentials included.
      serializers: { err: (facts: unknown) => facts },
      formatters: { level: (label: string) => ({ level: label }), log: shownFields },
      mixin: () => currentRequest() ?? {},
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

function shownFields(fields: Record<string, unknown>): Record<string, unknown> {
  return withFacts(fields, 0) as Record<string, unknown>;
}

/** The value with the facts of errors in their places; what cannot hold one stays as it is. */
function withFacts(value: unknown, depth: number): unknown {
  if (isError(value)) return errorFacts(value);
  if (depth >= MAX_DEPTH) return typeof value === 'object' && value !== null ? '…' : value;
  if (Array.isArray(value)) return value.map((each) => withFacts(each, depth + 1));
  if (!isPlain(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, each]) => [key, withFacts(each, depth + 1)]));
}

/** Others, such as `Secret`, say themselves what may be shown of them. */
function isPlain(value: unknown): value is Record<string, unknown> {
  if (typeof value !== 'object' || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}
