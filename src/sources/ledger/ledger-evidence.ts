import type { BasePath } from '../../catalogue/base-path.js';
import type { Estimate, Sample } from '../evidence.js';
import { COUNTED, takesPart } from './counter-page.js';
import { GainColumns } from './gain-columns.js';
import type { GroupEstimate } from './group-estimate.js';
import type { InstanceReadings } from './instance-readings.js';
import type { Ledger } from './ledger.js';
import { OwnGains } from './own-gains.js';
import { RoundBuckets, type BucketCounts } from './round-buckets.js';
import { Unattributed } from './unattributed.js';

/** Where a group leads now. */
export type BasePathOf = (group: number) => BasePath | undefined;

/** Why requests count for no base path. */
export const LEFT_OUT = ['excluded', 'unclassified', 'unattributed'] as const;
type LeftOut = (typeof LEFT_OUT)[number];

/** What a ledger has to hand on after a round. */
export interface EvidenceRound {
  /** Samples of every group that leads to a base path, of no requests where it was idle. */
  readonly samples: Generator<Sample>;
  /** Requests that take no part in verdicts, by why; `unattributed` are failures whose base path is not known. */
  readonly left: Readonly<Record<LeftOut, number>>;
}

/**
 * Turns what a ledger gained into samples and estimates of base paths. A group that leads to a base path for the first
 * time brings what it was served in the last window: a new declaration need not wait.
 */
export class LedgerEvidence {
  /** By group: where it led in the round before. */
  readonly #led: (BasePath | undefined)[] = [];
  /** By group: how old the evidence was that was handed on last, wall ms. */
  readonly #handedOnMs: number[] = [];
  /** What the account before gained and is still to be handed on. */
  #left = new GainColumns();

  readonly #own: OwnGains;
  readonly #unattributed: Unattributed;

  /**
   * `readings` are the instances of the source beside those of others. `isUnattributed` says of a group that the gateway does
   * not know where its requests belonged.
   */
  constructor(
    private ledger: Ledger,
    private readonly options: { readonly windowMs: number; readonly bucketMs: number },
    private readonly readings?: InstanceReadings,
    isUnattributed: (group: number) => boolean = () => false,
  ) {
    this.#own = new OwnGains(readings, options);
    this.#unattributed = new Unattributed(options, isUnattributed);
  }

  /** Goes on with another account of the same requests: only what that gains from now on is handed on. */
  goOnWith(ledger: Ledger): void {
    this.#own.take(this.ledger.takeGainsByFlow(), this.#left);
    this.ledger = ledger;
  }

  /** What the round that is over gained. */
  round(basePathOf: BasePathOf): EvidenceRound {
    const gains = this.#left;
    this.#left = new GainColumns();
    this.#own.take(this.ledger.takeGainsByFlow(), gains);
    const left = { excluded: 0, unclassified: 0, unattributed: this.#unattributed.note(gains) };
    for (const { counted, gained } of gains) {
      const why = COUNTED[counted]!;
      if (why === 'excluded' || why === 'unclassified') left[why] += gained;
    }
    return { samples: this.#samples(gains, basePathOf), left };
  }

  /** What may have happened besides in the window that ends at `nowMs`. */
  *estimates(nowMs: number, basePathOf: BasePathOf): Generator<Estimate> {
    yield* led(this.ledger.estimates(nowMs, this.readings?.owns), basePathOf);
    yield* led(this.#own.estimates(nowMs - this.options.windowMs), basePathOf);
    yield* this.#unattributed.estimates(nowMs, this.#basePaths(basePathOf));
  }

  /** The base paths that groups lead to, each once. */
  *#basePaths(basePathOf: BasePathOf): Generator<BasePath> {
    yield* new Set(this.#led.flatMap((_, group) => basePathOf(group) ?? []));
  }

  *#samples(gains: GainColumns, basePathOf: BasePathOf): Generator<Sample> {
    const buckets = new RoundBuckets(this.options.bucketMs);
    for (const gain of gains) if (takesPart(gain.counted)) buckets.add(gain);
    for (const { group, asOfMs } of this.ledger.sightings()) {
      const basePath = basePathOf(group);
      const isNew = this.#led[group] !== basePath;
      this.#led[group] = basePath;
      if (basePath === undefined) continue;
      for (const counts of isNew ? this.#past(group) : buckets.of(group)) yield { basePath, ...counts };
      if (!isNew && asOfMs <= this.#handedOnMs[group]!) continue;
      this.#handedOnMs[group] = asOfMs;
      yield { basePath, atMs: asOfMs, requests: 0, failures: 0 };
    }
  }

  /** What the last window holds of a group, in whole requests. */
  *#past(group: number): Generator<BucketCounts> {
    let [successes, failures, givenSuccesses, givenFailures] = [0, 0, 0, 0];
    for (const { fromMs, ...served } of this.ledger.served(group)) {
      const bucket = this.#own.less(group, fromMs, served);
      failures += bucket.failures;
      successes += bucket.requests - bucket.failures;
      const failed = Math.round(failures) - givenFailures;
      const succeeded = Math.round(successes) - givenSuccesses;
      givenFailures += failed;
      givenSuccesses += succeeded;
      yield { atMs: fromMs, requests: succeeded + failed, failures: failed, clientErrors: 0 };
    }
  }
}

function* led(estimates: Iterable<GroupEstimate>, basePathOf: BasePathOf): Generator<Estimate> {
  for (const { group, ...estimate } of estimates) {
    const basePath = basePathOf(group);
    if (basePath !== undefined) yield { basePath, ...estimate };
  }
}
