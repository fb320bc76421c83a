import { describe, expect, it } from '@jest/globals';
import { RoundBuckets } from './round-buckets.js';

const [SUCCESS, FAILURE, CLIENT_ERROR] = [0, 1, 2];
const gain = (gained: number, fromMs: number, toMs: number, counted = SUCCESS) => ({
  group: 1,
  counted,
  gained,
  fromMs,
  toMs,
});

function countsOf(...gains: ReturnType<typeof gain>[]): [number, number, number, number][] {
  const buckets = new RoundBuckets(10_000);
  for (const each of gains) buckets.add(each);
  return [...buckets.of(1)].map(({ atMs, requests, failures, clientErrors }) => [
    atMs,
    requests,
    failures,
    clientErrors,
  ]);
}

describe('RoundBuckets', () => {
  it.each<[string, number, [number, number], [number, number][]]>([
    ['into one bucket', 7, [1_000, 9_000], [[0, 7]]],
    [
      'over three buckets, by their part',
      30,
      [5_000, 25_000],
      [
        [0, 7],
        [10_000, 15],
        [20_000, 8],
      ],
    ],
    ['in whole requests, none lost', 1, [0, 29_000], [[20_000, 1]]],
    ['at one time, into its bucket', 9, [12_000, 12_000], [[10_000, 9]]],
    ['that ends with a bucket', 10, [0, 10_000], [[0, 10]]],
  ])('puts growth %s', (_, gained, [fromMs, toMs], expected) => {
    expect(countsOf(gain(gained, fromMs, toMs)).map(([atMs, requests]) => [atMs, requests])).toEqual(expected);
  });

  it('keeps outcomes apart', () => {
    const counts = countsOf(gain(3, 0, 9, FAILURE), gain(4, 0, 9, CLIENT_ERROR), gain(5, 0, 9));
    expect(counts).toEqual([[0, 12, 3, 4]]);
  });

  it('has nothing of a group that gained nothing', () => {
    const buckets = new RoundBuckets(10_000);
    buckets.add(gain(3, 0, 9));
    expect([[...buckets.of(0)], [...buckets.of(70_000)]]).toEqual([[], []]);
  });

  it('keeps what it has when it grows', () => {
    const buckets = new RoundBuckets(10_000);
    buckets.add(gain(3, 0, 9));
    buckets.add({ ...gain(5, 0, 9), group: 10_000 });
    expect([[...buckets.of(1)][0]!.requests, [...buckets.of(10_000)][0]!.requests]).toEqual([3, 5]);
  });
});
