import { EventEmitter } from 'node:events';
import type { Socket } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { ManualClock } from '../../../../../test/support/manual-clock.js';
import { Deadlines } from '../deadlines.js';
import { AddressRace } from './address-race.js';

class ScriptedSocket extends EventEmitter {
  destroyed = false;

  destroy(): void {
    this.destroyed = true;
  }
}

let clock: ManualClock;
let deadlines: Deadlines;

beforeEach(() => {
  clock = new ManualClock();
  deadlines = new Deadlines(clock);
});
afterEach(() => deadlines.close());

function raceOf(...addresses: string[]) {
  const sockets = new Map<string, ScriptedSocket>();
  const ends: string[] = [];
  const race = new AddressRace({
    addresses,
    deadlines,
    open: (address) => {
      sockets.set(address, new ScriptedSocket());
      return sockets.get(address) as unknown as Socket;
    },
    won: (_, address) => ends.push(address),
    lost: (error) => ends.push((error as AggregateError).errors.map(String).join()),
  });
  const begun = (): string[] => [...sockets.keys()];
  const given = (): string[] => [...sockets].filter(([, { destroyed }]) => destroyed).map(([address]) => address);
  return { race, sockets, ends, begun, given };
}

describe('A race of addresses', () => {
  it('begins the next attempt after a quarter of a second, and gives none up before one is connected', async () => {
    const { sockets, ends, begun, given } = raceOf('::1', '127.0.0.1', '::2');
    await clock.advance(240);
    expect(begun()).toEqual(['::1']);
    await clock.advance(60);
    expect(begun()).toEqual(['::1', '127.0.0.1']);
    await clock.advance(300);
    expect([begun().length, given()]).toEqual([3, []]);
    await clock.advance(60_000);
    expect([given(), ends]).toEqual([[], []]);
    sockets.get('::1')!.emit('connect');
    expect([ends, given()]).toEqual([['::1'], ['127.0.0.1', '::2']]);
    sockets.get('::2')!.emit('connect');
    expect(ends).toEqual(['::1']);
  });

  it('begins the next attempt at once after a failure, and waits for those before it', async () => {
    const { sockets, ends, begun } = raceOf('a', 'b', 'c');
    await clock.advance(300);
    sockets.get('b')!.emit('error', new Error('no'));
    expect(begun()).toEqual(['a', 'b', 'c']);
    sockets.get('c')!.emit('error', new Error('no'));
    expect(ends).toEqual([]);
    sockets.get('a')!.emit('connect');
    expect(ends).toEqual(['a']);
  });

  it('is lost when all have failed, with what each said', async () => {
    const { sockets, ends, begun } = raceOf('a', 'b');
    sockets.get('a')!.emit('error', 'refused');
    sockets.get('b')!.emit('error', 'unreachable');
    expect(ends).toEqual(['refused,unreachable']);
    await clock.advance(1_000);
    expect(begun()).toEqual(['a', 'b']);
  });

  it('is stopped with everything that it began', async () => {
    const { race, sockets, ends, begun, given } = raceOf('a', 'b', 'c');
    await clock.advance(300);
    race.stop();
    sockets.get('a')!.emit('connect');
    sockets.get('b')!.emit('error', new Error('no'));
    await clock.advance(1_000);
    expect([begun(), given(), ends]).toEqual([['a', 'b'], ['a', 'b'], []]);
  });
});
