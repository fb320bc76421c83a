import TestSequencer from '@jest/test-sequencer';

const SLOWEST = /\/test\/e2e\//;

/** Begins with the suites that mostly wait for minutes, so that the others run meanwhile. */
export default class SlowestFirst extends TestSequencer {
  sort(tests) {
    const sorted = super.sort(tests);
    return [...sorted.filter(({ path }) => SLOWEST.test(path)), ...sorted.filter(({ path }) => !SLOWEST.test(path))];
  }
}
