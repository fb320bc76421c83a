import { describe, expect, it } from '@jest/globals';
import { FairTurns } from './fair-turns.js';

/** Work that takes `costMs`, by a clock of its own. */
function scene(costMs: number) {
  let nowMs = 0;
  const turns = new FairTurns(() => nowMs);
  const begun: number[] = [];
  const begin = (name: number): void =>
    turns.begin(() => {
      nowMs += costMs;
      begun.push(name);
    });
  return { turns, begun, begin };
}

const turn = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

describe('FairTurns', () => {
  it('begins at once what is cheap', () => {
    const { turns, begun, begin } = scene(0.01);
    for (let name = 0; name < 100; name++) begin(name);
    expect(begun).toHaveLength(100);
    expect(turns.waiting).toBe(0);
  });

  it('begins one piece of costly work a turn, all in their order, and none twice', async () => {
    const { turns, begun, begin } = scene(30);
    for (let name = 0; name < 10; name++) begin(name);
    expect(begun).toEqual([0]);
    let most = 0;
    for (let passed = 0; passed < 40 && turns.waiting > 0; passed++) {
      const before = begun.length;
      await turn();
      most = Math.max(most, begun.length - before);
    }
    expect(begun).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    expect(most).toBe(1);
  });

  it('lets nothing overtake what waits', async () => {
    const { turns, begun, begin } = scene(30);
    for (let name = 0; name < 3; name++) begin(name);
    await turn();
    begin(3);
    while (turns.waiting > 0) await turn();
    expect(begun).toEqual([0, 1, 2, 3]);
  });

  it('goes on after work that throws', async () => {
    let nowMs = 0;
    const turns = new FairTurns(() => (nowMs += 30));
    const begun: string[] = [];
    expect(() =>
      turns.begin(() => {
        throw new Error('broken');
      }),
    ).toThrow('broken');
    turns.begin(() => begun.push('next'));
    while (turns.waiting > 0) await turn();
    expect(begun).toEqual(['next']);
  });
});
