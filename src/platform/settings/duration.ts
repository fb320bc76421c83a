const UNITS_MS = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/** Milliseconds of a duration such as `90s`, `5m`, `1m30s` or `250ms`; undefined when it is not one. */
export function parseDuration(text: string): number | undefined {
  if (text.length > 40 || !/^(?:\d{1,9}(?:ms|s|m|h|d))+$/.test(text)) return undefined;
  let totalMs = 0;
  for (const [, count, unit] of text.matchAll(/(\d+)(ms|s|m|h|d)/g)) {
    totalMs += Number(count) * UNITS_MS[unit as keyof typeof UNITS_MS];
  }
  return Number.isSafeInteger(totalMs) ? totalMs : undefined;
}

/** The shortest exact way to write a duration: 90 000 gives `90s`, 300 000 gives `5m`, 0 gives `0s`. */
export function formatDuration(durationMs: number): string {
  for (const unit of ['d', 'h', 'm', 's'] as const) {
    const unitMs = UNITS_MS[unit];
    if (durationMs >= unitMs && durationMs % unitMs === 0) return `${durationMs / unitMs}${unit}`;
  }
  return durationMs === 0 ? '0s' : `${durationMs}ms`;
}
