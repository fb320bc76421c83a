import { describe, expect, it } from '@jest/globals';
import { expandText } from './environment-text.js';

const ENVIRONMENT = { HEARTBEAT_A: 'one', HEARTBEAT_B: 'two$&', HEARTBEAT_EMPTY: '', HOME: '/root' };

describe('a text with variables', () => {
  it.each([
    ['plain', 'plain'],
    ['$HEARTBEAT_A, 5 $ and {}', '$HEARTBEAT_A, 5 $ and {}'],
    ['${HEARTBEAT_A}', 'one'],
    ['http://${HEARTBEAT_A}:${HEARTBEAT_B}/', 'http://one:two$&/'],
    ['<${HEARTBEAT_EMPTY}>', '<>'],
  ])('takes them from the environment: %s', (text, value) => {
    expect(expandText(text, ENVIRONMENT)).toEqual({ ok: true, value });
  });

  it.each([
    ['${HOME}', 'names ${HOME}'],
    ['${HEARTBEAT_a}', 'names ${HEARTBEAT_a}'],
    ['${}', 'names ${}'],
    ['${HEARTBEAT_C}', 'names HEARTBEAT_C, which is not set'],
    ['${HEARTBEAT_C}${HEARTBEAT_A}${HEARTBEAT_D}${HEARTBEAT_C}', 'names HEARTBEAT_C, HEARTBEAT_D, which are not set'],
    ['${HEARTBEAT_A', 'has ${ without }'],
    ['${HEARTBEAT_A}${', 'has ${ without }'],
  ])('is refused when one is not ours, not set or not closed: %s', (text, problem) => {
    expect(expandText(text, ENVIRONMENT)).toEqual({ ok: false, problem, allowed: 'a set variable ${HEARTBEAT_…}' });
  });

  it('does not take variables out of variables', () => {
    expect(expandText('${HEARTBEAT_A}', { HEARTBEAT_A: '${HEARTBEAT_B}', HEARTBEAT_B: 'two' })).toEqual({
      ok: true,
      value: '${HEARTBEAT_B}',
    });
  });
});
