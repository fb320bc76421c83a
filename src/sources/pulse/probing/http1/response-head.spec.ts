import { describe, expect, it } from '@jest/globals';
import { parseHead, retryAfterMs, type ResponseHead } from './response-head.js';

const read = (...lines: string[]) => parseHead(lines.join('\r\n'), 'GET');
const head = (...lines: string[]) => read('HTTP/1.1 200 OK', ...lines) as ResponseHead;

describe('The status line', () => {
  it.each([
    ['HTTP/1.1 200 OK', 200],
    ['HTTP/1.1 200', 200],
    ['HTTP/1.1 200 ', 200],
    ['HTTP/1.0 404 Not Found at all', 404],
    ['HTTP/1.1 599 \u00e4', 599],
    ['HTTP/1.1 600 OK', 600],
    ['HTTP/1.1 999 ', 999],
  ])('%j is read', (line, status) => {
    expect(read(line)).toMatchObject({ status });
  });

  it.each([
    'HTTP/9.9 200 OK',
    'HTTP/1.2 200 OK',
    'HTTP/2 200',
    'http/1.1 200 OK',
    'HTTP/1.1  200 OK',
    'HTTP/1.1 20 OK',
    'HTTP/1.1 2000 OK',
    'HTTP/1.1 099 OK',
    'HTTP/1.1 000 ',
    'HTTP/1.1 2e2 OK',
    'HTTP/1.1 200OK',
    ' HTTP/1.1 200 OK',
    'HTTP/1.1 200 O\rK',
    'HTTP/1.1 200 O\nK',
    'HTTP/1.1 200 O\0K',
    '',
  ])('%j is bad data', (line) => {
    expect(read(line)).toMatchObject({ outcome: 'bad-data', cause: 'parse' });
  });
});

describe('Fields', () => {
  it.each(['no field', ': x', 'Content Length: 1', 'Content-Length : 1', 'X\t: 1', 'X: a\nY: b'])(
    'of which %j is none make bad data',
    (line) => {
      expect(read('HTTP/1.1 200 OK', line)).toMatchObject({ outcome: 'bad-data' });
    },
  );

  it('may be in any case, have no value, and hold any byte', () => {
    expect(head('CONTENT-LENGTH:5', 'X-Empty:', 'X-Odd: \u00ff\u0001', "!#$%&'*+.^`|~: 1").framing).toBe(5);
  });

  it('give what Retry-After says, within bounds', () => {
    expect(head('Retry-After:  120 ').retryAfter).toBe('120');
    expect(head(`Retry-After: ${'9'.repeat(100)}`).retryAfter).toHaveLength(64);
  });

  it.each([
    ['gzip', true],
    ['Identity', false],
    ['br, gzip', true],
  ])('say whether the body is coded: %s', (value, coded) => {
    expect(head(`Content-Encoding: ${value}`).coded).toBe(coded);
  });
});

describe('The end of the body is marked', () => {
  it.each<[string, string[], ResponseHead['framing']]>([
    ['by its length', ['Content-Length: 12'], 12],
    ['by its length, said twice', ['Content-Length: 12', 'Content-Length: 12'], 12],
    ['by its length, said twice in one field', ['Content-Length: 12, 12'], 12],
    ['by chunks', ['Transfer-Encoding: Chunked'], 'chunked'],
    ['by chunks, even if a length is given', ['Content-Length: 3', 'Transfer-Encoding: gzip, chunked'], 'chunked'],
    ['by the end of the connection', [], 'until-close'],
    ['by the end of the connection, in an unknown coding', ['Transfer-Encoding: gzip'], 'until-close'],
  ])('%s', (_, lines, framing) => {
    expect(head(...lines).framing).toBe(framing);
  });

  it.each(['-1', '+1', '1e3', '0x1', '', '1 2', '9'.repeat(16), '1, 2', '1,'])('never by the length %j', (length) => {
    expect(head(`Content-Length: ${length}`)).toMatchObject({ outcome: 'no-response', cause: 'protocol' });
  });

  it.each([
    ['HEAD', 200],
    ['GET', 204],
    ['GET', 304],
    ['GET', 103],
  ])('by there being none: %s, %i', (method, status) => {
    expect(parseHead(`HTTP/1.1 ${status} x\r\nContent-Length: 5`, method)).toMatchObject({ framing: 0 });
  });
});

describe('The connection is used again', () => {
  it.each([
    ['with a length', ['Content-Length: 0'], true],
    ['with chunks', ['Transfer-Encoding: chunked', 'Connection: Keep-Alive'], true],
    ['not when it is closed', ['Content-Length: 0', 'Connection: x, Close'], false],
    ['not when it ends the body', [], false],
    ['not when two fields tell the end of the body', ['Content-Length: 0', 'Transfer-Encoding: chunked'], false],
    ['not after a folded line', ['Content-Length: 0', 'X: a', ' b'], false],
    ['not after a field that contradicts itself', ['Content-Length: 0', 'Retry-After: 1', 'Retry-After: 2'], false],
  ])('%s', (_, lines, keepAlive) => {
    expect(head(...lines).keepAlive).toBe(keepAlive);
  });

  it('not with HTTP/1.0', () => {
    expect(read('HTTP/1.0 200 OK', 'Content-Length: 0', 'Connection: keep-alive')).toMatchObject({ keepAlive: false });
  });
});

describe('Retry-After', () => {
  const NOW_MS = Date.UTC(2026, 10, 21, 9, 0, 0);

  it.each([
    ['0', 0],
    ['120', 120_000],
    ['9999999999', 86_400_000],
    ['Sat, 21 Nov 2026 09:00:30 GMT', 30_000],
    ['Sat, 21 Nov 2026 08:00:00 GMT', 0],
    ['Fri, 01 Jan 2999 00:00:00 GMT', 86_400_000],
  ])('%s asks for %i ms', (value, ms) => {
    expect(retryAfterMs(value, NOW_MS)).toBe(ms);
  });

  it.each([
    undefined,
    '',
    '-1',
    '1.5',
    '1e3',
    'soon',
    '99999999999',
    '2026-11-21T09:00:30Z',
    'Sat, 99 Nov 2026 09:00:30 GMT',
  ])('%s asks for nothing', (value) => {
    expect(retryAfterMs(value, NOW_MS)).toBeUndefined();
  });
});
