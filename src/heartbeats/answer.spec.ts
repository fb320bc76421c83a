import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import { isKnown } from '../platform/http/entity-tag.js';
import { headersOf } from './answer-headers.js';
import { answerOf } from './answer.js';

const TEXT = JSON.stringify(Array.from({ length: 100 }, (_, index) => ({ basepath: `/api/n${index}/v1` })));

describe('an answer', () => {
  it('has a tag that depends on its content alone, and differs for each coding', () => {
    const [one, same, other] = [answerOf(TEXT), answerOf(TEXT), answerOf(`${TEXT} `)];
    expect(same.tag).toBe(one.tag);
    expect(other.tag).not.toBe(one.tag);
    expect(new Set([one.entityTag('identity'), one.entityTag('gzip'), one.entityTag('br')]).size).toBe(3);
  });

  it('is compressed once for all who ask, at the same time or later', async () => {
    const answer = answerOf(TEXT);
    expect(answer.ready('gzip')).toBeUndefined();
    const [first, second] = await Promise.all([answer.inCoding('gzip'), answer.inCoding('gzip')]);
    expect(second).toBe(first);
    expect([await answer.inCoding('gzip'), answer.ready('gzip')]).toEqual([first, first]);
    expect(answer.ready('br')).toBeUndefined();
  });

  it('is the same text in each coding', async () => {
    const answer = answerOf(TEXT);
    expect(String(await answer.inCoding('identity'))).toBe(TEXT);
    expect(String(gunzipSync(await answer.inCoding('gzip')))).toBe(TEXT);
    expect(String(brotliDecompressSync(await answer.inCoding('br')))).toBe(TEXT);
  });
});

describe('If-None-Match', () => {
  const answer = answerOf(TEXT);
  const tag = answer.entityTag('identity');

  it.each([
    [undefined, false],
    ['', false],
    [tag, true],
    [`W/${tag}`, true],
    [' * ', true],
    [`"other", ${tag}`, true],
    [`"other" ,W/${tag} , "third"`, true],
    ['"other"', false],
    [answer.tag, false],
    [answer.entityTag('gzip'), false],
    [`${'"x",'.repeat(2_000)}${tag}`, true],
  ])('%# of several forms is understood', (ifNoneMatch, notModified) => {
    expect(isKnown(ifNoneMatch, answer.entityTag('identity'))).toBe(notModified);
  });
});

describe('the headers of an answer', () => {
  const sending = { status: 200, coding: 'identity', bodyBytes: 5 } as const;
  const header = (list: readonly string[], name: string): string | undefined => list[list.indexOf(name) + 1];

  it('say how many there are only where the answer is a list', () => {
    const list = headersOf(answerOf('[]', { total: 7, count: 3 }), sending, 1);
    expect([header(list, 'x-total-count'), header(list, 'x-result-count')]).toEqual(['7', '3']);
    expect(headersOf(answerOf('{}'), sending, 1)).not.toContain('x-total-count');
  });

  it('describe no body where there is none', () => {
    const list = headersOf(answerOf('[]'), { status: 304, coding: 'gzip', bodyBytes: 0 }, 1);
    for (const name of ['content-type', 'content-length', 'content-encoding']) expect(list).not.toContain(name);
    for (const name of ['etag', 'cache-control', 'vary']) expect(list).toContain(name);
  });

  it.each([
    [0, 'max-age=0, must-revalidate'],
    [5, 'max-age=5, must-revalidate'],
    [60, 'max-age=60, must-revalidate'],
    [3_600, 'max-age=60, must-revalidate'],
  ])('with %i s to the next evaluation allow caches %s', (seconds, expected) => {
    expect(header(headersOf(answerOf('[]'), sending, seconds), 'cache-control')).toBe(expected);
  });

  it('are made anew for another second, status or coding', () => {
    const answer = answerOf(TEXT);
    const lists = [
      headersOf(answer, sending, 1),
      headersOf(answer, sending, 2),
      headersOf(answer, { ...sending, status: 304 }, 2),
      headersOf(answer, { ...sending, coding: 'br' }, 2),
      headersOf(answer, sending, 1),
    ].map((each) => each.join('\n'));
    expect(new Set(lists).size).toBe(4);
    expect(lists[4]).toBe(lists[0]);
  });
});
