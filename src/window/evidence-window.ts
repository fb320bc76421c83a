import type { BasePath } from '../catalogue/base-path.js';
import type { Clock, Instant } from '../platform/clock/clock.js';
import { token } from '../platform/injection/token.js';
import type { EvidenceKind, EvidenceSink, EvidenceSinks } from '../sources/evidence.js';
import { BasePathIds } from './base-path-ids.js';
import { CountedRequests, type CountedOutcomes } from './counted-requests.js';
import { gatherTotals, type FreshnessLimit, type KindTotals } from './kind-totals.js';
import type { FeedObserver } from './feed-observer.js';
import { SourceFeed } from './source-feed.js';

/** Base paths looked at in one step. */
const AT_A_STEP = 2_048;

export const EVIDENCE_WINDOW = token<EvidenceWindow>('EvidenceWindow');

/** How long the window is, how fine, and how many base paths it holds. */
export interface EvidenceWindowOptions {
  readonly windowMs: number;
  readonly bucketMs: number;
  /** Most base paths, declared and discovered. */
  readonly maximumBasePaths: number;
  readonly clock: Clock;
  readonly observer: FeedObserver;
}

/** A set of base paths, or a map by base path. It must not change. */
export interface DeclaredBasePaths {
  has(basePath: BasePath): boolean;
  keys(): Iterable<BasePath>;
}

/**
 * The last five minutes of everything that all sources know, per base path and kind of evidence.
 * A base path is held while it is declared or a source may still have it.
 */
export class EvidenceWindow implements EvidenceSinks {
  readonly #ids: BasePathIds;
  readonly #feeds: Record<EvidenceKind, SourceFeed[]> = { traffic: [], synthetic: [] };
  readonly #counted: CountedRequests;
  #declared: DeclaredBasePaths = new Set();
  #membership = 0;

  constructor(private readonly options: EvidenceWindowOptions) {
    this.#ids = new BasePathIds(options.maximumBasePaths);
    this.#counted = new CountedRequests(options.clock.now());
  }

  open({ name, evidence }: { name: string; evidence: EvidenceKind }): EvidenceSink {
    const { windowMs, bucketMs, clock, observer } = this.options;
    const intern = (basePath: BasePath, guess?: number): number | undefined => this.#intern(basePath, guess);
    const find = (basePath: BasePath): number | undefined => this.#ids.find(basePath);
    const counted = evidence === 'traffic' ? { counted: this.#counted } : {};
    const feed = new SourceFeed({
      name,
      kind: evidence,
      windowMs,
      bucketMs,
      clock,
      observer,
      intern,
      find,
      ...counted,
    });
    this.#feeds[evidence].push(feed);
    return feed;
  }

  /** Takes over the declared base paths; those no longer declared go unless a source still has them. */
  declare(basePaths: DeclaredBasePaths, now: Instant): void {
    for (const step of this.declaring(basePaths, () => now)) void step;
  }

  /** Does the same a step at a time: looks first, and changes everything in the last step. */
  *declaring(basePaths: DeclaredBasePaths, now: () => Instant): Generator<void, void> {
    const fresh: BasePath[] = [];
    yield* inSteps(basePaths.keys(), (basePath) => {
      if (this.#ids.find(basePath) === undefined) fresh.push(basePath);
    });
    yield* this.#forgetting(basePaths, now);
    this.#declared = basePaths;
    for (const basePath of fresh) {
      if (this.#intern(basePath) === undefined) this.options.observer.refused('catalogue', 'maximum-reached');
    }
  }

  /** Drops undeclared base paths that no source has any more. */
  forget(now: Instant): void {
    for (const step of this.forgetting(() => now)) void step;
  }

  /** Does the same a step at a time: looks first, and changes everything in the last step. */
  *forgetting(now: () => Instant): Generator<void, void> {
    yield* this.#forgetting(undefined, now);
  }

  *#forgetting(declared: DeclaredBasePaths | undefined, now: () => Instant): Generator<void, void> {
    const feeds = this.feeds();
    const isGone = (basePath: BasePath, id: number, at: Instant): boolean =>
      !(declared ?? this.#declared).has(basePath) && !feeds.some((feed) => feed.holds(id, at));
    const beganAt = now();
    const gone: BasePath[] = [];
    yield* inSteps(this.#ids.entries(), ([basePath, id]) => {
      if (isGone(basePath, id, beganAt)) gone.push(basePath);
    });
    for (const basePath of gone) {
      const id = this.#ids.find(basePath);
      // A source may have reported it since it was looked at.
      if (id === undefined || !isGone(basePath, id, now())) continue;
      for (const feed of feeds) feed.clear(id);
      this.#counted.clear(id);
      this.#ids.release(id);
      this.#membership++;
    }
  }

  /** Moves the window so that it ends at `now`. */
  advance(now: Instant): void {
    for (const kind of ['traffic', 'synthetic'] as const) {
      for (const feed of this.#feeds[kind]) feed.advance(now);
    }
  }

  /** Fills `totals` with what the sources of one kind know of the base path `id`. */
  gather(kind: EvidenceKind, id: number, limit: FreshnessLimit, totals: KindTotals): void {
    gatherTotals(this.#feeds[kind], id, limit, totals);
  }

  /** What a counter of traffic shows of the base path; undefined where it is not held. */
  counted(basePath: BasePath): CountedOutcomes | undefined {
    const id = this.#ids.find(basePath);
    return id === undefined ? undefined : this.#counted.shown(id, this.options.clock.now());
  }

  feeds(): readonly SourceFeed[] {
    return [...this.#feeds.traffic, ...this.#feeds.synthetic];
  }

  find(basePath: BasePath): number | undefined {
    return this.#ids.find(basePath);
  }

  basePath(id: number): BasePath | undefined {
    return this.#ids.basePath(id);
  }

  /** Base paths held. */
  get size(): number {
    return this.#ids.size;
  }

  /** One more than the highest id in use. */
  get end(): number {
    return this.#ids.end;
  }

  /** Changes whenever a base path comes or goes. */
  get membership(): number {
    return this.#membership;
  }

  get windowMs(): number {
    return this.options.windowMs;
  }

  #intern(basePath: BasePath, guess?: number): number | undefined {
    const before = this.#ids.size;
    const id = this.#ids.intern(basePath, guess);
    if (this.#ids.size !== before) this.#membership++;
    return id;
  }
}

/** Looks at each of many things, with a step after each few thousand: a millisecond or two. */
function* inSteps<T>(things: Iterable<T>, look: (thing: T) => void): Generator<void, void> {
  let looked = 0;
  for (const thing of things) {
    look(thing);
    if (++looked % AT_A_STEP === 0) yield;
  }
}
