import { describe, expect, it } from '@jest/globals';
import { readMatrixEnvelope } from './query-answer.js';

const read = (status: number, body: unknown) => {
  const result = readMatrixEnvelope(status, typeof body === 'string' ? body : JSON.stringify(body));
  return result.ok ? result.envelope.partialBecause : result.detail;
};
const refused = (errorType: unknown, error?: unknown) => ({ status: 'error', errorType, error });
const warned = (...warnings: unknown[]) => ({
  status: 'success',
  data: { resultType: 'matrix', result: [] },
  warnings,
});

describe('A problem with an answer', () => {
  it.each<[string, number, unknown, string]>([
    [
      'a refusal',
      422,
      refused('execution', 'the query exceeded the maximum number of series'),
      'the server refuses the query (execution): the query exceeded the maximum number of series',
    ],
    ['a busy server', 503, refused('timeout', 'query timed out'), 'the server answers 503 (timeout): query timed out'],
    ['a server without words', 500, refused('internal'), 'the server answers 500 (internal)'],
    ['words that are none', 500, refused('internal', { a: 1 }), 'the server answers 500 (internal)'],
    ['words without a type', 500, { error: 'no' }, 'the server answers 500: no'],
    ['a page', 502, '<h1>no</h1>', 'the server answers 502'],
    ['an error in a good answer', 200, refused('internal', 'torn'), 'the answer does not say success: torn'],
    [
      'what does not show as itself',
      500,
      refused('a\nb', 'c\u202ed'),
      String.raw`the server answers 500 (a\u000ab): c\u202ed`,
    ],
    ['a warning', 200, warned('store b is down'), 'the answer carries warnings: store b is down'],
    ['the first that is not only a remark', 200, warned('PromQL info: x', 'y', 'z'), 'the answer carries warnings: y'],
    ['a warning without words', 200, warned({ a: 1 }), 'the answer carries warnings'],
  ])('has the words of %s', (_, status, body, detail) => {
    expect(read(status, body)).toBe(detail);
  });

  it('has as many of the words as a line can hold', () => {
    const detail = read(422, refused('execution', `begin ${'x'.repeat(5_000)}`))!;
    expect(detail).toMatch(/: begin x+…$/);
    expect(detail.length).toBeLessThan(280);
  });
});
