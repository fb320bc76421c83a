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

/** How many letters to add, drop, change or swap to turn one text into the other (Damerau-Levenshtein). */
function editsBetween(from: string, to: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let row = 1; row <= from.length; row++) {
    const edits = [row];
    for (let column = 1; column <= to.length; column++) {
      const changed = last[column - 1]! + (from[row - 1] === to[column - 1] ? 0 : 1);
      const least = Math.min(changed, last[column]! + 1, edits[column - 1]! + 1);
      const swapped = column > 1 && from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      edits.push(swapped ? Math.min(least, beforeLast[column - 2]! + 1) : least);
    }
    [beforeLast, last] = [last, edits];
  }
  return last[to.length]!;
}
