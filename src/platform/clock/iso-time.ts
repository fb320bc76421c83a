/** The first and the last millisecond that RFC 3339 can write: the years 0000 to 9999. */
const FIRST_MS = -62_167_219_200_000;
const LAST_MS = 253_402_300_799_999;

/**
 * A time, milliseconds since 1970, by RFC 3339 in UTC. Never throws: a time of others that cannot be written
 * gives the nearest one that can; an invalid number gives null.
 */
export function isoTime(wallMs: number): string | null {
  if (Number.isNaN(wallMs)) return null;
  return new Date(Math.min(LAST_MS, Math.max(FIRST_MS, wallMs))).toISOString();
}
