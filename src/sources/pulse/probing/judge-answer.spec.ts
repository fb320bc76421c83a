import { describe, expect, it } from '@jest/globals';
import type { PulseExpectations } from '../pulse-declaration.js';
import type { Answer } from './exchange.js';
import type { ResponseHead } from './http1/response-head.js';
import { bodyDecides, judgeAnswer } from './judge-answer.js';

const ANY_BUT_5XX = [{ from: 200, to: 499 }];
const head = (status: number, coded = false): ResponseHead => ({ status, framing: 0, keepAlive: true, coded });
const expecting = (parts: Partial<PulseExpectations> = {}): PulseExpectations => ({
  status: ANY_BUT_5XX,
  json: [],
  ...parts,
});
const judged = (expect: PulseExpectations, answer: Partial<Answer>, status = 200): string => {
  const { outcome, cause, detail } = judgeAnswer({ head: head(status), latencyMs: 10, ...answer }, expect);
  return `${outcome} ${cause}: ${detail}`;
};
const body = (text: string): Partial<Answer> => ({ body: Buffer.from(text) });

describe('By its status', () => {
  it.each([
    [200, ANY_BUT_5XX, 'success status: answered 200'],
    [404, ANY_BUT_5XX, 'success status: answered 404'],
    [499, ANY_BUT_5XX, 'success status: answered 499'],
    [
      404,
      [
        { from: 200, to: 299 },
        { from: 418, to: 418 },
      ],
      'failure expectation: answered 404, expected 200-299, 418',
    ],
    [
      418,
      [
        { from: 200, to: 299 },
        { from: 418, to: 418 },
      ],
      'success status: answered 418',
    ],
    [500, ANY_BUT_5XX, 'failure status: answered 500'],
    [503, [{ from: 200, to: 599 }], 'failure status: answered 503'],
    // B12
    [600, [{ from: 200, to: 599 }], 'failure status: answered 600'],
  ])('%i is held against %j', (status, ranges, verdict) => {
    expect(judged(expecting({ status: ranges }), {}, status)).toBe(verdict);
  });
});

describe('By its body', () => {
  it.each([
    [{ bodyContains: 'ok' }, 'all ok here', 'success status: answered 200'],
    [{ bodyContains: 'grün' }, 'alles grün', 'success status: answered 200'],
    [{ bodyContains: 'ok' }, 'nothing', 'failure expectation: the body does not contain the expected text'],
    [{ json: [{ path: '$.status', equals: 'UP' }] }, '{"status":"UP"}', 'success status: answered 200'],
    [
      {
        json: [
          { path: '$.n', equals: 1 },
          { path: '$.b', equals: null },
        ],
      },
      '{"n":1.0,"b":null}',
      'success status: answered 200',
    ],
    [{ json: [{ path: '$.n', equals: '1' }] }, '{"n":1}', 'failure expectation: $.n is not "1"'],
    [{ json: [{ path: '$.b', equals: null }] }, '{}', 'failure expectation: $.b is not null'],
    [{ json: [{ path: '$', equals: true }] }, '{"a":', 'failure expectation: the body is no JSON'],
    [{ json: [{ path: '$..a', equals: 1 }] }, '{"a":1}', 'failure expectation: $..a is not 1'],
  ])('%j is asked of %s', (parts, text, verdict) => {
    expect(judged(expecting(parts), body(text))).toBe(verdict);
  });

  it('not when it is too large or compressed', () => {
    const asked = expecting({ bodyContains: 'ok' });
    expect(judged(asked, { body: 'too-large' })).toBe(
      'failure expectation: the body is larger than the 262144 bytes that are read',
    );
    expect(judged(asked, { head: head(200, true) })).toMatch(/^failure expectation: .*compressed/);
  });

  it('without a stack overflow, however deep it is', () => {
    const deep = `${'['.repeat(130_000)}${']'.repeat(130_000)}`;
    expect(judged(expecting({ json: [{ path: '$[0][0]', equals: 1 }] }), body(deep))).toContain('$[0][0] is not 1');
  });
});

describe('By its latency', () => {
  it.each([
    [799.9, 'success'],
    [800, 'success'],
    [800.1, 'failure expectation: the answer took 801 ms, at most 800 ms were expected'],
  ])('%d ms', (latencyMs, verdict) => {
    expect(judged(expecting({ maxLatencyMs: 800 }), { latencyMs })).toContain(verdict);
  });
});

describe('The body is read', () => {
  it.each([
    ['not where nothing is expected of it', {}, 200, false],
    ['where a text is', { bodyContains: 'a' }, 200, true],
    ['where a value is', { json: [{ path: '$', equals: 1 }] }, 404, true],
    ['not where the status is a failure', { bodyContains: 'a' }, 503, false],
    [
      'not where the status is not the expected one',
      { bodyContains: 'a', status: [{ from: 200, to: 200 }] },
      404,
      false,
    ],
  ])('%s', (_, parts, status, reads) => {
    expect(bodyDecides(head(status), expecting(parts))).toBe(reads);
    expect(bodyDecides(head(status, true), expecting(parts))).toBe(false);
  });
});
