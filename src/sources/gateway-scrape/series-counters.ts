/** Series of one target that are remembered at most. */
const MAX_SERIES = 1_000_000;

/**
 * The counters of one target, and what they gain from scrape to scrape.
 *
 * The first scrape of a target is a baseline, as is the first after a gap longer than the window: lifetime counts
 * are no traffic of the last minutes. From then on a series that appears has counted from zero, and a value that
 * fell has been reset and counted from zero again.
 */
export class SeriesCounters {
  #values = new Map<string, { value: number; seenMs: number }>();
  #scrapedMs: number | undefined;

  constructor(private readonly windowMs: number) {}

  /** Begins a scrape at `nowMs` (monotonic). Gives whether it is a baseline, from which nothing is counted. */
  begin(nowMs: number): boolean {
    const baseline = this.#scrapedMs === undefined || nowMs - this.#scrapedMs > this.windowMs;
    if (baseline) this.#values = new Map();
    this.#scrapedMs = nowMs;
    return baseline;
  }

  /** Notes a value; gives the increase, or why there is none to be had. */
  note(series: string, value: number, nowMs: number, baseline: boolean): number | 'duplicate' | 'limit' {
    const known = this.#values.get(series);
    if (!known) {
      if (this.#values.size >= MAX_SERIES) return 'limit';
      this.#values.set(series, { value, seenMs: nowMs });
      return baseline ? 0 : value;
    }
    if (known.seenMs === nowMs) return 'duplicate';
    const increase = value >= known.value ? value - known.value : value;
    known.value = value;
    known.seenMs = nowMs;
    return increase;
  }

  /** Forgets series that have not been seen for a window; they come back as new ones, counted from zero. */
  forget(nowMs: number): string[] {
    const gone: string[] = [];
    for (const [series, { seenMs }] of this.#values) if (nowMs - seenMs > this.windowMs) gone.push(series);
    for (const series of gone) this.#values.delete(series);
    return gone;
  }
}
