/** Whether a client has a representation already, by its `If-None-Match` (RFC 9110; compared weakly). */
export function isKnown(ifNoneMatch: string | undefined, entityTag: string): boolean {
  return tagsOf(ifNoneMatch).some((each) => each === '*' || each.replace(/^W\//, '') === entityTag);
}

/** The members of `If-Match` or `If-None-Match`: entity tags with their quotes, or `*`. */
export function tagsOf(header: string | undefined): string[] {
  return (header ?? '')
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
}
