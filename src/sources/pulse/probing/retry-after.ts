const LONGEST_MS = 86_400_000;
/** The form of dates in HTTP (RFC 9110, 5.6.7); the two obsolete ones are not read. */
const HTTP_DATE = /^[A-Z][a-z]{2}, \d{2} [A-Z][a-z]{2} \d{4} \d{2}:\d{2}:\d{2} GMT$/;

/** What `Retry-After` asks for (RFC 9110, 10.2.3): seconds or a date, in ms from `nowMs` on, 0 to a day. */
export function retryAfterMs(value: string | undefined, nowMs: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,10}$/.test(value)) return Math.min(Number(value) * 1_000, LONGEST_MS);
  const dateMs = HTTP_DATE.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isFinite(dateMs) ? Math.min(Math.max(0, dateMs - nowMs), LONGEST_MS) : undefined;
}
