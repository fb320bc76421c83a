import { describe, expect, it } from '@jest/globals';
import { aggregateAnswer, MAX_PARSED_BYTES, type AggregationOrder } from './aggregate-answer.js';

const ORDER: AggregationOrder = { dialect: 'kong', keyLabels: ['route'], outcomeLabels: ['code'], maxGroups: 3 };

type Row = [route: string, code: string, value: string];

const fold = (rows: Row[], order = ORDER) => {
  const result = rows.map(([route, code, value]) => ({ metric: { route, code }, value: [1.5, value] }));
  const body = Buffer.from(JSON.stringify({ status: 'success', data: { resultType: 'vector', result } }));
  const folded = aggregateAnswer({ status: 200, body }, order);
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

  it.each<[string, unknown[], number]>([
    ['of one moment', [1_767_225_600.25, 1_767_225_600.25], 1_767_225_600.25],
    ['of several', [1_767_225_600, 1_767_225_500.5, 1_767_225_600], 1_767_225_500.5],
    ['of a time that makes no sense', [-5, 7], 0],
    ['that are none', [], Infinity],
  ])('tells the oldest moment of series %s', (_, times, oldestSeconds) => {
    const result = times.map((time, index) => ({ metric: { route: String(index), code: '200' }, value: [time, '1'] }));
    const body = Buffer.from(JSON.stringify({ status: 'success', data: { resultType: 'vector', result } }));
    expect(aggregateAnswer({ status: 200, body }, ORDER)).toMatchObject({ ok: true, folded: { oldestSeconds } });
  });

  it('keeps the first of two samples of one series, also of the fortieth code', () => {
    const many = Array.from({ length: 40 }, (_, index): Row => ['a', String(200 + index), '1']);
    const folded = fold([...many, ['a', '200', '99'], ['a', '239', '99']]);
    expect([folded.sums[0], folded.duplicates]).toEqual([40, 2]);
  });

  it('keeps apart what differs in any of several labels', () => {
    const order = { ...ORDER, dialect: 'kong-legacy', keyLabels: ['route', 'service'], maxGroups: 10 };
    const metrics = [
      { route: 'a', service: 'b', code: '200' },
      { route: 'b', service: 'a', code: '200' },
      { route: 'a', code: '200' },
      { service: 'a', code: '200' },
      { service: 'b', route: 'a', code: '503' },
    ];
    const result = metrics.map((metric, index) => ({ metric, value: [1, String(2 ** index)] }));
    const body = Buffer.from(JSON.stringify({ status: 'success', data: { resultType: 'vector', result } }));
    const folded = aggregateAnswer({ status: 200, body }, order);
    expect(folded.ok && folded.folded.values).toEqual(['a', 'b', 'b', 'a', 'a', '', '', 'a']);
    expect(folded.ok && [...folded.folded.sums]).toEqual([1, 16, 0, 0, 2, 0, 0, 0, 4, 0, 0, 0, 8, 0, 0, 0]);
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
    expect(aggregateAnswer({ status: 200, body }, ORDER)).toMatchObject({ ok: false, code });
  });

  it.each([
    ['answer-shape', 200, '['.repeat(400_000)],
    ['answer-shape', 200, `[${'{},'.repeat(200_000)}{}]`],
    ['http-502', 502, `<html>${' '.repeat(400_000)}`],
  ])('refuses what is large and no vector, as %s, without making objects of it', (code, status, body) => {
    expect(aggregateAnswer({ status, body: Buffer.from(body) }, ORDER)).toMatchObject({ ok: false, code });
  });

  it('reads a large answer also when it was written with blanks', () => {
    const rows = Array.from({ length: 5_000 }, (_, index) => ({
      metric: { route: 'a', code: `${index}` },
      value: [1, '1'],
    }));
    const document = { status: 'success', data: { resultType: 'vector', result: rows } };
    const body = Buffer.from(JSON.stringify(document, undefined, 2));
    const result = aggregateAnswer({ status: 200, body }, ORDER);
    const folded = result.ok ? result.folded : undefined;
    expect([folded?.series, folded?.duplicates, folded?.dropped]).toEqual([5_000, 0, 0]);
    expect(body.length).toBeGreaterThan(MAX_PARSED_BYTES);
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
    const result = aggregateAnswer({ status: 200, body: Buffer.from(body) }, ORDER);
    expect(result.ok && result.folded.partialBecause !== undefined).toBe(partial);
  });
});
