import { printable } from '../platform/telemetry/printable.js';

/**
 * JSON that is safe to look at on a terminal, too: characters that move its cursor or turn its text round are escaped,
 * in the form that JSON itself has for that. `indent` breaks it into lines.
 */
export function jsonText(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).split('\n').map(printable).join('\n');
}
