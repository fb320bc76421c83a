// Who is judged. A subject is made by a factory from { basePaths, sources, scrapeMs, pollEveryMs, lagMs, style, truth } and has
//   page({ source, instance, address, atMs, startedAtMs?, counters })   a scrape that succeeded; counters: `basePath|code[|…]` → value
//   silent({ source, instance, address, atMs })                         one that failed, of a target that is still in the discovery
//   gone({ source, instance, atMs })                                    a target has left the discovery
//   polled(nowMs)                                                       all that a poll brought has been told
//   judge(basePath, nowMs) → { status, reason, requests?, failures? }
// `truth` is { requestsOf(basePath, second), failuresOf(basePath, second) } and for the subjects that test the oracle alone.
import { BEGIN_MS } from './delivery.js';
import { verdictOf } from './oracle.js';
import { ledgerSubject } from './ledger-subject.js';
import { plainWay } from './plain-way.js';

const none = () => {};

/** Knows the truth of some time ago, counted second by second, and that no page has come. */
const truthful =
  (ageS) =>
  ({ scrapeMs, lagMs, truth }) => {
    let newestMs = 0;
    return {
      page: ({ atMs }) => (newestMs = Math.max(newestMs, atMs)),
      silent: none,
      gone: none,
      polled: none,
      judge(basePath, nowMs) {
        if (nowMs - newestMs > Math.max(90_000, 2 * scrapeMs + lagMs))
          return { status: 'UNKNOWN', reason: 'stale-source' };
        const endS = (nowMs - BEGIN_MS) / 1000 - ageS;
        const totals = { requests: 0, failures: 0 };
        for (let second = endS - 300; second < endS; second++) {
          totals.requests += truth.requestsOf(basePath, second);
          totals.failures += truth.failuresOf(basePath, second);
        }
        return { status: verdictOf(totals), reason: 'truth', ...totals };
      },
    };
  };

const alwaysUp = () => ({
  page: none,
  silent: none,
  gone: none,
  polled: none,
  judge: () => ({ status: 'UP', reason: 'always', requests: 100, failures: 0 }),
});

// `perfect` must never be wrong and miss nothing; `late` and `always-up` must be caught.
export const SUBJECTS = {
  plain: plainWay,
  ledger: ledgerSubject,
  perfect: truthful(20),
  late: truthful(150),
  'always-up': alwaysUp,
};
