import { editsBetween } from './edits-between.js';

/** Longer texts are not typing errors, and comparing them would take time. */
const MAX_LENGTH = 64;

/**
 * ` (did you mean pollEvery?)` where `written` is nearly one of `known`, else nothing. It never shows what was written,
 * which may be a secret in the wrong place.
 */
export function didYouMean(written: unknown, known: readonly string[]): string {
  if (typeof written !== 'string' || written.length > MAX_LENGTH || known.includes(written)) return '';
  const text = written.toLowerCase();
  let nearest = '';
  let fewest = Infinity;
  for (const name of known) {
    const most = Math.floor(Math.max(text.length, name.length) / 3);
    if (Math.abs(text.length - name.length) > most) continue;
    const edits = editsBetween(text, name.toLowerCase());
    if (edits > most || edits >= fewest) continue;
    [nearest, fewest] = [name, edits];
  }
  return nearest === '' ? '' : ` (did you mean ${nearest}?)`;
}
