import type { BasePath } from '../../catalogue/base-path.js';
import { yieldToEventLoop } from '../../platform/clock/yield-to-event-loop.js';
import type { Sample } from '../evidence.js';
import type { ScrapeRound } from './scrape-round.js';

/** Base paths worked on before the event loop gets its turn. */
const AT_A_TIME = 8_192;

/** What is known of a round besides its numbers. */
export interface RoundFacts {
  /** How old the oldest page is: wall clock, ms. */
  readonly atMs: number;
  /** Every instance answered. */
  readonly complete: boolean;
  readonly declared: { has(basePath: BasePath): boolean };
}

/** Makes the samples of a round: one for each base path that was looked at, requests or not. */
export class RoundSamples {
  /** Declared base paths that had a series once: without one they are idle, not unknown. */
  readonly #seen = new Set<BasePath>();

  async make(round: ScrapeRound, facts: RoundFacts): Promise<Sample[]> {
    const { atMs, declared } = facts;
    const samples: Sample[] = [];
    for (const { basePath, requests, failures, excluded, unclassified, spoiled } of round.tally.counts()) {
      if (samples.length % AT_A_TIME === AT_A_TIME - 1) await yieldToEventLoop();
      round.uncounted.excluded += excluded;
      round.uncounted.unclassified += unclassified;
      if (declared.has(basePath)) this.#seen.add(basePath);
      if (spoiled) samples.push({ basePath, atMs, requests: 0, failures: 0, spoiled });
      else samples.push({ basePath, atMs, requests, failures });
    }
    // An instance that does not answer may be the only one that has a base path: that one is to age, not to idle.
    if (facts.complete && round.series > 0) await this.#addIdle(samples, round, facts);
    return samples;
  }

  async #addIdle(samples: Sample[], { tally }: ScrapeRound, { atMs, declared }: RoundFacts): Promise<void> {
    let looked = 0;
    for (const basePath of this.#seen) {
      if (looked++ % AT_A_TIME === AT_A_TIME - 1) await yieldToEventLoop();
      if (!declared.has(basePath)) this.#seen.delete(basePath);
      else if (!tally.has(basePath)) samples.push({ basePath, atMs, requests: 0, failures: 0 });
    }
  }
}
