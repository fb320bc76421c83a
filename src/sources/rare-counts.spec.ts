import { describe, expect, it } from '@jest/globals';
import { RareCounts } from './rare-counts.js';

/** Counts that are rare, and how many columns were made for them. */
function counting() {
  const rooms: number[] = [];
  const counts = new RareCounts((room) => {
    rooms.push(room);
    return new Uint32Array(room);
  });
  const shown = (): Record<number, number> => {
    const all: Record<number, number> = {};
    counts.each((id, count) => (all[id] = count));
    return all;
  };
  return { counts, rooms, shown };
}

describe('RareCounts', () => {
  it('makes no column while few of many ids have a number', () => {
    const { counts, rooms, shown } = counting();
    for (let id = 0; id < 1_000; id++) counts.add(id * 100, 2);
    counts.add(300, 5);
    expect([counts.get(300), counts.get(301), Object.keys(shown()).length, rooms]).toEqual([7, 0, 1_000, []]);
  });

  it('makes a column once many have one, and a larger one for a higher id', () => {
    const { counts, rooms } = counting();
    for (let id = 0; id < 200; id++) counts.add(id, id + 1);
    const before = [counts.get(0), counts.get(199), counts.get(200)];
    counts.add(5_000, 9);
    expect([before, counts.get(199), counts.get(5_000)]).toEqual([[1, 200, 0], 200, 9]);
    expect(rooms).toEqual([128, 256, 8_192]);
  });

  it.each([10, 1_000])('says the same as a column, whatever is done to it: %i ids', (ids) => {
    const { counts, shown } = counting();
    const plain: Record<number, number> = {};
    let random = 7;
    for (let step = 0; step < 20_000; step++) {
      random = (random * 48_271) % 2_147_483_647;
      const id = random % ids;
      if (random % 13 === 0) {
        counts.delete(id);
        delete plain[id];
      } else {
        counts.add(id, 3);
        plain[id] = (plain[id] ?? 0) + 3;
      }
      if (random % 4_001 === 0) {
        expect(shown()).toEqual(plain);
        counts.clear();
        for (const each of Object.keys(plain)) delete plain[Number(each)];
      }
    }
    expect(shown()).toEqual(plain);
  });
});
