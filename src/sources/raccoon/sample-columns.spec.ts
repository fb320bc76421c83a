import { describe, expect, it } from '@jest/globals';
import { readColumns } from './sample-columns.js';

const AT_MS = 1_700_000_060_000;
const LIMITS = { atMs: AT_MS, maxSeries: 100_000 };

const answer = (result: object[], envelope: object = {}, space?: number) => ({
  status: 200,
  body: Buffer.from(
    JSON.stringify({ status: 'success', data: { resultType: 'matrix', result }, ...envelope }, undefined, space),
  ),
});
const ROUTES = ['a', 'b', 'a'].map((route, index) => ({
  metric: { route },
  values: Array.from({ length: index + 1 }, (_, at) => [1_700_000_000 + at, String(10 * index + at)]),
}));
/** Numbers metrics in the order in which they come. */
function numbering() {
  const metrics: string[] = [];
  return {
    metrics,
    numberOf: (metric: string) => (metrics.includes(metric) ? metrics.indexOf(metric) : metrics.push(metric) - 1),
  };
}

describe('readColumns', () => {
  it.each([undefined, 1])('has each series by its number, with its samples (indented by %s)', (space) => {
    const { metrics, numberOf } = numbering();
    expect(readColumns(answer(ROUTES, {}, space), LIMITS, numberOf)).toEqual({
      ok: true,
      series: 3,
      samples: 6,
      dropped: 0,
      newestMs: 1_700_000_002_000,
      oldestMs: 1_700_000_000_000,
      numbers: Int32Array.of(0, 1, 0),
      ends: Int32Array.of(1, 3, 6),
      timesMs: Float64Array.from([0, 0, 1, 0, 1, 2], (second) => 1_700_000_000_000 + second * 1_000),
      values: Float64Array.of(0, 10, 11, 20, 21, 22),
    });
    expect(metrics).toEqual(['{"route":"a"}', '{"route":"b"}']);
  });

  it('grows with many series and many samples', () => {
    const result = Array.from({ length: 5_000 }, (_, route) => ({
      metric: { route: String(route) },
      values: Array.from({ length: route === 77 ? 9_000 : 5 }, (_, at) => [1_700_000_000 + at / 1_000, String(route)]),
    }));
    const columns = readColumns(answer(result), LIMITS, (metric) => Number(/\d+/.exec(metric)![0]));
    if (!columns.ok) throw new Error(columns.detail);
    expect([columns.numbers.length, columns.timesMs.length]).toEqual([5_000, 4_999 * 5 + 9_000]);
    for (const [index, number] of columns.numbers.entries()) {
      expect(number).toBe(index);
      expect(columns.values[columns.ends[index]! - 1]).toBe(index);
    }
  });

  it('has none of the series beyond the most, and says how many there are', () => {
    const columns = readColumns(answer(ROUTES), { ...LIMITS, maxSeries: 2 }, numbering().numberOf);
    expect(columns).toMatchObject({ series: 3, dropped: 1, numbers: Int32Array.of(0, 1) });
  });

  it('tells why an answer is partial, or bad', () => {
    const { numberOf } = numbering();
    expect(readColumns(answer([], { isPartial: true }), LIMITS, numberOf)).toMatchObject({
      ok: true,
      partialBecause: 'the server marks its answer as partial',
    });
    expect(readColumns({ status: 503, body: Buffer.from('') }, LIMITS, numberOf)).toMatchObject({ code: 'http-503' });
    expect(readColumns(answer([{}]), LIMITS, numberOf)).toMatchObject({ ok: false, code: 'answer-shape' });
  });
});
