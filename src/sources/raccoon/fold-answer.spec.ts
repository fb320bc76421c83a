import { describe, expect, it } from '@jest/globals';
import { foldAnswer, type FoldOrder } from './fold-answer.js';

const ORDER: FoldOrder = { dialect: 'kong', keyLabels: ['route'], outcomeLabels: ['code'], maxGroups: 3 };

type Row = [route: string, code: string, value: string];

const fold = (rows: Row[], order = ORDER) => {
  const result = rows.map(([route, code, value]) => ({ metric: { route, code }, value: [1.5, value] }));
  const body = Buffer.from(JSON.stringify({ status: 'success', data: { resultType: 'vector', result } }));
  const folded = foldAnswer(200, body, order);
  if (!folded.ok) throw new Error(folded.code);
  return folded.folded;
};

describe('foldAnswer', () => {
  it('adds series up per route and outcome', () => {
    const folded = fold([
      ['a', '200', '10'],
      ['b', '502', '1.25'],
      ['a', '201', '5'],
      ['a', '503', '2e0'],
      ['a', '499', '7'],
      ['a', '000', '9'],
    ]);
    expect(folded.values).toEqual(['a', 'b']);
    expect([...folded.sums]).toEqual([15, 2, 7, 9, 0, 1.25, 0, 0]);
    expect([...folded.spoiled]).toEqual([0, 0]);
  });

  it.each(['NaN', '+Inf', '-Inf', '-1', '0x10', '0b1', '', ' 5', '1 000', '9007199254740993', '1e400', 'five'])(
    'spoils the route by the value %j, and no other',
    (value) => {
      expect([
        ...fold([
          ['a', '200', value],
          ['b', '200', '1'],
        ]).spoiled,
      ]).toEqual([1, 0]);
    },
  );

  it('keeps the first of two samples of one series, also of the fortieth code', () => {
    const many = Array.from({ length: 40 }, (_, index): Row => ['a', String(200 + index), '1']);
    const folded = fold([...many, ['a', '200', '99'], ['a', '239', '99']]);
    expect([folded.sums[0], folded.duplicates]).toEqual([40, 2]);
  });

  it('drops what is beyond the limit, and leaves the known alone', () => {
    const folded = fold(['a', 'b', 'c', 'd', 'a'].map((route, index): Row => [route, String(200 + index), '1']));
    expect([folded.values, folded.dropped, folded.sums[0]]).toEqual([['a', 'b', 'c'], 1, 2]);
  });

  it.each([
    ['[1]', 'answer-shape'],
    ['[{"metric":{}}]', 'answer-shape'],
    ['[{"metric":{},"value":[1,2]}]', 'answer-shape'],
    ['[{"metric":[],"value":[1,"2"]}]', 'answer-shape'],
    ['{}', 'answer-shape'],
  ])('refuses the whole answer for the result %s', (result, code) => {
    const body = Buffer.from(`{"status":"success","data":{"resultType":"vector","result":${result}}}`);
    expect(foldAnswer(200, body, ORDER)).toMatchObject({ ok: false, code });
  });

  it.each([
    ['{"status":"success","data":{"resultType":"vector","result":[]},"warnings":["x"]}', true],
    ['{"status":"success","data":{"resultType":"vector","result":[]},"isPartial":true}', true],
    [
      '{"status":"success","data":{"resultType":"vector","result":[]},"warnings":[],"isPartial":false,"infos":["x"]}',
      false,
    ],
    [
      '{"status":"success","data":{"resultType":"vector","result":[]},"warnings":["PromQL info: metric might not be a counter"]}',
      false,
    ],
    [
      '{"status":"success","data":{"resultType":"vector","result":[]},"warnings":["PromQL info: x","store 2 is down"]}',
      true,
    ],
    ['{"status":"success","data":{"resultType":"vector","result":[]},"warnings":"store 2 is down"}', true],
    ['{"status":"success","data":{"resultType":"vector","result":[]},"warnings":null}', false],
  ])('tells whether %s is partial', (body, partial) => {
    const result = foldAnswer(200, Buffer.from(body), ORDER);
    expect(result.ok && result.folded.partialBecause !== undefined).toBe(partial);
  });
});
