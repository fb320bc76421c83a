const UNITS_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * The durations from `minMs` to `maxMs` as an expression that every implementation of JSON Schema reads: exact for those
 * of one unit; how long several together are, as in `1m30s`, no expression can say.
 */
export function durationPattern(minMs: number, maxMs: number): string {
  const ofOneUnit = Object.entries(UNITS_MS).flatMap(([unit, unitMs]) => {
    const [least, most] = [Math.ceil(minMs / unitMs), Math.floor(maxMs / unitMs)];
    return least <= most ? [`0*${numbersBetween(least, most)}${unit}`] : [];
  });
  return `^(?:${ofOneUnit.join('|')}|(?:[0-9]{1,9}(?:ms|s|m|h|d)){2,})$`;
}

/** An expression for the whole numbers from `least` to `most`, without leading zeros. */
function numbersBetween(least: number, most: number): string {
  const parts: string[] = [];
  for (let from = least; from <= most;) {
    const to = Math.min(most, 10 ** String(from).length - 1);
    parts.push(...sameLength(String(from), String(to)));
    from = to + 1;
  }
  return `(?:${parts.join('|')})`;
}

function sameLength(from: string, to: string): string[] {
  if (from === '') return [''];
  const [first, last] = [Number(from[0]), Number(to[0])];
  const [fromRest, toRest] = [from.slice(1), to.slice(1)];
  if (first === last) return sameLength(fromRest, toRest).map((rest) => `${first}${rest}`);
  const isFromWhole = /^0*$/.test(fromRest);
  const isToWhole = /^9*$/.test(toRest);
  const [low, high] = [isFromWhole ? first : first + 1, isToWhole ? last : last - 1];
  const digits = '[0-9]'.repeat(fromRest.length);
  return [
    ...(isFromWhole ? [] : sameLength(fromRest, '9'.repeat(fromRest.length)).map((rest) => `${first}${rest}`)),
    ...(low <= high ? [`[${low}-${high}]${digits}`] : []),
    ...(isToWhole ? [] : sameLength('0'.repeat(toRest.length), toRest).map((rest) => `${last}${rest}`)),
  ];
}
