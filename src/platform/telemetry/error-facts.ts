import { types } from 'node:util';
import { printable } from './printable.js';

const MAX_CAUSES = 3;
const MAX_MESSAGE = 1_000;
const MAX_STACK = 6_000;
/** How much of a text is read at all, before anything in it is masked. */
const MAX_READ = 10_000;

/** What may be shown of an error: never its other properties, where clients keep requests, headers and credentials. */
export interface ErrorFacts {
  readonly type: string;
  readonly code?: string;
  readonly message: string;
  readonly stack?: string;
  readonly cause?: ErrorFacts;
}

/** Whether a value is an error of any realm. */
export function isError(value: unknown): value is Error {
  return value instanceof Error || types.isNativeError(value);
}

/** The facts of anything that was thrown; users and queries of addresses in its texts are masked. */
export function errorFacts(thrown: unknown, causes = MAX_CAUSES): ErrorFacts {
  if (!isError(thrown)) return { type: typeof thrown, message: shown(String(thrown), MAX_MESSAGE) };
  const { message, stack, cause } = thrown;
  const { code } = thrown as { code?: unknown };
  return {
    type: shown(String(thrown.constructor?.name ?? thrown.name), MAX_MESSAGE),
    ...(isCode(code) && { code: String(code) }),
    message: shown(String(message), MAX_MESSAGE),
    ...(typeof stack === 'string' && { stack: shownLines(stack) }),
    ...(cause !== undefined && causes > 0 && { cause: errorFacts(cause, causes - 1) }),
  };
}

/** Anything that was thrown, for people: where in the program it was, and what it was caused by. */
export function shownFault(thrown: unknown): string {
  const { type, message, stack, cause } = errorFacts(thrown);
  const own = stack ?? `${type}: ${message}`;
  return cause === undefined ? own : `${own}\ncaused by ${cause.type}: ${cause.message}`;
}

/** A text with the secret parts of the addresses in it masked: `https://user:secret@host/?key=secret`. */
export function withoutCredentials(text: string): string {
  return text.replaceAll(/(\w:\/\/)[^\s/?#]*@/g, '$1***@').replaceAll(/(\w:\/\/[^\s?]*\?)[^\s'")]*/g, '$1***');
}

function isCode(code: unknown): code is string | number {
  return typeof code === 'number' || (typeof code === 'string' && /^\w{1,80}$/.test(code));
}

function shown(text: string, longest: number): string {
  return cut(printable(withoutCredentials(cut(text, MAX_READ))), longest);
}

function shownLines(stack: string): string {
  const lines = withoutCredentials(cut(stack, MAX_READ)).split('\n');
  return cut(lines.map(printable).join('\n'), MAX_STACK);
}

/** Shortened at the end of a word: half a credential is not recognised as one. */
function cut(text: string, longest: number): string {
  if (text.length <= longest) return text;
  const end = text.lastIndexOf(' ', longest - 1);
  return `${text.slice(0, Math.max(0, end))}…`;
}
