import { describe, expect, it } from '@jest/globals';
import { parseJsonPath, valueAt } from './json-path.js';

const DOCUMENT = { status: 'UP', checks: [{ name: 'db', ok: true }, { 'a-b': null }], "it's": { '\\': 7 }, length: 3 };

describe('A path leads to one place', () => {
  it.each([
    ['$', DOCUMENT],
    ['$.status', 'UP'],
    ['$.checks[0].ok', true],
    ["$['checks'][1]['a-b']", null],
    ['$["checks"][0]["name"]', 'db'],
    [String.raw`$['it\'s']["\\"]`, 7],
    ['$.length', 3],
  ])('%s', (text, value) => {
    expect(valueAt(DOCUMENT, parseJsonPath(text)!)).toEqual(value);
  });

  it.each(['$.nothing', '$.checks[2]', '$.checks.length', '$.status[0]', '$.status.length', '$.toString', '$[0]'])(
    '%s, where nothing stands',
    (text) => {
      expect(valueAt(DOCUMENT, parseJsonPath(text)!)).toBeUndefined();
    },
  );

  it.each(['$.__proto__', '$.constructor.prototype', "$['__proto__']"])('%s, own members only', (text) => {
    expect(valueAt({}, parseJsonPath(text)!)).toBeUndefined();
  });

  it('also through members with odd names that are really there', () => {
    expect(valueAt(JSON.parse('{"__proto__": {"a": 1}}'), parseJsonPath('$.__proto__.a')!)).toBe(1);
  });
});

/** Each kind of case that the compliance suite of RFC 9535 has for queries of one place. */
describe('By the grammar of RFC 9535', () => {
  it.each<[string, unknown, unknown]>([
    ['$.☺', { '☺': 1 }, 1],
    ['$._é9𝄞', JSON.parse('{ "_é9𝄞": 1 }'), 1],
    ["$['']", { '': 1 }, 1],
    ["$[' ']", { ' ': 1 }, 1],
    ['$["\u007f"]', { '\u007f': 1 }, 1],
    ['$["𝄞"]', { '𝄞': 1 }, 1],
    ["$['\"']", { '"': 1 }, 1],
    [`$["'"]`, { "'": 1 }, 1],
    [String.raw`$["\""]`, { '"': 1 }, 1],
    [String.raw`$['\'']`, { "'": 1 }, 1],
    [String.raw`$['\\\'"']`, { '\\\'"': 1 }, 1],
    [String.raw`$["\b\f\n\r\t\/\\"]`, { '\b\f\n\r\t/\\': 1 }, 1],
    [String.raw`$['\b\f\n\r\t\/\\']`, { '\b\f\n\r\t/\\': 1 }, 1],
    [String.raw`$["\u263A\u263a"]`, { '☺☺': 1 }, 1],
    [String.raw`$['\uD834\uDD1E\ud83d\ude00']`, { '𝄞😀': 1 }, 1],
    [String.raw`$['\ud7ff\uE000']`, { '\ud7ff\ue000': 1 }, 1],
    ["$ ['a'] \n\t\r.b [ 0 ]", { a: { b: [1] } }, 1],
    ["$[\n'a'\r]\t[\t-1 ]", { a: [0, 1] }, 1],
    ['$[-1]', [1, 2], 2],
    ['$[-2]', [1, 2], 1],
    ['$[-3]', [1, 2], undefined],
    ['$[2]', [1, 2], undefined],
    ['$[-9007199254740991]', [1], undefined],
    ['$[9007199254740991]', [1], undefined],
    ['$[0]', { 0: 1 }, undefined],
    ['$[-1]', { '-1': 1 }, undefined],
    ['$[-1]', 'text', undefined],
    ["$['a']", ['a'], undefined],
    ["$['0']", ['a'], undefined],
  ])('%j', (text, document, value) => {
    expect(valueAt(document, parseJsonPath(text)!)).toEqual(value);
  });

  it.each([
    ...Array.from({ length: 32 }, (_, code) => `$["${String.fromCharCode(code)}"]`),
    ...Array.from({ length: 32 }, (_, code) => `$['${String.fromCharCode(code)}']`),
    ' $',
    '$ ',
    '$\n',
    '$.&',
    '$.1',
    '$. a',
    '$.\ta',
    '$[]',
    '$[a]',
    '$[0 2]',
    '$[0,2]',
    '$[1.0]',
    '$[+1]',
    '$[- 1]',
    '$[-0]',
    '$[-01]',
    '$[9007199254740992]',
    '$[-9007199254740992]',
    '$[231584178474632390847141970017375815706539969331281128078915168015826259279872]',
    '$["""]',
    "$[''']",
    String.raw`$["\'"]`,
    String.raw`$['\"']`,
    String.raw`$["\"]`,
    String.raw`$["\?"]`,
    String.raw`$["\a"]`,
    String.raw`$["\v"]`,
    String.raw`$["\0"]`,
    String.raw`$["\x12"]`,
    String.raw`$["\N{LATIN CAPITAL LETTER A}"]`,
    String.raw`$["\u"]`,
    String.raw`$["\u123"]`,
    String.raw`$["\U1234"]`,
    String.raw`$["\u+1234"]`,
    String.raw`$["\u{1234}"]`,
    String.raw`$["\uD800"]`,
    String.raw`$["\uDC00"]`,
    String.raw`$["\uD800\uD800"]`,
    String.raw`$["\uDC00\uDC00"]`,
    String.raw`$["\uD800\u1234"]`,
    String.raw`$["\uD800x\uDC00"]`,
    '$["\ud800"]',
    '$.\udc00',
    '$..[1]',
    '$..',
    '$.a..b',
    '$[?@]',
    '$[:]',
    '$(.a)',
  ])('%j is refused', (text) => {
    expect(parseJsonPath(text)).toBeUndefined();
  });
});

describe('A text that is not a path to one place is refused', () => {
  it.each([
    '',
    'status',
    '.status',
    '$status',
    '$.',
    '$..status',
    '$.*',
    '$[*]',
    '$[01]',
    '$[1:2]',
    '$[?@.a]',
    "$['a','b']",
    "$['a",
    "$['a\nb']",
    '$.a b',
    '$.a-b',
    '$.a ',
    `$.${'a'.repeat(255)}`,
  ])('%j', (text) => {
    expect(parseJsonPath(text)).toBeUndefined();
  });
});
