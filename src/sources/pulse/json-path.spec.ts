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
    '$[-1]',
    '$[01]',
    '$[1:2]',
    '$[?@.a]',
    "$['a','b']",
    "$['']",
    "$['a",
    String.raw`$['\u0041']`,
    "$['a\nb']",
    '$.a b',
    '$.a-b',
    '$ .a',
    '$.a ',
    '$[9999999999]',
    `$.${'a'.repeat(255)}`,
  ])('%j', (text) => {
    expect(parseJsonPath(text)).toBeUndefined();
  });
});
