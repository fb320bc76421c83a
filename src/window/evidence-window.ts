import type { BasePath } from '../apis/base-path.js';
import type { Clock, Instant } from '../platform/clock/clock.js';
import type { EvidenceKind, EvidenceSink } from '../sources/evidence.js';
import type { EvidenceSinks } from '../sources/evidence-sinks.js';
import { BasePathIds } from './base-path-ids.js';
import type { FeedObserver } from './feed-observer.js';
import { gatherTotals, type FreshnessLimit, type KindTotals } from './kind-totals.js';
import { SourceFeed } from './source-feed.js';

export const EVIDENCE_WINDOW = Symbol('EvidenceWindow');

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
  #declared: DeclaredBasePaths = new Set();
  #membership = 0;

  constructor(private readonly options: EvidenceWindowOptions) {
    this.#ids = new BasePathIds(options.maximumBasePaths);
  }

  open({ name, evidence }: { name: string; evidence: EvidenceKind }): EvidenceSink {
    const { windowMs, bucketMs, clock, observer } = this.options;
    const intern = (basePath: BasePath, guess?: number): number | undefined => this.#intern(basePath, guess);
    const feed = new SourceFeed({ name, kind: evidence, windowMs, bucketMs, clock, observer, intern });
    this.#feeds[evidence].push(feed);
    return feed;
  }

  /** Takes over the declared base paths; those no longer declared go unless a source still has them. */
  declare(basePaths: DeclaredBasePaths, now: Instant): void {
    this.#declared = basePaths;
    this.forget(now);
    for (const basePath of basePaths.keys()) {
      if (this.#intern(basePath) === undefined) this.options.observer.refused('catalogue', 'maximum-reached');
    }
  }

  /** Lets undeclared base paths go that no source has any more. */
  forget(now: Instant): void {
    const feeds = this.feeds();
    for (const [basePath, id] of this.#ids.entries()) {
      if (this.#declared.has(basePath) || feeds.some((feed) => feed.holds(id, now))) continue;
      for (const feed of feeds) feed.clear(id);
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
