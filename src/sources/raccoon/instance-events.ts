import type { LedgerFeed } from '../ledger-feed.js';
import { changedPace } from './changed-pace.js';
import type { InstanceIdentity } from './instance-identity.js';
import type { SampleSorting } from './instance-samples.js';
import { eventsOf, goneOf, type EventLimits, type KnownInstance, type LedgerEvent } from './ledger-events.js';
import type { Slice } from './poll-slices.js';
import { ScrapedTogether } from './scraped-together.js';

/** Where two servers do not agree to the millisecond on what a range holds. */
const EDGE_MS = 1_000;
/** An instance that is not in the ledger, such as one of a cluster that was taken down, is forgotten after an hour without samples. */
const FORGOTTEN_AFTER_MS = 3_600_000;

/** Enters what answers say of all instances into the ledger, in the order in which it happened. */
export class InstanceEvents {
  readonly #known = new Map<string, KnownInstance & { readonly identity: InstanceIdentity }>();
  readonly #together = new ScrapedTogether();
  /** By instance, how late its newest page was read, ms. */
  readonly #lateMs = new Map<string, number>();

  /** By instance, the copy that the account before has read. */
  readonly #copies: ReadonlyMap<string, string>;

  /** `before` has the events of an account of the same requests in another form: its copies are read on. */
  constructor(
    private readonly feed: LedgerFeed,
    before?: InstanceEvents,
  ) {
    const known = before ? [...before.#known] : [];
    this.#copies = new Map(known.flatMap(([name, { copy }]) => (copy === undefined ? [] : [[name, copy]])));
  }

  /** The jobs of the instances that serve the counter. */
  get jobs(): ReadonlySet<string> {
    return new Set(
      Array.from(this.feed.ledger.instances(), ({ name }) => this.#known.get(name)?.identity.job ?? '').filter(Boolean),
    );
  }

  /** The time between two scrapes of those instances, ms: `beforeMs` unless it has changed. */
  paceMs(beforeMs: number): number {
    return changedPace(
      Array.from(this.feed.ledger.instances(), ({ name }) => this.#known.get(name)).flatMap((known) =>
        known ? { job: known.identity.job, timesMs: known.timesMs ?? [] } : [],
      ),
      beforeMs,
    );
  }

  /** How many instances that serve the counter have no `up`. */
  get withoutUp(): number {
    return [...this.feed.ledger.instances()].filter(({ name }) => this.#known.get(name)?.upMs === undefined).length;
  }

  /** Whether all instances are observed: what is missing of one is known only to the account that has its pages. */
  get areObserved(): boolean {
    return [...this.feed.ledger.instances()].every(({ goneMs, openHole }) => goneMs !== undefined || !openHole);
  }

  /** The newest page of an instance, Unix ms: what is older has been read. */
  readonly sinceMsOf = (instance: string): number => this.feed.ledger.newestPageOf(instance) ?? -Infinity;

  /**
   * Up to when all instances were read whose pages are newer than `staleMs` at `atMs`, Unix ms: what is written late, as by
   * remote write, was not there when its time was asked for. An instance that is later than it was is silent.
   */
  readMs(atMs: number, { staleMs, reachMs }: { readonly staleMs: number; readonly reachMs: number }): number {
    let readMs = Infinity;
    for (const { name, goneMs, lastMs = -Infinity } of this.feed.ledger.instances()) {
      const limitMs = Math.min(staleMs, (this.#lateMs.get(name) ?? 0) + reachMs);
      if (goneMs === undefined && atMs - lastMs < limitMs) readMs = Math.min(readMs, lastMs);
    }
    return readMs;
  }

  /**
   * How many instances must have samples of the counter in an answer and have none: their newest pages lie in the time
   * that it is about. Another server may have answered, which does not have them.
   */
  missing({ instances }: SampleSorting, { atMs, rangeMs }: Slice): number {
    const sinceMs = atMs - rangeMs + EDGE_MS;
    // Where one of two servers is lost, what it had of an instance is missing, and the instance is not.
    const present = new Set(this.#shown(instances).map(([behind]) => behind));
    return [...this.feed.ledger.instances()].filter(
      ({ name, goneMs, lastMs = -Infinity }) => goneMs === undefined && lastMs > sinceMs && !present.has(name),
    ).length;
  }

  /** Instances that an answer shows counters of, with the names under which it shows them. */
  #shown(instances: SampleSorting['instances']): (readonly [behind: string, name: string])[] {
    const { ledger } = this.feed;
    return [...instances].flatMap(([name, { lines }]) => (lines > 0 ? [[ledger.nameBehind(name), name] as const] : []));
  }

  /** Enters the samples of one slice. */
  async enter(sorting: SampleSorting, limits: Omit<EventLimits, 'newestUpMs'>): Promise<void> {
    const isFirst = this.#known.size === 0;
    for (const [name, samples] of sorting.instances)
      this.#together.note(samples, limits.atMs, !isFirst && !this.#known.has(name));
    for (const event of this.#eventsOf(sorting, limits)) {
      if (event.form === 'page') this.#lateMs.set(event.page.instance, limits.atMs - event.atMs);
      await this.#enter(event);
    }
  }

  #eventsOf(sorting: SampleSorting, limits: Omit<EventLimits, 'newestUpMs'>): LedgerEvent[] {
    const events: LedgerEvent[] = [];
    for (const [name, samples] of sorting.instances) {
      const { identity } = samples;
      let known = this.#known.get(name);
      if (!known) this.#known.set(name, (known = { ...this.#copyOf(name), identity }));
      const ups = samples.ups.filter(({ atMs }) => atMs <= limits.atMs);
      const newestUpMs = this.#together.newestUpMs(identity, known.upMs);
      events.push(...eventsOf({ ...samples, ups }, known, { ...limits, newestUpMs }));
    }
    for (const [name, known] of this.#known) {
      if (sorting.instances.has(name)) continue;
      const { identity, upMs } = known;
      const newestUpMs = this.#together.newestUpMs(identity, upMs);
      const gone = goneOf({ identity }, known, { ...limits, newestUpMs });
      if (gone) events.push(gone);
      if (gone || this.#isForgotten(name, limits.atMs)) {
        this.#known.delete(name);
        this.#lateMs.delete(name);
      }
    }
    // What is shown by a copy is neither silent nor gone.
    const byCopies = new Set(
      this.#shown(sorting.instances).flatMap(([behind, name]) => (behind === name ? [] : behind)),
    );
    const told = events.filter((event) => event.form === 'page' || !byCopies.has(event.instance));
    return told.toSorted((one, other) => one.atMs - other.atMs);
  }

  #isForgotten(name: string, atMs: number): boolean {
    const { upMs = -Infinity } = this.#known.get(name)!;
    return atMs - upMs > FORGOTTEN_AFTER_MS && this.feed.ledger.newestPageOf(name) === undefined;
  }

  #copyOf(instance: string): { copy?: string } {
    const copy = this.#copies.get(instance);
    return copy === undefined ? {} : { copy };
  }

  async #enter(event: LedgerEvent): Promise<void> {
    const { ledger } = this.feed;
    if (event.form === 'page') return this.feed.read(event.page);
    // A target that never showed the counter is no gateway.
    if (ledger.newestPageOf(event.instance) === undefined) return;
    if (event.form === 'silent') ledger.silent(event);
    else ledger.gone(event);
  }
}
