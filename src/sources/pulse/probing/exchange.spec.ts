import { describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../../../test/support/manual-clock.js';
import type { Answer, NoAnswer } from './answer.js';
import { fixedTrust, type ConnectionUser } from './connections/connection.js';
import type { ConnectionPool } from './connections/connection-pool.js';
import { Deadlines } from './deadlines.js';
import { Exchange } from './exchange.js';

interface Ended {
  readonly end: Answer | NoAnswer | undefined;
  /** Whether the connection was given back to be used again. */
  readonly kept: boolean;
}

/** Feeds an answer in pieces through one memory, as connections do, to an exchange that wants its body. */
function exchanged(pieces: readonly string[], wanted: boolean, inOrder = true): Ended {
  let user: ConnectionUser | undefined;
  let gone = false;
  let end: Ended['end'];
  let kept = false;
  const connection = {
    drained: true,
    send: () => undefined,
    destroy: () => (gone = true),
    handTo: (next: ConnectionUser) => (user = next),
  };
  const take = (_: unknown, by: ConnectionUser) => {
    user = by;
    return connection;
  };
  const keep = (): void => {
    kept = true;
    // What comes to a connection that rests ends it.
    user = { received: () => ((kept = false), (gone = true)), ended: () => undefined };
  };
  const request = {
    url: new URL('http://echo.example/'),
    policy: 'any',
    method: 'GET',
    text: { head: '' },
    fresh: false,
    silenceMs: 1_000,
    trust: fixedTrust(),
    wantsBody: () => wanted,
  } as const;
  const means = {
    pool: { take, keep } as unknown as ConnectionPool,
    deadlines: new Deadlines(new ManualClock()),
    lookUp: () => new Promise<never>(() => undefined),
  };
  new Exchange(request, means, (found) => (end = found)).startOnKept();
  const memory = Buffer.alloc(70_000);
  for (const piece of pieces) {
    if (gone) break;
    user!.received(memory.subarray(0, memory.write(piece, 'latin1')));
    memory.fill(0, 0, piece.length);
  }
  const cut = { outcome: 'no-response', cause: 'reset', detail: 'cut' } as const;
  if (!gone && !kept) user!.ended(cut, inOrder);
  return { end, kept };
}

/** What an exchange came to, without how long it took. */
function shown({ end, kept }: Ended): string {
  if (end === undefined) return 'nothing';
  if (!('head' in end)) return `${end.outcome} ${end.cause}`;
  const body = end.body && `${end.body.bytes.toString('latin1')}${end.body.lacks ? '…' : ''}`;
  return `${end.head.status} ${body ?? '-'}${kept ? ' kept' : ''}`;
}

const OK = 'HTTP/1.1 200 OK\r\n';
const CHUNKED = `${OK}Transfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n`;

/** An answer, and what it comes to where its body is wanted, and where it is not, in whatever pieces it comes. */
const ANSWERS: readonly (readonly [answer: string, wanted: string, unwanted: string])[] = [
  [`${OK}Content-Length: 2\r\n\r\nok`, '200 ok kept', '200 - kept'],
  [`${OK}Content-Length: 2\r\n\r\nok\r\n`, '200 ok', '200 -'],
  [`${OK}Content-Length: 2\r\n\r\nokHTTP/1.1 500 No\r\n\r\n`, '200 ok', '200 -'],
  [`${OK}Content-Length: 0\r\n\r\n\r\n`, '200 ', '200 -'],
  ['HTTP/1.1 204 None\r\n\r\nok', '204 ', '204 -'],
  [`${CHUNKED}\r\n`, '200 ok kept', '200 - kept'],
  [`${CHUNKED}\r\n\r\n`, '200 ok', '200 -'],
  [`${CHUNKED}X: y\r\n\r\nHTTP/1.1 500 No\r\n\r\n`, '200 ok', '200 -'],
  [`${OK}\r\nok`, '200 ok', '200 -'],
  ['HTTP/1.0 200 OK\n\nok', '200 ok', '200 -'],
  [`${OK}Content-Length : 2\r\nodd\r\n\r\nok`, '200 ok', '200 -'],
  [`${OK}Content-Length: x\r\n\r\nok`, '200 …', '200 -'],
  [`${OK}Content-Length: 3\r\n\r\nok`, 'bad-data parse', '200 -'],
  [`HTTP/1.1 103 Early\r\nodd\r\n\r\n${OK}Content-Length: 2\r\n\r\nok!`, '200 ok', '200 -'],
  ['HTTP/1.1 503 No\r\nContent-Le', '503 …', '503 -'],
  [OK, 'bad-data parse', 'bad-data parse'],
  ['HTTP/1.1 503', 'bad-data parse', 'bad-data parse'],
  ['HTTP/2 200\r\n\r\n', 'bad-data parse', 'bad-data parse'],
];

/** A text in three pieces, cut in every way, and in single bytes. */
function* cutsOf(text: string): Generator<string[]> {
  yield [...text];
  for (let first = 1; first <= text.length; first++) {
    for (let second = first; second <= text.length; second++)
      yield [text.slice(0, first), text.slice(first, second), text.slice(second)].filter(Boolean);
  }
}

describe('The verdict does not depend on how the answer is cut into packets', () => {
  it.each(ANSWERS)('%j', (answer, wanted, unwanted) => {
    for (const pieces of cutsOf(answer)) {
      const found = [shown(exchanged(pieces, true)), shown(exchanged(pieces, false))];
      expect([pieces, ...found]).toEqual([pieces, wanted, unwanted]);
    }
  });
});

describe('Its bounds do not depend on it either', () => {
  const cuts = (text: string, size: number): string[] => text.match(new RegExp(`[^]{1,${size}}`, 'g'))!;

  it.each([1_000, 16_384, 65_537, 70_000])('pieces of %i bytes', (size) => {
    const body = `a${'b'.repeat(300_000)}`;
    const tooLong = `${OK}X: ${'y'.repeat(66_000)}\r\n\r\nok`;
    expect(shown(exchanged(cuts(`${OK}\r\n${body}`, size), true))).toBe(`200 ${body.slice(0, 262_144)}…`);
    expect(shown(exchanged(cuts(`${OK}Content-Encoding: gzip\r\n\r\n${body}`, size), true))).toBe(
      `200 ${body.slice(0, 16_384)}…`,
    );
    expect(shown(exchanged(cuts(tooLong, size), true))).toBe('200 …');
    expect(shown(exchanged(cuts(tooLong, size), false))).toBe('200 -');
  });
});
