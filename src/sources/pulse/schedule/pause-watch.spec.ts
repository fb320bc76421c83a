import { expect, it } from '@jest/globals';
import { PauseWatch } from './pause-watch.js';

it.each<[string, [wallMs: number, monotonicMs: number], boolean]>([
  ['a turn as usual', [1_025, 25], false],
  ['a turn that is late', [3_900, 2_900], false],
  ['SIGSTOP, which both clocks see', [5_000, 4_000], true],
  ['a machine asleep, which only the wall clock sees', [61_000, 25], true],
  ['a wall clock that is set back', [-3_600_000, 25], false],
])('PauseWatch tells a pause from %s', (_, [wallMs, monotonicMs], paused) => {
  const watch = new PauseWatch();
  expect(watch.wasPaused({ wallMs: 1_000, monotonicMs: 0 })).toBe(false);
  expect(watch.wasPaused({ wallMs, monotonicMs })).toBe(paused);
});
