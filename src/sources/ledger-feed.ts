import type { BasePath } from '../catalogue/base-path.js';
import { yieldToEventLoop } from '../platform/clock/yield-to-event-loop.js';
import { basePathNameOf } from './dialects/dialect.js';
import { BasePathResolver } from './dialects/base-path-resolver.js';
import type { MappingSettings } from './dialects/dialect.settings.js';
import { GroupTable } from './dialects/group-table.js';
import { EstimateList } from './estimate-columns.js';
import type { Estimate, EvidenceSink, Sample } from './evidence.js';
import { LedgerEvidence, type EvidenceRound } from './ledger/ledger-evidence.js';
import type { CounterPage } from './ledger/counter-page.js';
import { InstanceReadings } from './ledger/instance-readings.js';
import { Ledger } from './ledger/ledger.js';
import type { LedgerFinding } from './ledger/ledger-options.js';
import { binOfName } from './ledger/page-print.js';
import type { SourceContext } from './source-kind.js';

/** Samples handed on before the event loop gets its turn. */
const AT_A_TURN = 4_096;
/** About as many names as the largest answer that is read can hold, whether or not they lead to a base path. */
const MAX_GROUPS = 400_000;

/** What a round of a ledger handed on. */
export interface HandedOn {
  /** Requests that take no part in verdicts. */
  readonly left: EvidenceRound['left'];
  readonly findings: ReadonlyMap<LedgerFinding, number>;
  /** The instances whose counts are mixed up with those of another process, with the base paths that no verdict may rest on. */
  readonly mixed: ReadonlyMap<string, readonly BasePath[]>;
  /** Names of the instances that are not observed. */
  readonly unobserved: readonly string[];
}

/** What a feed is made of. */
export interface LedgerFeedOptions {
  /** The name of the source. */
  readonly name: string;
  readonly context: Pick<SourceContext, 'catalogue' | 'clock' | 'readings' | 'windowMs' | 'bucketMs'>;
  readonly mapping: MappingSettings;
  readonly scrapeMs: number;
  readonly goneAfterMs: number;
  /** How far behind the clock its pages are read, ms. */
  readonly lagMs?: number;
}

/** The ledger of one source with the way of its groups to base paths: pages go in, evidence goes to the sink. */
export class LedgerFeed {
  readonly groups: GroupTable;
  readonly #readings: InstanceReadings;
  /** By group, its bin in the prints of pages. */
  readonly #bins: number[] = [];
  #ledger: Ledger;
  #scrapeMs: number;
  #evidence: LedgerEvidence;
  /** The newest page of which all was handed on, wall ms. */
  #handedOnMs = -Infinity;
  /** Base paths whose counts were said to be mixed up. */
  #mixed: readonly BasePath[] = [];

  constructor(private readonly options: LedgerFeedOptions) {
    const { name, context, mapping, scrapeMs } = options;
    this.#scrapeMs = scrapeMs;
    this.groups = new GroupTable(new BasePathResolver(context.catalogue.current(), mapping), MAX_GROUPS);
    this.#readings = new InstanceReadings(context.readings, name, (group) => this.#binOf(group));
    this.#ledger = this.#newLedger(scrapeMs);
    this.#evidence = this.#newEvidence();
  }

  /** How far the clock by which pages are dated is ahead of ours, ms. */
  get aheadMs(): number {
    return this.#readings.aheadMs;
  }

  set aheadMs(aheadMs: number) {
    this.#readings.aheadMs = aheadMs;
  }

  get ledger(): Ledger {
    return this.#ledger;
  }

  /**
   * Begins a new account: nothing that was seen before is compared with what comes. Where it is of the same requests in
   * another form, what was handed on from the account before stays, and is not handed on again.
   */
  begin(scrapeMs: number, ofTheSame = false): void {
    this.#scrapeMs = scrapeMs;
    this.#ledger = this.#newLedger(scrapeMs);
    if (ofTheSame) this.#evidence.goOnWith(this.#ledger);
    this.#readings.clear();
    if (!ofTheSame) this.#evidence = this.#newEvidence();
    this.#handedOnMs = -Infinity;
  }

  /** Goes on with another time between two pages of an instance, ms. */
  scrapedEvery(scrapeMs: number): void {
    this.#scrapeMs = scrapeMs;
    this.#ledger.scrapedEvery(scrapeMs);
    this.#readings.paceMs = Math.max(this.options.scrapeMs, scrapeMs);
  }

  #newLedger(scrapeMs: number): Ledger {
    const { context, goneAfterMs, lagMs = 0 } = this.options;
    const { windowMs, bucketMs } = context;
    this.#readings.paceMs = Math.max(this.options.scrapeMs, scrapeMs);
    return new Ledger({ windowMs, bucketMs, scrapeMs, goneAfterMs, lagMs });
  }

  #newEvidence(): LedgerEvidence {
    const { context } = this.options;
    return new LedgerEvidence(this.#ledger, context, this.#readings, this.groups.isUnattributed);
  }

  #binOf(group: number): number {
    return (this.#bins[group] ??= binOfName(basePathNameOf(this.groups.counter(group), this.groups.labels(group))));
  }

  /** Whether the catalogue has changed since it was followed last. */
  get isBehind(): boolean {
    return this.options.context.catalogue.current().version !== this.groups.catalogueVersion;
  }

  /** Follows the catalogue. To be called before a round, if it is behind. */
  async follow(): Promise<void> {
    const catalogue = this.options.context.catalogue.current();
    await this.groups.lead(await BasePathResolver.inTurns(catalogue, this.options.mapping));
  }

  /** Reads a page in turns with the event loop. */
  async read(page: CounterPage): Promise<void> {
    for (const step of this.ledger.reading(page)) {
      void step;
      await yieldToEventLoop();
    }
    this.#readings.note(this.ledger, page, this.options.context.clock.now().wallMs);
  }

  /** Hands on what the pages since the last call brought; no verdict may rest on the base paths that are `spoiled`. */
  async handOn(sink: EvidenceSink, spoiled: Iterable<BasePath> = []): Promise<HandedOn> {
    const { wallMs } = this.options.context.clock.now();
    const { aheadMs } = this;
    const { basePathOf } = this.groups;
    this.#readings.settle(this.ledger, wallMs);
    const { samples, left } = this.#evidence.round(basePathOf);
    this.#handedOnMs = this.ledger.newestMs;
    if (this.#mixed.length > 0) sink.expire(this.#mixed);
    await inTurns(samples, (some) =>
      sink.record(aheadMs === 0 ? some : some.map((each) => ({ ...each, atMs: each.atMs - aheadMs }))),
    );
    sink.record(Array.from(spoiled, (basePath): Sample => ({ basePath, atMs: wallMs, ...SPOILED })));
    await this.#estimate(sink);
    if (this.ledger.isBlind(wallMs + aheadMs, this.#readings.owns)) sink.fault(BLIND);
    const unobserved = this.#instances().filter(({ openHole }) => openHole !== undefined);
    const mixed = this.#mixedAt(wallMs + aheadMs);
    this.#mixed = [...mixed.values()].flat();
    const findings = this.ledger.takeFindings();
    return { left, findings, mixed, unobserved: unobserved.map(({ name }) => name) };
  }

  /** Adds, after a round that brought nothing, what may have happened since. */
  async miss(sink: EvidenceSink): Promise<void> {
    this.#readings.settle(this.ledger, this.options.context.clock.now().wallMs);
    // Pages of which nothing was handed on yet are not complete.
    if (this.ledger.newestMs === this.#handedOnMs) await this.#estimate(sink);
  }

  /** Says what may have happened besides. */
  async #estimate(sink: EvidenceSink): Promise<void> {
    if (this.ledger.newestMs === -Infinity) return;
    const { aheadMs } = this;
    const nowMs = this.options.context.clock.now().wallMs + aheadMs;
    const estimates = new EstimateList();
    await inTurns(this.#evidence.estimates(nowMs, this.groups.basePathOf), (some) => {
      for (const each of some) estimates.add(aheadMs === 0 ? each : shifted(each, aheadMs));
    });
    sink.estimate(estimates, this.ledger.completeMs - aheadMs, this.#freshForMs);
  }

  get #freshForMs(): number {
    return 2 * this.#scrapeMs + (this.options.lagMs ?? 0);
  }

  #instances() {
    return [...this.ledger.instances()].filter(({ goneMs }) => goneMs === undefined);
  }

  #mixedAt(nowMs: number): Map<string, readonly BasePath[]> {
    const mixed = this.#instances().filter(({ mixedUntilMs }) => mixedUntilMs > nowMs);
    return new Map(
      mixed.map(({ name, series }) => {
        const groups = new Set(Array.from(series.numbers(), (number) => series.group[number]!));
        return [name, [...groups].flatMap((group) => this.groups.basePathOf(group) ?? [])];
      }),
    );
  }
}

const SPOILED = { requests: 0, failures: 0, spoiled: true } as const;

const BLIND = {
  code: 'warming-up',
  detail: 'the counters have been seen once: nothing can be said of the time before',
  effect: 'warming-up',
} as const;

function shifted(estimate: Estimate, aheadMs: number): Estimate {
  const { fromMs, toMs, afterMs } = estimate;
  const after = afterMs === undefined ? {} : { afterMs: afterMs - aheadMs };
  return { ...estimate, fromMs: fromMs - aheadMs, toMs: toMs - aheadMs, ...after };
}

/** Hands on some thousands at a time, with a turn of the event loop in between. */
async function inTurns<T>(things: Iterable<T>, handOn: (some: T[]) => unknown): Promise<void> {
  let some: T[] = [];
  for (const thing of things) {
    some.push(thing);
    if (some.length < AT_A_TURN) continue;
    handOn(some);
    some = [];
    await yieldToEventLoop();
  }
  if (some.length > 0) handOn(some);
}
