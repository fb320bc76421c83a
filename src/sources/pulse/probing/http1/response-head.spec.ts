import { describe, expect, it } from '@jest/globals';
import { parseBegunHead, parseHead, retryAfterMs, type ResponseHead } from './response-head.js';

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
    // RFC 9110, 2.5: as the highest minor version that is known.
    ['HTTP/1.2 200 OK', 200],
    // RFC 9112, 4: nobody reads the reason.
    ['HTTP/1.1 200 O\rK', 200],
    ['HTTP/1.1 200 O\0K', 200],
    ['HTTP/1.1 200 O\nK', 200],
  ])('%j is read', (line, status) => {
    expect(read(line)).toMatchObject({ status });
  });

  it.each([
    'HTTP/9.9 200 OK',
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
    '',
  ])('%j is bad data', (line) => {
    expect(read(line)).toMatchObject({ outcome: 'bad-data', cause: 'parse' });
  });
});

describe('Fields', () => {
  it.each(['no field', ': x', 'Content Length: 1', 'Conténu: 1', 'X\0: 1', ' Content-Length: 3'])(
    'of which %j is none: the others count, and the connection ends',
    (line) => {
      expect(head(line, 'Content-Length: 5')).toEqual({ status: 200, framing: 5, keepAlive: false, codings: [] });
    },
  );

  it.each([
    ['with blanks before the colon', 'Content-Length \t: 5'],
    ['on two lines', 'Content-Length:\r\n 5'],
    ['with a CR alone, which stands for a blank', 'Content-Length:\r5'],
    ['with a NUL, which does so, too', 'Content-Length: 5\0'],
    ['after a line that ends in LF alone', 'X: a\nContent-Length: 5'],
  ])('%s are read, and the connection ends', (_, line) => {
    expect(head(line)).toMatchObject({ framing: 5, keepAlive: false });
  });

  it('may be in any case, have no value, and hold any byte', () => {
    expect(head('CONTENT-LENGTH:5', 'X-Empty:', 'X-Odd: \u00ff\u0001', "!#$%&'*+.^`|~: 1").framing).toBe(5);
  });

  it('give what Retry-After says, within bounds', () => {
    expect(head('Retry-After:  120 ').retryAfter).toBe('120');
    expect(head(`Retry-After: ${'9'.repeat(100)}`).retryAfter).toHaveLength(64);
  });

  it.each<[string[], string[]]>([
    [[], []],
    [['Content-Encoding: GZip'], ['gzip']],
    [['Content-Encoding: Identity'], []],
    [['Content-Encoding: br, gzip'], ['br', 'gzip']],
    [
      ['Content-Encoding: gzip', 'Content-Encoding: gzip'],
      ['gzip', 'gzip'],
    ],
    [
      ['Content-Encoding: br', 'Transfer-Encoding: gzip, chunked'],
      ['br', 'gzip'],
    ],
    [['Transfer-Encoding: chunked, chunked'], ['chunked']],
    [['Transfer-Encoding: deflate'], ['deflate']],
  ])('say how the body is coded: %j', (lines, codings) => {
    expect(head(...lines).codings).toEqual(codings);
  });

  it.each([
    ['text/html; charset=ISO-8859-1', 'iso-8859-1'],
    ['text/html;a=b ; Charset = "utf-8"; c', 'utf-8'],
    ['text/html', undefined],
    ['text/html; charset=', undefined],
  ])('say the charset: %s', (type, charset) => {
    expect(head(`Content-Type: ${type}`).charset).toBe(charset);
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
    expect(head(`Content-Length: ${length}`)).toMatchObject({ status: 200, framing: 'unknown', keepAlive: false });
  });

  it('never by chunks in HTTP/1.0, which has none', () => {
    expect(read('HTTP/1.0 200 OK', 'Transfer-Encoding: chunked')).toMatchObject({ framing: 'unknown' });
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

describe('A head that has begun', () => {
  it.each([
    ['HTTP/1.1 503 No\r\nX: ', 503],
    ['HTTP/1.1 200\n', 200],
  ])('%j says its status, and nothing else', (text, status) => {
    expect(parseBegunHead(text, 'GET')).toEqual({ status, framing: 'unknown', keepAlive: false, codings: [] });
  });

  it.each(['', 'HTTP/1.1 503', 'HTTP/1.1 503 No\r'])('%j says nothing yet', (text) => {
    expect(parseBegunHead(text, 'GET')).toBeUndefined();
  });

  it('is no head', () => {
    expect(parseBegunHead('HTTP/1.1 99 No\r\nX', 'GET')).toMatchObject({ outcome: 'bad-data' });
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
