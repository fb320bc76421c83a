import { createHash } from 'node:crypto';

/** 132 bits of a SHA-256, in base64url: enough that equal tags mean equal bytes. */
const TAG_CHARACTERS = 22;

/** The tag of a content, without quotes; its parts count as one. */
export function tagOf(...parts: readonly (string | Uint8Array)[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest('base64url').slice(0, TAG_CHARACTERS);
}

/** Whether a client has a representation already, by its `If-None-Match` (RFC 9110; compared weakly). */
export function isKnown(ifNoneMatch: string | undefined, entityTag: string): boolean {
  if (ifNoneMatch === undefined) return false;
  // Most clients send one tag; taking the list apart would cost the hottest reads more than the rest of the header.
  if (ifNoneMatch === entityTag) return true;
  return tagsOf(ifNoneMatch).some((each) => each === '*' || each.replace(/^W\//, '') === entityTag);
}

/** The members of `If-Match` or `If-None-Match`: entity tags with their quotes, or `*`. */
export function tagsOf(header: string | undefined): string[] {
  return (header ?? '')
    .split(',')
    .map((each) => each.trim())
    .filter((each) => each !== '');
}
