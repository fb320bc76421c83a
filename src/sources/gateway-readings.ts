import type { Reading, SharedReadings } from './ledger/reading.js';
import { ReadingPair } from './ledger/reading-pair.js';
import { ReadProcess } from './ledger/read-process.js';

/** A gateway that several sources read. */
export interface ReadTwice {
  readonly address: string;
  /** In the order of the settings. */
  readonly sources: readonly string[];
}

/**
 * All gateway instances as all sources read them: the same gateway read by several is counted by one of them at a time.
 * `docs/ledger.md` has the rules.
 */
export class GatewayReadings {
  readonly #byAddress = new Map<string, Set<Reading>>();
  readonly #pairs = new Map<Reading, Map<Reading, ReadingPair>>();
  readonly #told = new Set<string>();

  /** `sources` are the names in the order of the settings; `tell` is called once for each set of sources that read one gateway. */
  constructor(
    private readonly sources: readonly string[],
    private readonly tell: (found: ReadTwice) => void = () => undefined,
  ) {}

  /** Whether there is no other source: then nothing is read twice. */
  get isOfOne(): boolean {
    return this.sources.length < 2;
  }

  /** Where a source stands in the settings. */
  rankOf(source: string): number {
    return this.sources.indexOf(source);
  }

  /** A source reads an instance from now on; `reading` has had its first page. */
  join(reading: Reading): void {
    for (const other of this.#besides(reading)) {
      const pair = pairOf(other, reading);
      this.#pairsOf(reading).set(other, pair);
      this.#pairsOf(other).set(reading, pair);
      pair.junior.openTo.add(pair.senior);
    }
    for (const address of reading.of.addresses) {
      const there = this.#byAddress.get(address);
      if (there) there.add(reading);
      else this.#byAddress.set(address, new Set([reading]));
    }
  }

  /** A source does not read an instance any more. */
  leave(reading: Reading): void {
    reading.shared?.remove(reading);
    for (const other of this.#pairs.get(reading)?.keys() ?? []) {
      this.#pairs.get(other)!.delete(reading);
      other.openTo.delete(reading);
    }
    this.#pairs.delete(reading);
    for (const address of reading.of.addresses) {
      const there = this.#byAddress.get(address);
      there?.delete(reading);
      if (there?.size === 0) this.#byAddress.delete(address);
    }
  }

  /** Whether another source reads an instance at the same address. */
  isShared(reading: Reading): boolean {
    return (this.#pairs.get(reading)?.size ?? 0) > 0;
  }

  /** Judges by the newest page of an instance who else reads it. */
  judge(reading: Reading): void {
    for (const pair of this.#pairs.get(reading)?.values() ?? []) {
      const before = pair.verdict;
      pair.judge();
      if (pair.verdict !== before) this.#apply(pair);
    }
  }

  /** How many instances of a source another one counts now. */
  leftToOthers(source: string): number {
    let left = 0;
    for (const reading of this.#pairs.keys())
      if (reading.of.source === source && reading.shared && reading.shared.owner !== reading) left++;
    return left;
  }

  /** The addresses that several sources read, whether or not it is one gateway. */
  *shared(): Generator<ReadTwice> {
    for (const [address, readings] of this.#byAddress) {
      const sources = this.#inOrder([...readings]);
      if (sources.length > 1) yield { address, sources };
    }
  }

  #apply({ senior, junior, verdict }: ReadingPair): void {
    junior.openTo.delete(senior);
    if (verdict === 'one') this.#join(senior, junior);
    else if (senior.shared && senior.shared === junior.shared)
      senior.shared.remove(senior.shared.owner === junior ? senior : junior);
  }

  #join(senior: Reading, junior: Reading): void {
    const shared = senior.shared ?? junior.shared ?? new ReadProcess(senior);
    for (const each of [senior, junior]) {
      if (each.shared === shared) continue;
      each.shared?.remove(each);
      shared.add(each);
    }
    this.#tell(shared);
  }

  #tell({ readings }: SharedReadings): void {
    const sources = this.#inOrder(readings);
    const key = sources.join(' ');
    if (this.#told.has(key)) return;
    this.#told.add(key);
    this.tell({ address: readings[0]!.of.addresses[0]!, sources });
  }

  #inOrder(readings: readonly Reading[]): string[] {
    return [...new Set(readings.map(({ of }) => of.source))].toSorted(
      (one, other) => this.rankOf(one) - this.rankOf(other),
    );
  }

  #besides(reading: Reading): Set<Reading> {
    const there = reading.of.addresses.flatMap((address) => [...(this.#byAddress.get(address) ?? [])]);
    return new Set(there.filter(({ of }) => of.source !== reading.of.source));
  }

  #pairsOf(reading: Reading): Map<Reading, ReadingPair> {
    let pairs = this.#pairs.get(reading);
    if (!pairs) this.#pairs.set(reading, (pairs = new Map()));
    return pairs;
  }
}

/** What was handed on cannot be taken back: who was there first goes first, unless it has counted nothing and watched less. */
function pairOf(there: Reading, reading: Reading): ReadingPair {
  const hasCounted = there.newestMs > there.watchedMs;
  return hasCounted || there.watchedMs <= reading.watchedMs
    ? new ReadingPair(there, reading)
    : new ReadingPair(reading, there);
}
