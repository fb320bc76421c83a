import { describe, expect, it } from '@jest/globals';
import { kindOfValue, shownValue } from './shown-value.js';

describe('a value in a message', () => {
  it.each([
    ['kung', '"kung"'],
    [5, '5'],
    [true, 'true'],
    [null, 'null'],
    [Number.NaN, 'NaN'],
    [[{ password: 'hunter2' }], 'a list of 1 item'],
    [[], 'a list of 0 items'],
    [{ password: 'hunter2' }, 'a mapping'],
    ['http://user:hunter2@host/path', '"http://***@host/path"'],
    ['http://user:hun/ter2@host', '"http://***@host"'],
    ['user:hunter2@host', '"***@host"'],
    ['https://host/path?token=hunter2', '"https://host/path?***"'],
    ['/path?token=hunter2', '"/path?***"'],
    ['/path?hunter2', '"/path?***"'],
    ['|/path?token=hunter2', '"|/path?***"'],
    ['is it?', '"is it?"'],
    ['is it? yes', '"is it? yes"'],
    ['\u001b[31mred\n\u202e', '"\\u001b[31mred\\n\\u202e"'],
  ])('shows no secret and nothing unprintable: %j', (value, shown) => {
    expect(shownValue(value)).toBe(shown);
  });

  it('is cut', () => {
    expect(shownValue('x'.repeat(1_000))).toHaveLength(80);
  });

  it.each([
    ['hunter2', 'text'],
    [{ a: 1 }, 'a mapping'],
    [4_711, 'a number'],
    [true, 'true'],
  ])('is only named where a secret may stand: %j', (value, kind) => {
    expect(kindOfValue(value)).toBe(kind);
  });
});
