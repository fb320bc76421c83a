import TestSequencer from '@jest/test-sequencer';

const SLOWEST = /\/test\/e2e\/|\/contract\/source\.spec|\/verdict-model\.spec/;

/** Begins with the suites that take longest, most of them by waiting, so that the others run meanwhile. */
export default class SlowestFirst extends TestSequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    return [...sorted.filter(({ path }) => SLOWEST.test(path)), ...sorted.filter(({ path }) => !SLOWEST.test(path))];
  }
}
