import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyText } from '../../../test/support/any-text.js';
import { readMatrix, type MatrixLimits } from './matrix-answer.js';
import { metricLabels } from './metric-labels.js';

const AT_MS = 1_700_000_060_000;
const LIMITS: MatrixLimits = { atMs: AT_MS, maxSeries: 1_000 };

type Sample = [timeMs: number, value: number];
type Told = { metric: string; samples: Sample[] };
type Element = { metric: Record<string, string>; values: [number, string][] };

const bodyOf = (result: unknown, { more = '', space }: { more?: string; space?: number | undefined } = {}): Buffer => {
  const document = { status: 'success', data: { resultType: 'matrix', result } };
  return Buffer.from(JSON.stringify(document, undefined, space).replace(/}$/, `${more}}`));
};
const written = (result: string): Buffer =>
  Buffer.from(`{"status":"success","data":{"resultType":"matrix","result":${result}}}`);

const read = (body: Uint8Array, { status = 200, limits = LIMITS } = {}) => {
  let told: Told[] = [];
  const result = readMatrix(status, body, limits, () => {
    const own: Told[] = (told = []);
    return ({ metric, count, timesMs, values }) => {
      own.push({ metric, samples: Array.from({ length: count }, (_, index) => [timesMs[index]!, values[index]!]) });
    };
  });
  return { result, told };
};

/** A value as the strictest reader would take it. */
const strict = (value: string): number => {
  const number = /^-?[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?$/.test(value) ? Number.parseFloat(value) : Infinity;
  if (value === 'NaN') return NaN;
  return Math.abs(number) <= Number.MAX_VALUE ? number : Infinity;
};

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isSeries = (element: unknown): element is Element => {
  if (!isObject(element) || !isObject(element['metric']) || !Array.isArray(element['values'])) return false;
  if (!Object.values(element['metric']).every((each) => typeof each === 'string')) return false;
  let last = -Infinity;
  return element['values'].every((each: unknown) => {
    if (!Array.isArray(each) || each.length !== 2) return false;
    const [time, value] = each as unknown[];
    if (typeof time !== 'number' || typeof value !== 'string' || !Number.isFinite(time * 1_000)) return false;
    const rises = Math.round(time * 1_000) > last && Math.round(time * 1_000) <= AT_MS + 10;
    last = Math.round(time * 1_000);
    return rises;
  });
};

/** What JSON.parse and the plainest code see in an answer; undefined when it is bad. */
const plainly = (body: Uint8Array): { labels: Record<string, string>; samples: Sample[] }[] | undefined => {
  let parsed: unknown;
  try {
    parsed = JSON.parse(Buffer.from(body).toString('utf8'));
  } catch {
    return undefined;
  }
  if (!isObject(parsed) || parsed['status'] !== 'success' || !isObject(parsed['data'])) return undefined;
  const { resultType, result } = parsed['data'];
  if (resultType !== 'matrix' || !Array.isArray(result)) return undefined;
  const elements = result.filter((each) => !(isObject(each) && 'histograms' in each && !('values' in each)));
  if (!elements.every(isSeries)) return undefined;
  return elements.map(({ metric, values }) => ({
    labels: metric,
    samples: values.map(([time, value]) => [Math.round(time * 1_000), strict(value)]),
  }));
};

/** Ours must be what JSON.parse sees, unless it is refused. A series whose labels are refused has none to compare. */
const compare = (body: Uint8Array): boolean => {
  const { result, told } = read(body);
  if (!result.ok) return false;
  const expected = plainly(body);
  const seen = told.map(({ metric, samples }, index) => {
    const labels = metricLabels(metric);
    return { labels: labels ? { ...labels } : expected?.[index]?.labels, samples };
  });
  expect(seen).toEqual(expected);
  const times = seen.flatMap(({ samples }) => samples.map(([timeMs]) => timeMs));
  expect(result).toMatchObject({
    series: seen.length,
    samples: times.length,
    dropped: 0,
    newestMs: Math.max(-Infinity, ...times),
    oldestMs: Math.min(Infinity, ...times),
  });
  return true;
};

const text = fc.oneof(
  anyText({ maxLength: 12 }),
  fc.constantFrom('', '200', 'eni-echo-v1', 'a"b\\c', '"result":[', '},"values":[[1,"2"]]}', '\u003c&\n', 'größe-🦝'),
);
const value = fc.oneof(
  fc.nat(10_000).map(String),
  fc.double().map(String),
  fc.bigInt().map(String),
  fc.constantFrom('NaN', '+Inf', '-Inf', '-1e400', '1e3', '-0', '0.50'),
  text,
);
const times = fc
  .uniqueArray(
    fc.oneof(
      fc.nat({ max: 60_000 }).map((back) => AT_MS - back),
      fc.nat({ max: 5_000 }),
    ),
    { maxLength: 5 },
  )
  .map((each) => each.toSorted((a, b) => a - b));
const element: fc.Arbitrary<Element> = times.chain((each) =>
  fc.record({
    metric: fc.dictionary(fc.oneof(fc.constantFrom('__name__', 'route', 'code'), text), text, { maxKeys: 5 }),
    values: fc.tuple(...each.map((timeMs) => fc.tuple(fc.constant(timeMs / 1_000), value))),
  }),
) as fc.Arbitrary<Element>;
const elements = fc.array(element, { maxLength: 6 });
const odd = elements.map((each) =>
  each.map(({ metric, values }, index) => {
    if (index % 4 === 1) return { values, metric };
    if (index % 4 === 2) return { metric, histograms: [[1, { count: '1', buckets: [[0, '1', '2', '3']] }]] };
    return index % 4 === 3 ? { infos: [], metric, values, histograms: [] } : { metric, values };
  }),
);
const more = fc.constantFrom(
  '',
  ',"isPartial":false',
  ',"infos":["x"],"warnings":[]',
  ',"stats":{"a":[1]},"trace":{"message":"\\"result\\":["}',
  ',"x":{"result":[{"metric":{},"values":[]}]}',
);

describe('readMatrix', () => {
  it('sees what JSON.parse sees in any answer', () => {
    fc.assert(
      fc.property(elements, more, fc.constantFrom(undefined, 1), (result, rest, space) => {
        expect(compare(bodyOf(result, { more: rest, space }))).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  it('sees the same when elements have keys of another order, further keys, or histograms alone', () => {
    fc.assert(
      fc.property(odd, more, fc.constantFrom(undefined, 1), (result, rest, space) => {
        expect(compare(bodyOf(result, { more: rest, space }))).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  it('knows a series by the same text whatever form the answer has', () => {
    const metric = '{"__name__":"x","path":"~/\\u003cid\\u003e\\/größe","2":"b","1":"a"}';
    const series = `{"metric":${metric},"values":[[1,"2"]]}`;
    const forms = [`[${series}]`, `[${series} ]`, `[{"metric":{},"histograms":[]}, ${series}]`];
    const texts = forms.map((each) => read(written(each)).told.map((series) => series.metric));
    expect(texts).toEqual(forms.map(() => [Buffer.from(metric).toString('latin1')]));
  });

  const mutation = fc.record({
    kind: fc.constantFrom('cut', 'flip', 'delete', 'repeat', 'put'),
    // Not any double: most of those are next to 0, and with them the beginning of the answer.
    at: fc.nat({ max: 999_999 }).map((millionths) => millionths / 1e6),
    length: fc.nat({ max: 60 }),
    byte: fc.oneof(fc.nat({ max: 255 }), fc.constantFrom(...Buffer.from('{}[],:"\\ 0123456789.eE-\n'))),
  });
  const mutated = (
    body: Buffer,
    { kind, at, length, byte }: typeof mutation extends fc.Arbitrary<infer T> ? T : never,
  ) => {
    const start = Math.floor(at * body.length);
    const [head, tail] = [body.subarray(0, start), body.subarray(start)];
    if (kind === 'cut') return head;
    if (kind === 'flip') return Buffer.concat([head, Buffer.from([byte]), tail.subarray(1)]);
    if (kind === 'put') return Buffer.concat([head, Buffer.from([byte]), tail]);
    if (kind === 'delete') return Buffer.concat([head, tail.subarray(length)]);
    return Buffer.concat([head, tail.subarray(0, length), tail]);
  };

  it('sees what JSON.parse sees or refuses, whatever is cut, flipped, lost or repeated', () => {
    const form = fc.oneof(elements, odd);
    fc.assert(
      fc.property(
        form,
        more,
        fc.constantFrom(undefined, 1),
        fc.array(mutation, { minLength: 1, maxLength: 3 }),
        (...all) => {
          const [result, rest, space, mutations] = all;
          compare(mutations.reduce(mutated, bodyOf(result, { more: rest, space })));
        },
      ),
      { numRuns: 2_500 },
    );
  });

  it.each([
    ['at the top', '{"status":"error","status":"success","data":{"resultType":"matrix","result":[]}}'],
    [
      'of data',
      '{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"values":[]}]},"data":{"resultType":"matrix","result":[]}}',
    ],
    ['in data', '{"status":"success","data":{"resultType":"vector","resultType":"matrix","result":[]}}'],
    [
      'of the result',
      '{"status":"success","data":{"resultType":"matrix","result":[],"result":[{"metric":{},"values":[]}]}}',
    ],
    [
      'in an element that is skipped',
      '{"status":"success","data":{"resultType":"matrix","result":[{"metric":{},"metric":{},"histograms":[]}]}}',
    ],
    ['with an escape', '{"status":"error","st\\u0061tus":"success","data":{"resultType":"matrix","result":[]}}'],
  ])('refuses an answer with a doubled key %s', (_, body) => {
    expect(read(Buffer.from(body)).result).toEqual({
      ok: false,
      code: 'answer-shape',
      detail: 'the answer has a key twice: it can be read in two ways',
    });
  });

  it.each([
    ['before', '"x":{"result":[{"metric":{"a":"x"},"values":[[1,"5"]]}]},', ''],
    ['after', '', ',"x":{"result":[{"metric":{"a":"x"},"values":[[1,"5"]]}]}'],
  ])('is not led astray by a result %s the right place, even when that one is empty', (_, before, after) => {
    for (const result of ['[]', '[{"metric":{},"values":[[1,"7"]]}]']) {
      const body = `{${before}"status":"success","data":{"resultType":"matrix","result":${result}}${after}}`;
      expect(compare(Buffer.from(body))).toBe(true);
    }
  });

  it.each([
    ['do not rise', '[[5,"1"],[4,"2"]]', 'answer-shape'],
    ['stand still', '[[5,"1"],[5,"1"]]', 'answer-shape'],
    ['stand still when they are rounded', '[[5.0001,"1"],[5.0002,"1"]]', 'answer-shape'],
    ['are later than was asked for', `[[5,"1"],[${(AT_MS + 11) / 1_000},"1"]]`, 'answer-dated'],
    ['are beyond all time', '[[1e999,"1"]]', 'answer-dated'],
    ['are before all time', '[[-1e999,"1"]]', 'answer-dated'],
  ])('refuses an answer whose times %s', (_, values, code) => {
    for (const more of ['', ' ', ',"histograms":[]'])
      expect(read(written(`[{"metric":{},"values":${values}${more}}]`)).result).toMatchObject({ ok: false, code });
  });

  it('refuses an answer of another range, and takes that of half a minute before', () => {
    const times = (ms: number) => written(`[{"metric":{},"values":[[${(AT_MS - 45_000 - ms) / 1_000},"1"]]}]`);
    const limits = { ...LIMITS, rangeMs: 45_000 };
    expect(read(times(60_000), { limits }).result.ok).toBe(true);
    expect(read(times(60_001), { limits }).result).toMatchObject({ ok: false, code: 'answer-dated' });
  });

  it('takes a time that the server rounded up', () => {
    expect(read(written(`[{"metric":{},"values":[[${(AT_MS + 10) / 1_000},"1"]]}]`)).result.ok).toBe(true);
  });

  it('counts on, and tells no more, beyond the most series', () => {
    const result = ['a', 'b', 'c', 'd'].map((route, index) => ({ metric: { route }, values: [[index + 1, '1']] }));
    const limits = { ...LIMITS, maxSeries: 3 };
    const { result: summary, told } = read(bodyOf(result), { limits });
    expect(told.map(({ metric }) => metric)).toEqual(['{"route":"a"}', '{"route":"b"}', '{"route":"c"}']);
    expect(summary).toEqual({ ok: true, series: 4, samples: 4, dropped: 1, newestMs: 4_000, oldestMs: 1_000 });
  });

  it('drops a series whose labels are beyond all measure, and tells the others', () => {
    const result = ['a', 'x'.repeat(9_000), 'b'].map((route) => ({ metric: { route }, values: [] }));
    const { result: summary, told } = read(bodyOf(result), { limits: { ...LIMITS, maxSeries: 2 } });
    expect([told.length, summary]).toMatchObject([2, { ok: true, series: 3, dropped: 1 }]);
  });

  it.each([
    ['[1]'],
    ['[null]'],
    ['[{}]'],
    ['[{"metric":{}}]'],
    ['[{"values":[]}]'],
    ['[{"metric":{},"values":[[1,2]]}]'],
    ['[{"metric":{},"value":[1,"2"]}]'],
    ['[{"metric":[],"values":[]}]'],
    ['[{"metric":{"a":1},"values":[]}]'],
    ['{}'],
  ])('refuses the whole answer for the result %s', (result) => {
    expect(read(written(result)).result).toMatchObject({ ok: false, code: 'answer-shape' });
  });

  it.each([
    ['http-503', 503, '{"status":"error","errorType":"timeout"}'],
    ['http-502', 502, `<html>${' '.repeat(400_000)}`],
    ['http-422', 422, bodyOf([]).toString()],
    ['answer-not-json', 200, '<html>'],
    ['answer-not-json', 200, ''],
    ['answer-error', 200, '{"status":"error","data":{"resultType":"matrix","result":[]}}'],
    ['answer-shape', 200, '{"status":"success","data":{"resultType":"vector","result":[]}}'],
    ['answer-shape', 200, '{"status":"success","data":[]}'],
  ])('tells %s', (code, status, body) => {
    expect(read(Buffer.from(body), { status }).result).toMatchObject({ ok: false, code });
  });

  it.each([
    [',"warnings":["store 2 is down"]', 'the answer carries warnings: store 2 is down'],
    [',"isPartial":true', 'the server marks its answer as partial'],
    [',"isPartial":false,"infos":["x"],"warnings":[]', undefined],
  ])('tells why an answer with %s is partial', (rest, partialBecause) => {
    const element = { metric: {}, values: [] };
    for (const result of [[element], [element, { metric: {}, histograms: [] }]])
      expect(read(bodyOf(result, { more: rest })).result).toEqual({
        ok: true,
        series: 1,
        samples: 0,
        dropped: 0,
        newestMs: -Infinity,
        oldestMs: Infinity,
        ...(partialBecause !== undefined && { partialBecause }),
      });
  });

  it('reads a large answer also when it was written with blanks', () => {
    const result = Array.from({ length: 5_000 }, (_, index) => ({
      metric: { route: 'a', code: `${index}` },
      values: [[1, `${index}`]],
    }));
    const limits = { ...LIMITS, maxSeries: 10_000 };
    const { result: summary, told } = read(bodyOf(result, { space: 2 }), { limits });
    expect([summary.ok, told.length, told[4_999]?.samples[0]]).toEqual([true, 5_000, [1_000, 4_999]]);
  });

  const MB = 1_000_000;
  it.each([
    ['nested lists', '['.repeat(16 * MB), false],
    ['nested lists in a result', written('['.repeat(16 * MB)), false],
    ['nested objects', '{"a":'.repeat(3 * MB), false],
    ['a label that is too long', written(`[{"metric":{"a":"${'x'.repeat(16 * MB)}"},"values":[]}]`), true],
    ['a label of escapes', written(`[{"metric":{"a":"${'\\u0061'.repeat(2.5 * MB)}"},"values":[]}]`), true],
    ['a label of backslashes', written(`[{"metric":{"a":"${'\\'.repeat(16 * MB)}"},"values":[]}]`), true],
    ['a label without an end', written(`[{"metric":{"a":"${'\\"'.repeat(8 * MB)}`), false],
    ['a name that is too long', written(`[{"metric":{"${'x'.repeat(16 * MB)}":"a"},"values":[]}]`), true],
    ['a value that is too long', written(`[{"metric":{},"values":[[1,"${'1'.repeat(16 * MB)}"]]}]`), false],
    ['a time that is too long', written(`[{"metric":{},"values":[[${'1'.repeat(16 * MB)},"1"]]}]`), false],
    ['empty objects', written(`[${'{},'.repeat(3 * MB)}{}]`), false],
    ['empty series', written(`[${'{"metric":{},"values":[]},'.repeat(0.6 * MB)}{"metric":{},"values":[]}]`), true],
    ['samples', written(`[{"metric":{},"values":[${'[1,"1"],'.repeat(2 * MB)}[2,"2"]]}]`), false],
    ['blanks', written(`[${' '.repeat(16 * MB)}]`), true],
    ['blanks that part nothing', `${' '.repeat(8 * MB)}1${' '.repeat(8 * MB)}2`, false],
    [
      'a rest',
      `{"status":"success","trace":"${'x'.repeat(16 * MB)}","data":{"resultType":"matrix","result":[]}}`,
      false,
    ],
  ])('answers 16 MB of %s within seconds', (_, body, ok) => {
    const { result, told } = read(Buffer.from(body));
    expect([result.ok, told.length <= LIMITS.maxSeries]).toEqual([ok, true]);
  });
});
