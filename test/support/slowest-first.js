import TestSequencer from '@jest/test-sequencer';

/**
 * The suites that take longest, most of them by waiting, the longest first. Where no earlier run is known, as in CI, Jest
 * goes by the size of files, and those that only name a server for a long suite elsewhere would begin last.
 */
const SLOWEST = [
  /\/e2e\/gateway-truth\./,
  /\/integration\/(?:raccoon-sums|truth-on)/,
  /\/integration\/(?:gateway-(?:scrape-silent|read)|raccoon-\w+-|raccoon-prometheus|pulse-lost)/,
  /\/e2e\/|\/integration\/(?:pulse|doctor|rover|rolling)/,
  /\/deploy\/image\.|\/contract\/(?:source|drill)\.spec|\/verdict-model\.spec/,
];

/** Begins with them, so that the others run meanwhile. */
export default class SlowestFirst extends TestSequencer {
  sort(tests) {
    const rank = ({ path }) => {
      const found = SLOWEST.findIndex((each) => each.test(path));
      return found < 0 ? SLOWEST.length : found;
    };
    return super.sort(tests).toSorted((a, b) => rank(a) - rank(b));
  }
}
