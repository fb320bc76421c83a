import { printable } from '../telemetry/printable.js';

const MAX_SHOWN = 80;

/**
 * A value of the file as a message may show it. Collections are only named, because a secret may stand in them, and so
 * are user and query of an address or a path.
 */
export function shownValue(value: unknown): string {
  if (Array.isArray(value)) return `a list of ${items(value.length)}`;
  if (typeof value === 'object' && value !== null) return 'a mapping';
  if (typeof value !== 'string') return String(value);
  const masked = withoutQuery(value.replace(/^(\w+:\/\/)?.*@/s, '$1***@'));
  const shown = printable(JSON.stringify(masked));
  return shown.length > MAX_SHOWN ? `${shown.slice(0, MAX_SHOWN - 1)}…` : shown;
}

/** Anything that looks like a query, even in a malformed address. */
function withoutQuery(text: string): string {
  const at = text.indexOf('?');
  const isQuery = at >= 0 && (/^(?:\w+:\/)?\//.test(text) || text.includes('=', at));
  return isQuery ? `${text.slice(0, at + 1)}***` : text;
}

/** `1 item`, `2 items`. */
export function items(count: number): string {
  return `${count} ${count === 1 ? 'item' : 'items'}`;
}

/** The kind of a value, where nothing of it may be shown. */
export function kindOfValue(value: unknown): string {
  if (typeof value === 'number') return 'a number';
  return typeof value === 'string' ? 'text' : shownValue(value);
}
