import { FAILURE, takesPart } from './counter-page.js';
import type { GainColumns } from './gain-columns.js';
import type { CertainGain, GainsByFlow } from './gains.js';
import type { GroupEstimate } from './group-estimate.js';
import type { GroupFlow } from './group-flow.js';
import { GroupHistory } from './group-history.js';
import type { InstanceReadings } from './instance-readings.js';

/** What is counted in a bucket of time. */
type Counts = { readonly requests: number; readonly failures: number };

/**
 * Of what a ledger gained, the part that no other source counts. The rest is kept as long as it may yet have to be counted;
 * what lies across the time at which another source counted last, and what may be a second count, is doubtful.
 */
export class OwnGains {
  #kept = new Map<GroupFlow, CertainGain[]>();
  #doubtful: CertainGain[] = [];
  /** What was gained and not handed on: made when it is needed. */
  #left: GroupHistory | undefined;

  constructor(
    private readonly readings: InstanceReadings | undefined,
    private readonly options: { readonly windowMs: number; readonly bucketMs: number },
  ) {}

  /** Adds to `own` what is to be handed on as certain. */
  take(gains: GainsByFlow, own: GainColumns): void {
    const { readings } = this;
    if (readings) this.#takeKept(readings, own);
    for (const [flow, some] of gains) {
      if (flow && readings?.isShared(flow) === true) this.#sortNew(flow, some, own);
      else for (const gain of some) own.add(gain);
    }
  }

  /** What is doubtful of it in the window that begins at `sinceMs`; what lies before it is forgotten. */
  *estimates(sinceMs: number): Generator<GroupEstimate> {
    this.#doubtful = this.#doubtful.filter(({ toMs }) => toMs >= sinceMs);
    for (const gain of this.#doubtful) yield* estimateOf(gain);
    for (const [flow, gains] of this.#kept) {
      const kept = gains.filter(({ toMs }) => toMs >= sinceMs);
      this.#kept.set(flow, kept);
      for (const gain of kept) if (this.readings!.partOf(flow, gain) === 'open') yield* estimateOf(gain);
    }
  }

  /** Less what was not handed on, what a group was served for sure in a bucket of time. */
  less(group: number, fromMs: number, { requests, failures }: Counts): Counts {
    const left = this.#left?.of(group, fromMs, fromMs + this.options.bucketMs);
    if (!left) return { requests, failures };
    return { requests: Math.max(0, requests - left.requests), failures: Math.max(0, failures - left.failures) };
  }

  #takeKept(readings: InstanceReadings, own: GainColumns): void {
    const before = this.#kept;
    this.#kept = new Map();
    for (const [flow, kept] of before) {
      // What an account before kept back of an instance cannot be known to be counted by nobody.
      if (!readings.has(flow)) continue;
      for (const gain of kept) if (this.#sort(flow, gain, own)) this.#leave(gain, -1);
    }
  }

  /** Gains of the series of one group on one page are one. */
  #sortNew(flow: GroupFlow, gains: Iterable<CertainGain>, own: GainColumns): void {
    const sums = new Map<string, CertainGain>();
    for (const gain of gains) {
      const key = `${gain.group} ${gain.counted} ${gain.fromMs} ${gain.toMs}`;
      const sum = sums.get(key);
      sums.set(key, sum ? { ...sum, gained: sum.gained + gain.gained } : gain);
    }
    for (const gain of sums.values()) if (!this.#sort(flow, gain, own)) this.#leave(gain, 1);
  }

  /** Whether a gain is the source's own. */
  #sort(flow: GroupFlow, gain: CertainGain, own: GainColumns): boolean {
    const part = this.readings!.partOf(flow, gain);
    if (part === 'own') own.add(gain);
    else if (part === 'split') this.#doubtful.push(gain);
    else if (part !== 'other') {
      const kept = this.#kept.get(flow);
      if (kept) kept.push(gain);
      else this.#kept.set(flow, [gain]);
    }
    return part === 'own';
  }

  #leave(gain: CertainGain, times: 1 | -1): void {
    this.#left ??= new GroupHistory(this.options.windowMs, this.options.bucketMs);
    this.#left.add(gain.group, gain.counted, times * gain.gained, gain);
  }
}

function* estimateOf({ group, counted, gained, fromMs, toMs }: CertainGain): Generator<GroupEstimate> {
  if (!takesPart(counted)) return;
  const [successes, failures] = counted === FAILURE ? [0, gained] : [gained, 0];
  yield { group, fromMs, toMs, successes, failures, missing: 'ambiguous' };
}
