import type { FeedObserver } from './feed-observer.js';
import type { BasePath } from '../catalogue/base-path.js';
import { ageMs, type Clock, type Instant } from '../platform/clock/clock.js';
import type { Estimate, EvidenceKind, EvidenceSink, Pace, Sample, SourceProblem } from '../sources/evidence.js';
import { BucketWindow } from './bucket-window.js';
import type { CountedRequests } from './counted-requests.js';
import { EstimateTable, type UncertainTotals } from './estimate-table.js';
import { FreshnessTable } from './freshness-table.js';
import { PaceTable } from './pace-table.js';
import { isSound } from './sound-counts.js';

/** Options of a feed. */
export interface FeedOptions {
  readonly name: string;
  readonly kind: EvidenceKind;
  readonly windowMs: number;
  readonly bucketMs: number;
  readonly clock: Clock;
  readonly observer: FeedObserver;
  /** Where its samples are counted for good; absent where they are not. */
  readonly counted?: CountedRequests;
  /** The id of a base path, which may well be `guess`; undefined when the maximum is reached. */
  intern(basePath: BasePath, guess?: number): number | undefined;
  /** The id that a base path has, if it has one. */
  find(basePath: BasePath): number | undefined;
}

/**
 * Everything one source has said that is still inside the window.
 *
 * Samples go into buckets, each base path fresh by its own newest sample; estimates of what may have happened besides
 * replace each other. A problem stays until the next good `record`; one that only ages does not hide one that blocks
 * verdicts, and a prober that suspects itself goes on doing so until it says `expire`.
 */
export class SourceFeed implements EvidenceSink {
  readonly name: string;
  readonly kind: EvidenceKind;
  readonly #samples: BucketWindow;
  readonly #sampleFreshness = new FreshnessTable();
  /** Base paths whose newest sample was an invalid number. */
  readonly #spoiledSamples = new Set<number>();
  /** Ids in the order in which the source last reported them: most sources keep to the same order. */
  readonly #sampleOrder: number[] = [];
  readonly #paces: PaceTable;
  readonly #estimates = new EstimateTable();
  readonly #suspected = new Map<number, SourceProblem>();
  /** How long its evidence is fresh at least, ms. */
  #freshForMs = 0;
  #lastSampleAt: Instant | undefined;
  #spoken = false;
  #problem: SourceProblem | undefined;
  #block: SourceProblem | undefined;

  constructor(private readonly options: FeedOptions) {
    this.name = options.name;
    this.kind = options.kind;
    this.#samples = new BucketWindow(options.windowMs, options.bucketMs);
    this.#paces = new PaceTable(options.windowMs);
  }

  record(samples: Iterable<Sample>): void {
    const now = this.options.clock.now();
    this.#begin();
    this.#lastSampleAt = now;
    let place = 0;
    for (const sample of samples) if (this.#recordOne(sample, now, place)) place++;
  }

  fault(problem: SourceProblem, about?: Iterable<BasePath>): void {
    this.#spoken = true;
    if (about) return this.#suspect(problem, about);
    this.#problem = problem;
    if (problem.effect !== 'ages') this.#block = problem;
  }

  estimate(estimates: Iterable<Estimate>, completeMs: number, freshForMs = 0): void {
    this.#samples.endWith(completeMs);
    this.#freshForMs = freshForMs;
    this.#estimates.replace(estimates, this.options.find);
  }

  pace(basePath: BasePath, pace: Pace | undefined): void {
    const id = pace ? this.options.intern(basePath) : this.options.find(basePath);
    if (id !== undefined && pace) this.#paces.set(id, pace);
    else if (id !== undefined) this.#paces.clear(id);
    else if (pace) this.options.observer.refused(this.name, 'maximum-reached');
  }

  expire(about?: Iterable<BasePath>): void {
    if (about) return this.#trust(about);
    this.#sampleFreshness.expire();
    this.#estimates.replace([], this.options.find);
    this.#suspected.clear();
    this.#problem = undefined;
    this.#block = undefined;
  }

  /** Requests of this base path from which they decide, by its pace; `Infinity` where it has none. */
  minimum(id: number): number {
    return this.#paces.minimum(id);
  }

  /** How long, at least, the newest sample of this base path is fresh: by its pace, or by that of the whole source. */
  freshForMs(id: number): number {
    return Math.max(this.#freshForMs, this.#paces.freshForMs(id));
  }

  /** Whether there is anything to add besides certain requests and failures: most feeds of most services have nothing. */
  get hasMore(): boolean {
    return this.#estimates.size > 0 || this.#samples.hasClientErrors;
  }

  /** Adds what may have happened to a base path besides what was counted, and how many client errors were. */
  addMore(id: number, totals: UncertainTotals & { clientErrors: number }): void {
    totals.clientErrors += this.#samples.clientErrors(id);
    this.#estimates.addTo(id, this.#samples.startMs, totals);
  }

  /** Drops buckets that have left the window. */
  advance(now: Instant): void {
    this.#samples.advance(now.wallMs);
  }

  matched(id: number): boolean {
    return this.#sampleFreshness.has(id);
  }

  requests(id: number): number {
    return this.#samples.requests(id);
  }

  failures(id: number): number {
    return this.#samples.failures(id);
  }

  lastMinute(id: number): { requests: number; failures: number } {
    return this.#samples.newest(id, 60_000);
  }

  spoiled(id: number): boolean {
    return this.#spoiledSamples.has(id);
  }

  /** When the newest evidence of a base path was taken, on each clock; `NaN` when there never was any. */
  asOfWallMs(id: number): number {
    return this.#sampleFreshness.wallMs(id);
  }

  asOfMonotonicMs(id: number): number {
    return this.#sampleFreshness.monotonicMs(id);
  }

  /**
   * Whether the source may still have this base path: it was sampled within the last window, or the source has been
   * silent since. False once the source goes on without it.
   */
  holds(id: number, now: Instant): boolean {
    if (!this.#sampleFreshness.has(id) || this.#lastSampleAt === undefined) return false;
    const sampledAt = { wallMs: this.#sampleFreshness.wallMs(id), monotonicMs: this.#sampleFreshness.monotonicMs(id) };
    const { windowMs } = this.options;
    return ageMs(sampledAt, now) < windowMs || ageMs(this.#lastSampleAt, now) >= windowMs;
  }

  /** Whether the source has reported anything yet, also a failure. */
  get hasSpoken(): boolean {
    return this.#spoken;
  }

  /** What is wrong now, for people. */
  get problem(): SourceProblem | undefined {
    return this.#problem;
  }

  /** What forbids a verdict on this source's numbers of a base path. */
  block(id: number): SourceProblem | undefined {
    return this.#suspected.size === 0 ? this.#block : (this.#suspected.get(id) ?? this.#block);
  }

  /** Whether the counts of a base path are believed, where its evidence is not fresh. */
  isSound(id: number): boolean {
    return !this.#spoiledSamples.has(id) && !this.#suspected.has(id) && !this.#sampleFreshness.isExpired(id);
  }

  /** Forgets an id, which may then stand for another base path. */
  clear(id: number): void {
    this.#samples.clear(id);
    this.#sampleFreshness.clear(id);
    this.#paces.clear(id);
    this.#estimates.clear(id);
    this.#spoiledSamples.delete(id);
    this.#suspected.delete(id);
  }

  #suspect(problem: SourceProblem, about: Iterable<BasePath>): void {
    for (const basePath of about) {
      const id = this.options.intern(basePath);
      if (id !== undefined) this.#suspected.set(id, problem);
      else this.options.observer.refused(this.name, 'maximum-reached');
    }
  }

  #trust(about: Iterable<BasePath>): void {
    for (const basePath of about) {
      const id = this.options.find(basePath);
      if (id === undefined) continue;
      this.#suspected.delete(id);
      this.#sampleFreshness.expireOne(id);
    }
  }

  /** Whether the sample is of a base path that is held; `place` is the number of such samples before it. */
  #recordOne(sample: Sample, now: Instant, place: number): boolean {
    if (!isSound(sample)) return this.#refuseCount(sample.basePath);
    const id = this.options.intern(sample.basePath, this.#sampleOrder[place]);
    if (id === undefined) {
      this.options.observer.refused(this.name, 'maximum-reached');
      return false;
    }
    this.#sampleOrder[place] = id;
    if (sample.spoiled === true) {
      this.#spoiledSamples.add(id);
      return true;
    }
    this.#spoiledSamples.delete(id);
    const refusal = this.#samples.add(id, sample, now.wallMs);
    if (refusal === 'too-large') this.#spoiledSamples.add(id);
    if (refusal) this.options.observer.refused(this.name, refusal);
    else this.#sampleFreshness.note(id, sample.atMs, now);
    if (!refusal) this.options.counted?.add(id, sample, now);
    return true;
  }

  /** Leaving the sample out would let the ones before it decide; a base path that is not held has none. */
  #refuseCount(basePath: BasePath): false {
    this.options.observer.refused(this.name, 'not-a-count');
    const id = this.options.find(basePath);
    if (id !== undefined) this.#spoiledSamples.add(id);
    return false;
  }

  #begin(): void {
    this.#spoken = true;
    if (this.#block?.effect === 'suspect') return;
    this.#problem = undefined;
    this.#block = undefined;
  }
}
