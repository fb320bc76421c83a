/** The first and the last millisecond that RFC 3339 can write: the years 0000 to 9999. */
const FIRST_MS = -62_167_219_200_000;
const LAST_MS = 253_402_300_799_999;

/**
 * A time, milliseconds since 1970, by RFC 3339 in UTC. Never throws: what others say about time may lie beyond what can
 * be written, and gives the nearest that can; what is no number gives null.
 */
export function isoTime(wallMs: number): string | null {
  if (Number.isNaN(wallMs)) return null;
  return new Date(Math.min(LAST_MS, Math.max(FIRST_MS, wallMs))).toISOString();
}
