import { isOneStart } from './copies.js';
import { likenessOf, type Likeness } from './likeness.js';
import type { Reading } from './reading.js';

/** So many counters that tell something must be alike, one after another without contradiction; more, once they contradicted. */
const ENOUGH = 2;
const ENOUGH_AFTER_ALL = 8;
/** Small counters that go on alike tell so much with each step: at first they may be alike by chance. */
const STEP_TELLS = 0.5;
/** So many pages in a row must contradict: one may have been torn. */
const CONTRARY_PAGES = 2;

/** Two sources that read one address: whether what they read is one gateway. */
export class ReadingPair {
  verdict: 'open' | 'one' | 'apart' = 'open';
  #telling = 0;
  #contrary = 0;
  /** What both had counted on the newest page that could be judged exactly. */
  #total: number | undefined;
  /** Up to when the pages of each were judged, wall ms. */
  readonly #judgedMs = new Map<Reading, number>();

  constructor(
    readonly senior: Reading,
    readonly junior: Reading,
  ) {}

  /** Judges the pages that can be judged now, and were not yet. */
  judge(): void {
    const { senior, junior } = this;
    if (this.verdict === 'open' && isOneStart(senior.startedAtMs, junior.startedAtMs)) this.verdict = 'one';
    this.#judge(senior, junior);
    this.#judge(junior, senior);
  }

  #judge(one: Reading, other: Reading): void {
    for (const print of one.prints) {
      if (print.atMs <= (this.#judgedMs.get(one) ?? -Infinity)) continue;
      const likeness = likenessOf(other.prints, print);
      if (!likeness) continue;
      this.#judgedMs.set(one, print.atMs);
      this.#take(likeness);
    }
  }

  #take(likeness: Likeness): void {
    if (likeness.form === 'contrary') {
      this.#telling = 0;
      this.#total = undefined;
      if (++this.#contrary >= CONTRARY_PAGES) this.verdict = 'apart';
      return;
    }
    this.#contrary = 0;
    const { telling, total } = likeness;
    const isStep = total !== undefined && this.#total !== undefined && total > this.#total;
    this.#total = total ?? this.#total;
    this.#telling += telling === 0 && isStep ? STEP_TELLS : telling;
    if (this.#telling >= (this.verdict === 'apart' ? ENOUGH_AFTER_ALL : ENOUGH)) this.verdict = 'one';
  }
}
