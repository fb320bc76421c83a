/** What of a header is read; the server bounds all headers together. */
export const READ_CHARACTERS = 1_000;

/**
 * The weights of a header such as `Accept` or `Accept-Encoding`, by member in lower case (RFC 9110, 12.4.2). A weight that
 * is none accepts nothing.
 */
export function weightsOf(header: string | undefined): ReadonlyMap<string, number> {
  const weights = new Map<string, number>();
  for (const part of (header ?? '').slice(0, READ_CHARACTERS).toLowerCase().split(',')) {
    const [member = '', ...parameters] = part.split(';').map((each) => each.trim());
    const quality = parameters.find((each) => each.startsWith('q='));
    weights.set(member, quality === undefined ? 1 : weightOf(quality.slice(2)));
  }
  return weights;
}

/** From 0 to 1, with three decimals at most. */
function weightOf(text: string): number {
  return /^(?:0(?:\.\d{0,3})?|1(?:\.0{0,3})?)$/.test(text) ? Number(text) : 0;
}
