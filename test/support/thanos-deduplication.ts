/** A matrix as the query API writes it; times in Unix seconds. */
export interface Matrix {
  readonly data: {
    readonly result: readonly { readonly metric: Record<string, string>; readonly values: readonly Sample[] }[];
  };
}

type Sample = readonly [seconds: number, value: string];

/** Before two samples are known, the other replica is not looked at for so long. */
const FIRST_PENALTY = 5;

/**
 * Of the copies that differ by `label` one series each, as Thanos does it (`pkg/dedup/iter.go`): the earlier sample of
 * both replicas, then that replica as long as it has no gap. So the choice is made anew for each series and each answer.
 */
export function deduplicated<T extends Matrix>(answer: T, label: string): T {
  const copies = new Map<string, { metric: Record<string, string>; values: (readonly Sample[])[] }>();
  for (const { metric, values } of answer.data.result) {
    const own = { ...metric };
    delete own[label];
    const key = JSON.stringify(own);
    const of = copies.get(key) ?? { metric: own, values: [] };
    copies.set(key, of);
    of.values.push(values);
  }
  const result = Array.from(copies.values(), ({ metric, values: [one = [], other = []] }) => ({
    metric,
    values: chosen(one, other),
  }));
  return { ...answer, data: { ...answer.data, result } };
}

function chosen(...replicas: [readonly Sample[], readonly Sample[]]): Sample[] {
  const samples: Sample[] = [];
  const penalties = [0, 0];
  let last = -Infinity;
  for (;;) {
    const next = replicas.map((each, index) => each.find(([at]) => at > last + penalties[index]!));
    const index = (next[0]?.[0] ?? Infinity) <= (next[1]?.[0] ?? Infinity) ? 0 : 1;
    const taken = next[index];
    if (!taken) return samples;
    penalties[index] = 0;
    if (next[1 - index]) penalties[1 - index] = last === -Infinity ? FIRST_PENALTY : 2 * (taken[0] - last);
    last = taken[0];
    samples.push(taken);
  }
}
