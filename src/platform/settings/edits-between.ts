/**
 * How many letters to add, drop, change or swap to turn one text into the other (optimal string alignment), or, `within` it,
 * to turn it into a part of the other.
 */
export function editsBetween(from: string, to: string, { within = false } = {}): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: to.length + 1 }, (_, column) => (within ? 0 : column));
  for (let row = 1; row <= from.length; row++) {
    const edits = [row];
    for (let column = 1; column <= to.length; column++) {
      const changed = last[column - 1]! + (from[row - 1] === to[column - 1] ? 0 : 1);
      const least = lesser(changed, lesser(last[column]!, edits[column - 1]!) + 1);
      const isSwapped = from[row - 1] === to[column - 2] && from[row - 2] === to[column - 1];
      edits.push(isSwapped ? lesser(least, beforeLast[column - 2]! + 1) : least);
    }
    [beforeLast, last] = [last, edits];
  }
  return within ? Math.min(...last) : last[to.length]!;
}

function lesser(one: number, other: number): number {
  return one < other ? one : other;
}
