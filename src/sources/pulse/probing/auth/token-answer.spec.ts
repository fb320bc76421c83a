import { describe, expect, it } from '@jest/globals';
import { readTokenAnswer } from './token-answer.js';

const GOOD = { access_token: 'abc', token_type: 'Bearer', expires_in: 60 };
const read = (fields: object) => readTokenAnswer(Buffer.from(JSON.stringify(fields)));

describe('A token', () => {
  it.each([
    ['with its life', {}, 60_000],
    ['with its life as a text', { expires_in: '90' }, 90_000],
    ['that does not say how long it lives', { expires_in: undefined }, 300_000],
    ['that lives for ever', { expires_in: 1e12 }, 86_400_000],
    ['of a type in lower case', { token_type: 'bearer' }, 60_000],
  ])('%s', (_, fields, livesMs) => {
    expect(read({ ...GOOD, ...fields })).toEqual({ token: 'abc', livesMs });
  });
});

describe('No token', () => {
  it.each([
    [{ access_token: undefined }, 'access_token'],
    [{ access_token: 'a\r\nX-Evil: 1' }, 'access_token'],
    [{ access_token: 'a'.repeat(8_193) }, 'access_token'],
    [{ access_token: ['a'] }, 'access_token'],
    [{ token_type: 'mac' }, 'bearer'],
    [{ token_type: undefined }, 'bearer'],
    [{ expires_in: 0 }, 'expires_in'],
    [{ expires_in: -1 }, 'expires_in'],
    [{ expires_in: 'soon' }, 'expires_in'],
    [{ expires_in: [60] }, 'expires_in'],
    [{ expires_in: null }, 'expires_in'],
  ])('in %j', (fields, says) => {
    expect(read({ ...GOOD, ...fields })).toContain(says);
  });

  it.each(['', 'null', '[]', '"abc"', '{"access_token":'])('in the body %j', (body) => {
    expect(readTokenAnswer(Buffer.from(body))).toBe('the answer is no JSON object');
  });
});
