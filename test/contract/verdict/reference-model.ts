/**
 * The rule as the documentation tells it, written a second time and on purpose without any code of the product:
 * lists instead of rings, BigInt instead of scaled numbers, one question after the other.
 */
export interface ModelSample {
  readonly kind: 'traffic' | 'synthetic';
  /** Wall time of the sample and of its arrival, ms. */
  readonly at: number;
  readonly arrived: number;
  readonly requests: number;
  readonly failures: number;
}

export interface ModelSource {
  readonly kind: 'traffic' | 'synthetic';
  /** Wall time, ms, when it first spoke. */
  readonly startedAt: number;
  readonly trouble: 'none' | 'partial' | 'warming-up' | 'suspect';
}

/** Taken once, as looking a global up is slow in Jest's sandbox. */
const { max, min, trunc } = Math;

const bucketOf = (ms: number): number => trunc(ms / 10_000);

/** `STATUS reason` of one base path at `now` (wall ms), window 5 min in 30 buckets, stale after 90 s, minimum 10. */
export function modelVerdict(samples: readonly ModelSample[], sources: readonly ModelSource[], now: number): string {
  const kinds = (['traffic', 'synthetic'] as const).map((kind) => {
    const source = sources.find((each) => each.kind === kind)!;
    const accepted = samples.filter(
      (each) =>
        each.kind === kind && each.at <= each.arrived + 10_000 && bucketOf(each.arrived) - bucketOf(each.at) < 30,
    );
    const inside = accepted.filter((each) => bucketOf(now) - min(bucketOf(each.at), bucketOf(each.arrived)) < 30);
    const newest = max(...accepted.map((each) => min(each.at, each.arrived)));
    const fresh = accepted.length > 0 && now - newest <= 90_000;
    const sum = (field: 'requests' | 'failures'): bigint =>
      inside.reduce((total, each) => total + BigInt(each[field]), 0n);
    return {
      seen: accepted.length > 0,
      fresh,
      trouble: fresh ? source.trouble : 'none',
      young: fresh && now - source.startedAt < 300_000,
      total: fresh ? sum('requests') : 0n,
      bad: fresh ? sum('failures') : 0n,
    };
  });
  for (const kind of kinds) {
    if (!kind.fresh || kind.trouble !== 'none' || kind.total < 10n) continue;
    return 10n * kind.bad > kind.total ? 'DOWN success-ratio' : 'UP success-ratio';
  }
  if (kinds.every((kind) => !kind.seen)) return 'UNKNOWN no-data';
  if (kinds.every((kind) => !kind.fresh)) return 'UNKNOWN stale-source';
  if (kinds.some((kind) => kind.trouble === 'partial')) return 'UNKNOWN partial-source';
  if (kinds.some((kind) => kind.trouble === 'suspect')) return 'UNKNOWN prober-suspect';
  if (kinds.every((kind) => kind.total === 0n)) return 'UNKNOWN no-traffic';
  if (kinds.some((kind) => kind.trouble === 'warming-up' || kind.young)) return 'UNKNOWN warming-up';
  return 'UNKNOWN too-few-requests';
}
