import { afterEach, describe, expect, it } from '@jest/globals';
import type { RoverStore, StoredRover } from '../../src/declarations/rover-api/rover-store.js';

/** Two stores that keep their Rovers in one place, as two processes would. */
export interface RoverStoresUnderTest {
  readonly store: RoverStore;
  readonly other: RoverStore;
  /** A store of a later process in the same place. */
  later(): RoverStore;
  remove(): void;
}

const rover = (name: string, text = `name: ${name}\n`): StoredRover => ({
  name,
  text,
  sinceMs: Date.UTC(2026, 0, 1, 12, 30, 0, 123),
  by: 'team-a',
});

/** What every implementation of `RoverStore` promises. */
export function describeRoverStore(name: string, make: () => RoverStoresUnderTest): void {
  describe(`${name}, as a RoverStore`, () => {
    let stores: RoverStoresUnderTest | undefined;
    const begin = (): RoverStoresUnderTest => (stores = make());
    afterEach(() => stores?.remove());

    it('keeps nothing at first', async () => {
      const { store } = begin();
      expect(await store.load()).toEqual({ rovers: [], damaged: [] });
      expect(await store.claim()).toBe('taken');
      expect(await store.load()).toEqual({ rovers: [], damaged: [] });
    });

    it('keeps what is put, as it was, for later processes, in order of the names', async () => {
      const { store, later } = begin();
      await store.claim();
      const texts = ['plain\n', 'körper: "# sha256 0"\n', '', 'a: |\n  # since now by b\n', '\n\n'];
      const rovers = texts.map((text, index) => rover(`r-${index}`, text));
      for (const each of rovers.toReversed()) await store.put(each);
      expect(await store.load()).toEqual({ rovers, damaged: [] });
      await store.close();
      expect(await later().load()).toEqual({ rovers, damaged: [] });
    });

    it('replaces the Rover of a name, and removes it', async () => {
      const { store } = begin();
      await store.claim();
      await store.put(rover('a', 'one\n'));
      await store.put(rover('b'));
      await store.put(rover('a', 'two\n'));
      expect((await store.load()).rovers).toEqual([rover('a', 'two\n'), rover('b')]);
      await store.remove('a');
      expect((await store.load()).rovers).toEqual([rover('b')]);
    });

    it('removes what is not there without a word', async () => {
      const { store } = begin();
      await store.claim();
      await store.remove('nobody');
      expect((await store.load()).rovers).toEqual([]);
    });

    it('tells one state from another, also to those who may not write', async () => {
      const { store, other } = begin();
      const versions = [await other.version()];
      await store.claim();
      for (const act of [() => store.put(rover('a')), () => store.put(rover('a', 'two\n')), () => store.remove('a')]) {
        await act();
        versions.push(await other.version());
      }
      expect(new Set(versions.slice(1)).size).toBe(3);
      expect(versions[1]).not.toBe(versions[0]);
    });

    it('lets one alone write, until it lets go', async () => {
      const { store, other } = begin();
      expect([await store.claim(), await store.claim()]).toEqual(['taken', 'held']);
      expect(await other.claim()).toEqual({ heldBy: expect.any(String) });
      await other.close();
      expect(await store.claim()).toBe('held');
      await store.put(rover('a'));
      await store.close();
      expect(await other.claim()).toBe('taken');
      expect((await other.load()).rovers).toEqual([rover('a')]);
      expect(await store.claim()).toEqual({ heldBy: expect.any(String) });
    });
  });
}
