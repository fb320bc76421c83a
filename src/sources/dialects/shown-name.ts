const MAX_SHOWN = 120;
/** Controls, invisible and direction characters, line separators, halves of pairs, and what has no meaning. */
const UNSHOWABLE = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}\p{Co}\p{Cn}]/gu;

/** Foreign text as it may stand in a log or a report: cut, and everything that does not show as itself escaped. */
export function shownName(value: string, most = MAX_SHOWN): string {
  const cut = value.length > most ? `${withoutHalf(value.slice(0, most - 1))}…` : value;
  return cut.replaceAll(UNSHOWABLE, (character) => {
    const code = character.codePointAt(0)!.toString(16);
    return code.length > 4 ? `\\u{${code}}` : `\\u${code.padStart(4, '0')}`;
  });
}

/** Without the half of a surrogate pair that a cut has left at the end. */
function withoutHalf(text: string): string {
  return /[\ud800-\udbff]$/.test(text) ? text.slice(0, -1) : text;
}
