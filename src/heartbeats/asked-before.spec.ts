import { beforeEach, describe, expect, it } from '@jest/globals';
import type { Heartbeat } from '../evaluation/heartbeat.js';
import { answerOf } from './answer.js';
import { AskedBefore } from './asked-before.js';

describe('AskedBefore', () => {
  let state: { list: readonly Heartbeat[]; version: number };
  let forgotten: number;
  let asked: AskedBefore;

  beforeEach(() => {
    state = { list: [], version: 1 };
    forgotten = 0;
    asked = new AskedBefore({ version: () => state.version, list: () => state.list }, () => forgotten++);
  });

  it('knows an answer by the text of its URL', () => {
    const kept = { answer: answerOf('[]'), link: '<x>; rel="first"' };
    asked.note('/heartbeats?limit=1', state, kept);
    expect(asked.find('/heartbeats?limit=1')).toBe(kept);
    expect(asked.find('/heartbeats?limit=01')).toBeUndefined();
  });

  it.each([
    ['a heartbeat changes', () => ({ ...state, version: 2 })],
    ['base paths come or go', () => ({ ...state, list: [] })],
  ])('forgets it when %s', (_, changed) => {
    asked.note('/a', state, { answer: answerOf('[]') });
    state = changed();
    expect(asked.find('/a')).toBeUndefined();
    asked.note('/b', state, { answer: answerOf('[1]') });
    expect([asked.find('/a'), asked.find('/b')?.answer.bytes]).toEqual([undefined, 3]);
  });

  it('keeps no answer of a board that has changed while it was made', () => {
    const before = state;
    state = { ...state, version: 2 };
    asked.note('/a', before, { answer: answerOf('[]') });
    expect(asked.find('/a')).toBeUndefined();
  });

  it('keeps at most 1 024, the oldest go first', () => {
    for (let url = 0; url < 1_030; url++) asked.note(`/${url}`, state, { answer: answerOf('[]') });
    expect([asked.find('/5'), asked.find('/6') !== undefined, forgotten]).toEqual([undefined, true, 6]);
  });

  it('keeps at most 16 MiB', () => {
    const answer = answerOf('x'.repeat(1024 * 1024));
    for (let url = 0; url < 20; url++) asked.note(`/${url}`, state, { answer });
    expect([asked.find('/4'), asked.find('/5') !== undefined, forgotten]).toEqual([undefined, true, 5]);
  });
});
