/** Clocks and whole seconds: a page is not older for so little. */
const TOLERATED_MS = 2_000;
/** So many pages in a row that are behind by the same long time are fresh: the gateway's clock was set back. */
const STEADY_PAGES = 4;
const STEPPED_MS = 60_000;

/** What the headers of an answer say about its age. */
export interface PageDates {
  /** `Date`, wall ms of the gateway. */
  readonly dateMs?: number | undefined;
  /** `Age`, ms. */
  readonly ageMs?: number | undefined;
}

/**
 * How old the pages of one address are. A cache says so by `Age`, or gives itself away: its `Date` falls behind. The
 * gateway's clock may differ from ours; the smallest difference seen so far is taken for that of the clocks.
 */
export class PageAge {
  #aheadMs = Infinity;
  /** By how much the last page was behind, and the pages in a row that were so. */
  #steady = { behindMs: 0, pages: 0 };

  /** When the page was made, wall ms by our clock, and what the gateway's clock showed at that time. */
  madeAt(askedMs: number, { dateMs, ageMs = 0 }: PageDates): { readonly atMs: number; readonly gatewayMs: number } {
    if (dateMs === undefined) return { atMs: askedMs - ageMs, gatewayMs: askedMs - ageMs };
    const aheadMs = askedMs - dateMs;
    this.#aheadMs = Math.min(this.#aheadMs, aheadMs - ageMs);
    let behindMs = aheadMs - this.#aheadMs;
    if (this.#isStepped(behindMs)) {
      this.#aheadMs = aheadMs - ageMs;
      behindMs = ageMs;
    }
    const oldMs = Math.max(ageMs, behindMs > TOLERATED_MS ? behindMs : 0);
    const clocksAgree = Math.abs(this.#aheadMs) <= TOLERATED_MS;
    return { atMs: askedMs - oldMs, gatewayMs: askedMs - oldMs - (clocksAgree ? 0 : this.#aheadMs) };
  }

  /** A cache's page gets older until it is fetched anew; what a clock that was set is behind stays the same. */
  #isStepped(behindMs: number): boolean {
    const isSteady = behindMs > STEPPED_MS && Math.abs(behindMs - this.#steady.behindMs) <= TOLERATED_MS;
    this.#steady = { behindMs, pages: isSteady ? this.#steady.pages + 1 : 1 };
    return this.#steady.pages >= STEADY_PAGES;
  }
}
