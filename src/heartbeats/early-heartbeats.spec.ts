import type { IncomingMessage } from 'node:http';
import { beforeEach, describe, expect, it } from '@jest/globals';
import { FakeBoard } from '../../test/support/fake-board.js';
import type { EarlyReply } from '../platform/http/early-answers.js';
import { parametersOf, readQuery } from '../platform/http/query-parameters.js';
import { AskedBefore } from './asked-before.js';
import { earlyHeartbeats } from './early-heartbeats.js';
import { HeartbeatsParameters, heartbeatsQueryOf } from './heartbeats-query.js';
import { HEARTBEAT_FORM, HeartbeatsReader } from './heartbeats-reader.js';
import { SelectedAnswers } from './selected-answers.js';

const PAGE = '/p/heartbeats?limit=1&offset=1';

describe('a selection, ahead of the router', () => {
  let board: FakeBoard;
  let reader: HeartbeatsReader;
  const early = (url: string, headers = {}): EarlyReply | undefined =>
    earlyHeartbeats({ board, reader, prefix: '/p' })({ method: 'GET', url, headers } as IncomingMessage);
  /** As the controller does. */
  const routed = (url: string) =>
    reader.select(heartbeatsQueryOf(readQuery(HeartbeatsParameters, parametersOf(url))), url);

  beforeEach(() => {
    board = FakeBoard.of({ '/a': 'UP', '/b': 'DOWN', '/c': 'UP' });
    const forgot = (): void => undefined;
    reader = new HeartbeatsReader(board, new SelectedAnswers(HEARTBEAT_FORM, forgot), new AskedBefore(board, forgot));
  });

  it.each([
    [PAGE, '[{"basepath":"/b","status":"DOWN"}]', true],
    ['/p/heartbeats?status=UP&limit=1', '[{"basepath":"/a","status":"UP"}]', true],
    [
      '/p/heartbeats?basepath=/a&basepath=/c',
      '[{"basepath":"/a","status":"UP"},{"basepath":"/c","status":"UP"}]',
      false,
    ],
    ['/p/heartbeats?basepath=/*&status=DOWN', '[{"basepath":"/b","status":"DOWN"}]', false],
  ])('is answered once it was asked for: %s', async (url, body, paged) => {
    expect(early(url)).toBeUndefined();
    const { answer, link } = await routed(url);
    expect(link !== undefined).toBe(paged);
    const reply = early(url)!;
    expect([reply.status, String(reply.body)]).toEqual([200, body]);
    const at = reply.headers.indexOf('link');
    expect(at < 0 ? undefined : reply.headers[at + 1]).toBe(link);
    expect(early(url, { 'if-none-match': answer.entityTag('identity') })).toMatchObject({ status: 304 });
    expect(early(`${url}&`)).toBeUndefined();
  });

  it.each([
    ['a status changes', () => board.set('/b', 'UP')],
    ['a base path comes', () => board.set('/aa', 'UP')],
    ['a base path goes', () => board.remove('/b')],
  ])('is left to the router once %s', async (_, change) => {
    await routed(PAGE);
    expect(early(PAGE)?.status).toBe(200);
    change();
    expect(early(PAGE)).toBeUndefined();
    const { answer } = await routed(PAGE);
    expect(String(early(PAGE)!.body)).toBe(String(answer.ready('identity')));
  });

  it('is not known by a query that is refused, or asks for all', async () => {
    await expect(async () => routed('/p/heartbeats?limit=0')).rejects.toThrow();
    await routed('/p/heartbeats?offset=0');
    expect([early('/p/heartbeats?limit=0'), early('/p/heartbeats?offset=0')]).toEqual([undefined, undefined]);
  });
});
