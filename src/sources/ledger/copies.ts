import type { CounterPage } from './counter-page.js';
import type { InstanceAccount } from './instance-account.js';
import type { LedgerState } from './ledger-state.js';
import { sumsOfAccount, sumsOfPage } from './renaming.js';
import { FACT_TOLERANCE_MS } from './restart.js';

/** Counters below this are alike by chance. */
const LEAST_VALUE = 100;
/** So many must be alike. */
const LEAST_ALIKE = 2;
/** Two scrapes of one process differ by what it served in between: so many times the usual at most, and some more. */
const MOST_APART_TIMES = 3;
const MOST_APART = 20;
/** The one that counts has fallen silent when its newest page is older than so many scrapes. */
const SILENT_SCRAPES = 2;

/** The instance behind a copy, and whether its own pages still come. */
export interface Original {
  readonly account: InstanceAccount;
  readonly isWell: boolean;
}

/** Instances that are the same process as another one under a second name: two jobs scrape it. */
export class Copies {
  /** By the name of a copy, that of the instance that counts. */
  readonly #originals = new Map<string, string>();

  /**
   * The instance that this page is a copy of. While that is well, the page counts nothing; after that it may take its place,
   * and is no copy any more.
   */
  originalOf(state: LedgerState, page: CounterPage): Original | undefined {
    const known = this.#originals.get(page.instance);
    const account = known === undefined ? this.#find(state, page) : state.instances.get(known);
    const sinceMs = page.atMs - SILENT_SCRAPES * state.options.scrapeMs;
    const isWell = account !== undefined && account.goneMs === undefined && account.lastMs! >= sinceMs;
    if (!isWell) this.#originals.delete(page.instance);
    return account && { account, isWell };
  }

  /** Forgets the copies of instances that are not known any more. */
  forget({ instances }: LedgerState): void {
    for (const [copy, original] of this.#originals) if (!instances.has(original)) this.#originals.delete(copy);
  }

  /** The name of the instance that was found to be behind this one, if this one is a copy. */
  nameBehind(instance: string): string | undefined {
    return this.#originals.get(instance);
  }

  /** All copies that are known, each with the instance that counts. */
  pairs(): Iterable<readonly [copy: string, original: string]> {
    return this.#originals;
  }

  #find(state: LedgerState, page: CounterPage): InstanceAccount | undefined {
    if (state.instances.has(page.instance)) return undefined;
    for (const account of state.instances.values()) {
      if (account.address !== page.address || account.goneMs !== undefined || account.lastMs === undefined) continue;
      if (!isAlike(account, page)) continue;
      this.#originals.set(page.instance, account.name);
      state.findings.note('copied');
      return account;
    }
    return undefined;
  }
}

/**
 * Whether an address shows the same counters under another name: all that counted much, and several of them, unless both
 * began in the same fraction of a second.
 */
function isAlike(account: InstanceAccount, page: CounterPage): boolean {
  const { startedAtMs, flow, lastMs } = account;
  if (startedAtMs !== undefined && page.startedAtMs !== undefined)
    if (Math.abs(startedAtMs - page.startedAtMs) > FACT_TOLERANCE_MS) return false;
  const apart = MOST_APART + MOST_APART_TIMES * flow.usual * Math.abs(page.atMs - lastMs!);
  const now = sumsOfPage(page);
  let alike = 0;
  for (const [key, value] of sumsOfAccount(account)) {
    if (value < LEAST_VALUE) continue;
    if (Math.abs((now.get(key) ?? 0) - value) > apart) return false;
    alike++;
  }
  return alike >= LEAST_ALIKE || isOneStart(startedAtMs, page.startedAtMs);
}

/** Whether both tell one start (wall ms), and more finely than in seconds, of which other processes may share one. */
export function isOneStart(one: number | undefined, other: number | undefined): boolean {
  return one !== undefined && one === other && one % 1_000 !== 0;
}
