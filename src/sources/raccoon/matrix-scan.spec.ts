import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { MatrixScan, MAX_SAMPLES_OF_SERIES } from './matrix-scan.js';
import { MAX_METRIC_BYTES } from './metric-labels.js';

type Told = { metric: string; samples: [timeMs: number, value: number][] };

const OPENING = '{"status":"success","data":{"resultType":"matrix","result":[';
const bodyOf = (elements: string, more = ''): Buffer => Buffer.from(`${OPENING}${elements}]}${more}}`);
const withSamples = (samples: string): Buffer => bodyOf(`{"metric":{"a":"b"},"values":[${samples}]}`);

const scanned = (body: Buffer): Told[] | undefined => {
  const told: Told[] = [];
  const rest = new MatrixScan(body).run(({ metric, count, timesMs, values }) => {
    told.push({ metric, samples: Array.from({ length: count }, (_, index) => [timesMs[index]!, values[index]!]) });
  });
  return rest && told;
};
const timeOf = (written: string) => scanned(withSamples(`[${written},"1"]`))?.[0]?.samples[0]?.[0];
const valueOf = (written: string) => scanned(withSamples(`[1,"${written}"]`))?.[0]?.samples[0]?.[1];

describe('MatrixScan', () => {
  it('tells each series with its samples, and gives the rest', () => {
    const body = bodyOf(
      '{"metric":{"__name__":"x","route":"größe"},"values":[[1700000000.123,"42"],[1700000015.1,"4.5"]]},' +
        '{"metric":{},"values":[]},{"metric":{"a":"\\u003c\\n\\"}"},"values":[[0,"-1"]]}',
      ',"isPartial":true',
    );
    expect(scanned(body)).toEqual([
      {
        metric: Buffer.from('{"__name__":"x","route":"größe"}').toString('latin1'),
        samples: [
          [1_700_000_000_123, 42],
          [1_700_000_015_100, 4.5],
        ],
      },
      { metric: '{}', samples: [] },
      { metric: '{"a":"\\u003c\\n\\"}"}', samples: [[0, -1]] },
    ]);
    expect(new MatrixScan(body).run(() => undefined)).toEqual({ before: OPENING, after: ']},"isPartial":true}' });
  });

  it.each([
    ['1700000000', 1_700_000_000_000],
    ['1700000000.1', 1_700_000_000_100],
    ['1700000000.12', 1_700_000_000_120],
    ['1700000000.123', 1_700_000_000_123],
    ['1700000000.1234', 1_700_000_000_123],
    ['1700000000.1236', 1_700_000_000_124],
    ['1.700000000123e9', 1_700_000_000_123],
    ['1.7E+09', 1_700_000_000_000],
    ['0', 0],
    ['0.001', 1],
    ['-5', -5_000],
    ['999999999999.999', 999_999_999_999_999],
    ['1234567890123', 1_234_567_890_123_000],
    ['1e999', Infinity],
    ['-1e999', -Infinity],
  ])('reads the time %s', (written, timeMs) => {
    expect(timeOf(written)).toBe(timeMs);
  });

  it.each([
    '',
    '1.',
    '.5',
    '01',
    '00',
    '1e',
    '0x10',
    '+1',
    'null',
    '"1"',
    '1 ',
    ' 1',
    '1.2.3',
    `1${'0'.repeat(2_000)}`,
  ])('takes no answer with the time %j', (written) => {
    expect(timeOf(written)).toBeUndefined();
  });

  it('reads any time and any number as JavaScript does', () => {
    fc.assert(
      fc.property(fc.double({ noDefaultInfinity: true, noNaN: true }), fc.integer({ max: 9e14 }), (double, whole) => {
        const written = JSON.stringify(double);
        expect(timeOf(written)).toBe(Math.round(Number(written) * 1_000));
        expect(timeOf(JSON.stringify(Math.abs(whole) / 1_000))).toBe(Math.abs(whole));
        expect(valueOf(String(double))).toBe(Number(String(double)));
        expect(valueOf(String(whole))).toBe(whole);
      }),
      { numRuns: 2_000 },
    );
  });

  it.each([
    ['0', 0],
    ['007', 7],
    ['999999999999999', 999_999_999_999_999],
    ['9007199254740993', 9_007_199_254_740_992],
    ['1000000000000000000000', 1e21],
    ['12.75', 12.75],
    ['1e3', 1_000],
    ['1.5E-3', 0.0015],
    ['-42', -42],
    ['NaN', NaN],
    ['+Inf', Infinity],
    ['-Inf', Infinity],
    ['-1e400', Infinity],
    ['1e400', Infinity],
    ['', Infinity],
    [' 1', Infinity],
    ['+1', Infinity],
    ['.5', Infinity],
    ['5.', Infinity],
    ['0x10', Infinity],
    ['1_000', Infinity],
    ['fünf', Infinity],
    ['4\\u0032', 42],
    ['\\u002bInf', Infinity],
    ['\\"', Infinity],
  ])('reads the value %j', (written, value) => {
    expect(valueOf(written)).toBe(value);
  });

  it('leaves out the text of a metric that is beyond all measure', () => {
    const ofLength = (length: number) => `{"metric":{"a":"${'x'.repeat(length - 8)}"},"values":[]}`;
    const told = scanned(bodyOf(`${ofLength(MAX_METRIC_BYTES)},${ofLength(MAX_METRIC_BYTES + 1)}`));
    expect(told?.map(({ metric }) => metric.length)).toEqual([MAX_METRIC_BYTES, 0]);
  });

  it('reads a day of samples each second, and no more than there is room for', () => {
    const samples = (count: number) => Array.from({ length: count }, (_, index) => `[${index},"${index}"]`).join(',');
    expect(scanned(withSamples(samples(86_400)))?.[0]?.samples[86_399]).toEqual([86_399_000, 86_399]);
    expect(scanned(withSamples(samples(MAX_SAMPLES_OF_SERIES + 1)))).toBeUndefined();
  });

  const whole = bodyOf('{"metric":{"route":"a"},"values":[[1,"2"],[3,"4"]]},{"metric":{},"values":[[1,"2"]]}');

  it('leaves every beginning of an answer to others, up to the end of its elements', () => {
    const end = whole.lastIndexOf(']');
    for (let length = 0; length <= end; length++) expect(scanned(whole.subarray(0, length))).toBeUndefined();
    expect(scanned(whole)).toHaveLength(2);
  });

  it.each([
    ['with blanks', '{"metric": {},"values":[]}'],
    ['with another order of keys', '{"values":[],"metric":{}}'],
    ['with histograms', '{"metric":{},"values":[],"histograms":[]}'],
    ['with histograms alone', '{"metric":{},"histograms":[]}'],
    ['of an instant vector', '{"metric":{},"value":[1,"2"]}'],
    ['with a number for a value', '{"metric":{},"values":[[1,2]]}'],
    ['with three in a sample', '{"metric":{},"values":[[1,"2",3]]}'],
    ['with one in a sample', '{"metric":{},"values":[[1]]}'],
    ['with a comma too many', '{"metric":{},"values":[[1,"2"],]}'],
    ['with an element too few', '{"metric":{},"values":[]},'],
    ['with a label that is a number', '{"metric":{"a":1},"values":[]}'],
    ['with a label too few', '{"metric":{"a":"b",},"values":[]}'],
    ['with a list for labels', '{"metric":[],"values":[]}'],
    ['with a bad escape in a value', '{"metric":{},"values":[[1,"4\\x"]]}'],
    ['with an escape in a time', '{"metric":{},"values":[[1\\u0032,"4"]]}'],
    ['with a control character in a value', '{"metric":{},"values":[[1,"4\n"]]}'],
    ['with a control character in a label', '{"metric":{"a":"\n"},"values":[]}'],
    ['with a bad escape', '{"metric":{"a":"\\x"},"values":[]}'],
    ['with half an escape', '{"metric":{"a":"\\u12g4"},"values":[]}'],
    ['with a value of 2 000 digits', `{"metric":{},"values":[[1,"${'1'.repeat(2_000)}"]]}`],
  ])('leaves a body %s to others', (_, elements) => {
    expect(scanned(bodyOf(elements))).toBeUndefined();
  });

  it('leaves a body with a large rest, or without a result, to others', () => {
    expect(scanned(bodyOf('', `,"trace":"${'x'.repeat(300_000)}"`))).toBeUndefined();
    expect(scanned(Buffer.from('{"status":"success"}'))).toBeUndefined();
  });
});
