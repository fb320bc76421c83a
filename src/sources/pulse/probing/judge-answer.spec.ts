import { describe, expect, it } from '@jest/globals';
import type { PulseExpectations } from '../pulse-declaration.js';
import type { Answer } from './answer.js';
import type { ResponseHead } from './http1/response-head.js';
import { bodyDecides, judgeAnswer } from './judge-answer.js';

const ANY_BUT_5XX = [{ from: 200, to: 499 }];
const head = (status: number): ResponseHead => ({ status, framing: 0, keepAlive: true, codings: [] });
const expecting = (parts: Partial<PulseExpectations> = {}): PulseExpectations => ({
  status: ANY_BUT_5XX,
  json: [],
  ...parts,
});
const judged = (expect: PulseExpectations, answer: Partial<Answer>, status = 200): string => {
  const { outcome, cause, detail } = judgeAnswer({ head: head(status), latencyMs: 10, ...answer }, expect);
  return `${outcome} ${cause}: ${detail}`;
};
const body = (text: string | Buffer, lacks?: string): Partial<Answer> => ({
  body: { bytes: Buffer.from(text as string), ...(lacks !== undefined && { lacks }) },
});
const charset = (name: string): Partial<Answer> => ({ head: { ...head(200), charset: name } });

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

  it.each<[string, Partial<PulseExpectations>, Partial<Answer>, string]>([
    ['a text that is there', { bodyContains: 'ok' }, body('all ok', 'it is larger'), 'success status: answered 200'],
    [
      'one that may come yet',
      { bodyContains: 'no' },
      body('all ok', 'it is larger'),
      'bad-data body: the body cannot be judged: it is larger',
    ],
    [
      'JSON',
      { json: [{ path: '$', equals: 1 }] },
      body('1', 'it is larger'),
      'bad-data body: the body cannot be judged: it is larger',
    ],
    [
      'JSON besides a text that is there',
      { bodyContains: 'U', json: [{ path: '$', equals: 'U' }] },
      body('"U"', 'it is larger'),
      'bad-data body: the body cannot be judged: it is larger',
    ],
  ])('that was read in part: %s', (_, parts, answer, verdict) => {
    expect(judged(expecting(parts), answer)).toBe(verdict);
  });

  it.each<[string, Partial<Answer>, string]>([
    ['in ISO-8859-1', { ...charset('iso-8859-1'), ...body(Buffer.from('alles gr\xfcn', 'latin1')) }, 'success'],
    ['in it, but that is not said', body(Buffer.from('alles gr\xfcn', 'latin1')), 'success'],
    ['in UTF-16, said by its byte order mark', body(Buffer.from('\ufeffalles grün', 'utf16le')), 'success'],
    ['in UTF-8, said by its byte order mark alone', { ...charset('utf-16'), ...body('\ufeffalles grün') }, 'success'],
    ['in Shift_JIS', { ...charset('shift_jis'), ...body(Buffer.from('alles gr\xfcn', 'latin1')) }, 'failure'],
    [
      'in a charset that is not known, readable all the same',
      { ...charset('utf8mb4'), ...body('alles grün') },
      'success',
    ],
    [
      'in a charset that is not known',
      { ...charset('ebcdic-x'), ...body('\x81\x82') },
      'bad-data body: the body cannot be judged: its charset',
    ],
  ])('%s', (_, answer, verdict) => {
    expect(judged(expecting({ bodyContains: 'grün' }), answer)).toContain(verdict);
  });

  it.each<[string, Partial<Answer>, string]>([
    ['after a byte order mark', body('\ufeff{"s":"ü"}'), 'success'],
    ['in UTF-16', { ...charset('utf-16le'), ...body(Buffer.from('{"s":"ü"}', 'utf16le')) }, 'success'],
    ['in ISO-8859-1, which is not said', body(Buffer.from('{"s":"\xfc"}', 'latin1')), 'success'],
    ['of another value', body(Buffer.from('{"s":"\xe4"}', 'latin1')), 'failure expectation: $.s is not "ü"'],
  ])('JSON %s', (_, answer, verdict) => {
    expect(judged(expecting({ json: [{ path: '$.s', equals: 'ü' }] }), answer)).toContain(verdict);
  });

  it('which cannot be judged, though it came too late', () => {
    const asked = expecting({ bodyContains: 'no', maxLatencyMs: 5 });
    expect(judged(asked, body('all ok', 'it is larger'))).toContain('failure expectation: the answer took 10 ms');
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
  });
});
