/** The rule multiplies requests by 10 000 and must stay exact. */
export const MOST_REQUESTS = Math.floor(Number.MAX_SAFE_INTEGER / 10_000);

/** Whether counts may be added up and judged: whole numbers, no more failures than requests. */
export function isSound({ requests, failures }: { requests: number; failures: number }): boolean {
  const whole = Number.isSafeInteger(requests) && Number.isSafeInteger(failures);
  return whole && failures >= 0 && failures <= requests && requests <= MOST_REQUESTS;
}
