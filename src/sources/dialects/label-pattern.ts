/** A regular expression, of RE2 and of JavaScript alike, that matches just these texts once it is anchored, as PromQL does. */
export function patternOf(texts: readonly string[]): string {
  return texts.map((text) => text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)).join('|');
}
