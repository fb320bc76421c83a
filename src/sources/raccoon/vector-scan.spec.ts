import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { foldAnswer, type FoldOrder } from './fold-answer.js';
import { scanVector } from './vector-scan.js';

const WANTED = ['route', 'code'];
const ORDER: FoldOrder = { dialect: 'kong', keyLabels: ['route'], outcomeLabels: ['code'], maxGroups: 1_000 };

type Element = { metric: Record<string, string>; value: [number, string] };

const bodyOf = (result: unknown[], more = '', space?: number): Buffer =>
  Buffer.from(
    JSON.stringify({ status: 'success', data: { resultType: 'vector', result } }, undefined, space).replace(
      /}$/,
      `${more}}`,
    ),
  );

const scanned = (body: Buffer): [string[], string][] | undefined => {
  const seen: [string[], string][] = [];
  return scanVector(body, WANTED, (labels, value) => seen.push([[...labels], value])) === undefined ? undefined : seen;
};

const text = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom('', '200', '502', 'eni-echo-v1', 'a"b\\c', '"result":['),
);
const element: fc.Arbitrary<Element> = fc.record({
  metric: fc.dictionary(fc.constantFrom('route', 'code', 'other'), text),
  value: fc.tuple(fc.constantFrom(1, 1_700_000_000.123), fc.oneof(fc.nat(10_000).map(String), text)),
});

describe('scanVector', () => {
  it('sees what JSON.parse sees, whatever stands in labels and values', () => {
    fc.assert(
      fc.property(fc.array(element, { maxLength: 8 }), (elements) => {
        // Lone surrogates do not survive the way through UTF-8, in either reader.
        const parsed = JSON.parse(bodyOf(elements).toString('utf8')) as { data: { result: Element[] } };
        const expected = parsed.data.result.map(({ metric, value }) => [
          WANTED.map((name) => metric[name] ?? ''),
          value[1],
        ]);
        expect(scanned(bodyOf(elements))).toEqual(expected);
      }),
      { numRuns: 2_000 },
    );
  });

  it('gives the rest of the document', () => {
    const rest = scanVector(bodyOf([{ metric: {}, value: [1, '2'] }], ',"warnings":["x"]'), WANTED, () => undefined);
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
        expect(foldAnswer(200, bodyOf(elements), ORDER)).toEqual(foldAnswer(200, bodyOf(elements, '', 1), ORDER));
      }),
      { numRuns: 1_000 },
    );
  });

  it('is not led astray by a result in the wrong place', () => {
    const body =
      '{"status":"success","x":{"result":[{"metric":{"route":"a","code":"200"},"value":[1,"5"]}]},"data":{"resultType":"vector","result":[{"metric":{"route":"b","code":"200"},"value":[1,"7"]}]}}';
    const result = foldAnswer(200, Buffer.from(body), ORDER);
    expect(result.ok && [result.folded.values, result.folded.sums[0]]).toEqual([['b'], 7]);
  });
});
