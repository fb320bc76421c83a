import { describe, expect, it } from '@jest/globals';
import { StartQueue, type Waiting } from './start-queue.js';

const limits = { total: 8, perHost: 4 };

function queueOf(...items: readonly string[]): StartQueue<Waiting & { id: string }> {
  const queue = new StartQueue<Waiting & { id: string }>(limits);
  for (const id of items) queue.offer(item(id));
  return queue;
}

/** `a1` waits at host a; `a1!` did not answer last time. */
const item = (id: string) => ({ id, host: id[0]!, slow: id.endsWith('!') });

function takeAll(queue: StartQueue<Waiting & { id: string }>): string[] {
  const taken: string[] = [];
  for (let next = queue.take(); next; next = queue.take()) taken.push(next.id);
  return taken;
}

describe('StartQueue', () => {
  it.each<[string, string[], string[]]>([
    ['in the order they came at one host', ['a1', 'a2', 'a3'], ['a1', 'a2', 'a3']],
    ['in turns between hosts', ['a1', 'a2', 'a3', 'b1', 'c1'], ['a1', 'b1', 'c1', 'a2', 'a3']],
    ['no more than the limit of a host', ['a1', 'a2', 'a3', 'a4', 'a5', 'b1'], ['a1', 'b1', 'a2', 'a3', 'a4']],
    [
      'no more than there is in all',
      [...'abc'].flatMap((each) => [1, 2, 3].map((n) => each + n)),
      ['a1', 'b1', 'c1', 'a2', 'b2', 'c2', 'a3', 'b3'],
    ],
    ['those that answered before those that did not', ['a1!', 'b1', 'a2'], ['b1', 'a2', 'a1!']],
    ['at most half of a host for those that did not answer', ['a1!', 'a2!', 'a3!', 'b1!'], ['a1!', 'b1!', 'a2!']],
    [
      'at most half in all for those that did not answer',
      [...'abc'].flatMap((each) => [`${each}1!`, `${each}2!`]),
      ['a1!', 'b1!', 'c1!', 'a2!'],
    ],
  ])('lets start %s', (_, offered, started) => {
    expect(takeAll(queueOf(...offered))).toEqual(started);
  });

  it('finds a turn for those that answer, however many hang', () => {
    const queue = queueOf(...[...'abcdefgh'].map((each) => `${each}1!`));
    expect(takeAll(queue).length).toBe(4);
    queue.offer(item('a2'));
    expect(takeAll(queue)).toEqual(['a2']);
  });

  it('lets the next start when one is over', () => {
    const queue = queueOf('a1', 'a2', 'a3', 'a4', 'a5', 'a6!');
    takeAll(queue);
    queue.release(item('a1'));
    expect([takeAll(queue), queue.waiting, queue.underWay]).toEqual([['a5'], 1, 4]);
    for (const id of ['a2', 'a3', 'a4', 'a5']) queue.release(item(id));
    expect([takeAll(queue), queue.waiting, queue.underWay]).toEqual([['a6!'], 0, 1]);
  });

  it('gives back all that wait, and goes on with those that come', () => {
    const queue = queueOf('a1', 'a2', 'a3', 'a4', 'a5', 'b1!');
    const first = queue.take()!;
    expect(
      queue
        .drain()
        .map((each) => each.id)
        .toSorted(),
    ).toEqual(['a2', 'a3', 'a4', 'a5', 'b1!']);
    expect([queue.waiting, takeAll(queue)]).toEqual([0, []]);
    queue.release(first);
    queue.offer(item('a6'));
    expect([takeAll(queue), queue.underWay]).toEqual([['a6'], 1]);
  });

  it('loses no item over many arrivals and departures', () => {
    const queue = new StartQueue<Waiting & { id: string }>(limits);
    const [waiting, underWay, seen] = [
      new Set<string>(),
      new Map<string, Waiting & { id: string }>(),
      new Set<string>(),
    ];
    for (let round = 0; round < 20_000; round++) {
      const id = `${'abcdefghij'[round % 10]}${round}${round % 3 === 0 ? '!' : ''}`;
      queue.offer(item(id));
      waiting.add(id);
      for (let next = queue.take(); next; next = queue.take()) {
        underWay.set(next.id, next);
        waiting.delete(next.id);
        seen.add(next.id);
      }
      expect(queue.underWay <= limits.total).toBe(true);
      const over = [...underWay.values()].slice(0, 2);
      for (const each of over) {
        underWay.delete(each.id);
        queue.release(each);
      }
    }
    expect([queue.waiting, queue.underWay]).toEqual([waiting.size, underWay.size]);
    expect(seen.size + waiting.size).toBe(20_000);
  });
});
