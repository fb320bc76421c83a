import { describe, expect, it } from '@jest/globals';
import { HeldFailures } from './held-failures.js';
import { SuspectState, type Round } from './suspect-state.js';

const GOOD: Round = { canaryHealthy: true, massSilent: false };
const BAD: readonly Round[] = [
  { canaryHealthy: false, massSilent: false },
  { canaryHealthy: true, massSilent: true },
];

describe('SuspectState', () => {
  it('begins with the mass rule, once', () => {
    const state = new SuspectState();
    expect([false, true, true].map((massSilent) => state.enter(massSilent, 0))).toEqual([false, true, false]);
    expect(state.suspect).toBe(true);
  });

  it.each<[string, Round[], boolean[]]>([
    ['two good rounds end it', [GOOD, GOOD], [false, true]],
    ['one does not', [GOOD], [false]],
    ['a sick canary starts the count anew', [GOOD, BAD[0]!, GOOD, GOOD], [false, false, false, true]],
    ['silence starts the count anew', [GOOD, BAD[1]!, GOOD, GOOD], [false, false, false, true]],
    ['bad rounds never end it', [BAD[0]!, BAD[1]!, BAD[0]!], [false, false, false]],
  ])('%s', (_, rounds, ended) => {
    const state = new SuspectState();
    state.enter(true, 0);
    expect(rounds.map((each) => state.judge(each))).toEqual(ended);
    expect(state.suspect).toBe(!ended.at(-1));
  });

  it('looks at a round each five seconds, and at none while it trusts itself', () => {
    const state = new SuspectState();
    expect([state.roundDue(0), state.judge(GOOD), state.judge(GOOD)]).toEqual([false, false, false]);
    state.enter(true, 1_000);
    const due = [5_999, 6_000, 6_025, 10_999, 11_000].map((nowMs) => state.roundDue(nowMs));
    expect(due).toEqual([false, true, false, false, true]);
    expect(state.forMs(11_000)).toBe(10_000);
  });
});

describe('HeldFailures', () => {
  it('asks about the first at once, and about those that came meanwhile a second later', () => {
    const held = new HeldFailures<string>();
    held.hold('a');
    expect(held.begin(0)).toEqual(['a']);
    held.hold('b');
    expect(held.begin(1_500)).toBeUndefined();
    held.end();
    held.hold('c');
    expect([held.begin(999), held.begin(1_000), held.begin(2_000)]).toEqual([undefined, ['b', 'c'], undefined]);
  });

  it('asks nothing about failures that were taken away', () => {
    const held = new HeldFailures<string>();
    held.hold('a');
    expect([held.take(), held.size, held.begin(0)]).toEqual([['a'], 0, undefined]);
  });
});
