import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { anyText } from '../../../test/support/any-text.js';
import { aggregateAnswer, type AggregationOrder } from './aggregate-answer.js';
import { VectorScan, withoutBlanks } from './vector-scan.js';

const WANTED = ['route', 'code'];
const ORDER: AggregationOrder = { dialect: 'kong', keyLabels: ['route'], outcomeLabels: ['code'], maxGroups: 1_000 };

const fold = (body: Uint8Array) => aggregateAnswer({ status: 200, body }, ORDER);

type Element = { metric: Record<string, string>; value: [number, string] };

const bodyOf = (result: unknown[], more = '', space?: number): Buffer =>
  Buffer.from(
    JSON.stringify({ status: 'success', data: { resultType: 'vector', result } }, undefined, space).replace(
      /}$/,
      `${more}}`,
    ),
  );

/** What is seen of the wanted labels and counts; undefined when the body is left to others. */
const scanned = (body: Buffer): [string[], number][] | undefined => {
  const seen: [string[], number][] = [];
  const scan = new VectorScan(body, WANTED);
  const rest = scan.run((labels, count) => seen.push([labels.map((each) => scan.texts.text(each)), count]));
  return rest === undefined ? undefined : seen;
};

/** A count as the strictest reader would take it. */
const strict = (value: string): number =>
  /^[0-9]+(\.[0-9]+)?([eE][-+]?[0-9]+)?$/.test(value) ? Number.parseFloat(value) : NaN;

const text = fc.oneof(
  anyText({ maxLength: 12 }),
  fc.constantFrom('', '200', '502', 'eni-echo-v1', 'a"b\\c', '"result":['),
);
const element: fc.Arbitrary<Element> = fc.record({
  metric: fc.dictionary(fc.constantFrom('route', 'code', 'other'), text),
  value: fc.tuple(
    fc.constantFrom(1, 1_700_000_000.123),
    fc.oneof(fc.nat(10_000).map(String), fc.double({ min: 0 }).map(String), fc.bigInt({ min: 0n }).map(String), text),
  ),
});

describe('VectorScan', () => {
  it('sees what JSON.parse sees, whatever stands in labels and values', () => {
    fc.assert(
      fc.property(fc.array(element, { maxLength: 8 }), (elements) => {
        // Lone surrogates do not survive the way through UTF-8, in either reader.
        const parsed = JSON.parse(bodyOf(elements).toString('utf8')) as { data: { result: Element[] } };
        const expected = parsed.data.result.map(({ metric, value }) => [
          WANTED.map((name) => metric[name] ?? ''),
          strict(value[1]),
        ]);
        expect(scanned(bodyOf(elements))).toEqual(expected);
      }),
      { numRuns: 2_000 },
    );
  });

  it('sees the same once the blanks of another form are gone', () => {
    fc.assert(
      fc.property(fc.array(element, { maxLength: 8 }), (elements) => {
        const roomy = bodyOf(elements, ' \n', 3);
        expect(scanned(Buffer.from(withoutBlanks(roomy)))).toEqual(scanned(bodyOf(elements)));
      }),
      { numRuns: 1_000 },
    );
  });

  it('gives the rest of the document', () => {
    const body = bodyOf([{ metric: {}, value: [1, '2'] }], ',"warnings":["x"]');
    const rest = new VectorScan(body, WANTED).run(() => undefined);
    expect(JSON.parse(rest!)).toEqual({
      status: 'success',
      data: { resultType: 'vector', result: [] },
      warnings: ['x'],
    });
  });

  it.each([
    ['with blanks', bodyOf([{ metric: {}, value: [1, '2'] }], '', 1)],
    ['without a result', Buffer.from('{"status":"success"}')],
    ['cut', bodyOf([{ metric: { route: 'a' }, value: [1, '2'] }]).subarray(0, 70)],
    ['with a number for a value', bodyOf([{ metric: {}, value: [1, 2] }])],
    ['with three in a value', bodyOf([{ metric: {}, value: [1, '2', 3] }])],
    ['with another order of keys', bodyOf([{ value: [1, '2'], metric: {} }])],
    ['with one more key', bodyOf([{ metric: {}, value: [1, '2'], histogram: {} }])],
    [
      'with a control character in a string',
      Buffer.from('{"data":{"result":[{"metric":{"a":"\n"},"value":[1,"2"]}]}}'),
    ],
    ['with a bad escape', Buffer.from('{"data":{"result":[{"metric":{"a":"\\x"},"value":[1,"2"]}]}}')],
  ])('leaves a body %s to others', (_, body) => {
    expect(scanned(body)).toBeUndefined();
  });
});

describe('foldAnswer', () => {
  it('gives the same for the compact and for any other form', () => {
    fc.assert(
      fc.property(fc.array(element, { maxLength: 12 }), (elements) => {
        expect(fold(bodyOf(elements))).toEqual(fold(bodyOf(elements, '', 1)));
      }),
      { numRuns: 1_000 },
    );
  });

  it('is not led astray by a result in the wrong place', () => {
    const body =
      '{"status":"success","x":{"result":[{"metric":{"route":"a","code":"200"},"value":[1,"5"]}]},"data":{"resultType":"vector","result":[{"metric":{"route":"b","code":"200"},"value":[1,"7"]}]}}';
    const result = fold(Buffer.from(body));
    expect(result.ok && [result.folded.values, result.folded.sums[0]]).toEqual([['b'], 7]);
  });
});
