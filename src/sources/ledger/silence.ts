import type { InstanceAccount } from './instance-account.js';
import type { LedgerState } from './ledger-state.js';

/** Nothing was heard of an instance for so many scrapes, beside others that are well: it is not observed. */
const SILENT_SCRAPES = 1.7;
/** The same where nobody is well: its newest page is older than two scrapes, and some more for a late one. */
const UNHEARD_SCRAPES = 2.3;

/** Tells who is silent, and up to when there would be pages if anybody answered. */
export class Silence {
  /** The newest page of all, wall ms; `-Infinity` where there is none. */
  readonly newestMs: number;
  /** Up to when there would be pages: the newest one, unless that is older than two scrapes. */
  readonly heardMs: number;

  constructor(private readonly state: Pick<LedgerState, 'instances' | 'options' | 'toldMs' | 'lateMs'>) {
    this.newestMs = newestPage(state.instances.values());
    this.heardMs = this.#isUnheard(this.newestMs) ? state.toldMs : this.newestMs;
  }

  /** Whether an instance that is in the discovery has said nothing for too long. */
  has({ lastMs, goneMs }: Pick<InstanceAccount, 'lastMs' | 'goneMs'>): boolean {
    if (lastMs === undefined || goneMs !== undefined) return false;
    return this.newestMs - lastMs > SILENT_SCRAPES * this.state.options.scrapeMs || this.#isUnheard(lastMs);
  }

  /** Instances of which nothing says that they are silent: the others go on without them, or it has been too long. */
  unnoticed(): InstanceAccount[] {
    return [...this.state.instances.values()].filter((account) => !account.openHole && this.has(account));
  }

  #isUnheard(pageMs: number): boolean {
    const { toldMs, lateMs, options } = this.state;
    return toldMs - pageMs - lateMs > UNHEARD_SCRAPES * options.scrapeMs;
  }
}

/** Takes note of how late pages are told, as by remote write: so late they are waited for, each time. */
export function noteLateness(state: LedgerState, toldMs: number): void {
  const newestMs = newestPage(state.instances.values());
  state.toldMs = toldMs;
  if (newestMs === state.newsMs) return;
  state.newsMs = newestMs;
  state.lateMs = Math.max(0, toldMs - newestMs - state.options.scrapeMs);
}

/** The newest page of all instances, wall ms; `-Infinity` where there is none. */
export function newestPage(instances: Iterable<{ readonly lastMs: number | undefined }>): number {
  let newestMs = -Infinity;
  for (const { lastMs } of instances) if (lastMs !== undefined) newestMs = Math.max(newestMs, lastMs);
  return newestMs;
}
