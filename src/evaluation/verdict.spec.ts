import { describe, expect, it } from '@jest/globals';
import { noTotals, type KindTotals } from '../window/kind-totals.js';
import { judge } from './verdict.js';

const RULE = { thresholdScaled: 9_000, minimumRequests: 10 };
const NONE = noTotals();

function seen(over: Partial<KindTotals>): KindTotals {
  return { ...noTotals(), matched: true, fresh: true, ...over };
}

/** Totals in which requests of unknown outcome are missing: each may have succeeded, and may have failed. */
function missing(requests: number, failures: number, unknown: number): KindTotals {
  return seen({ requests, failures, maybeSuccesses: unknown, maybeFailures: unknown, unobserved: unknown });
}

describe('judge', () => {
  it.each([
    [10, 1, 'UP'],
    [10, 2, 'DOWN'],
    [30, 3, 'UP'],
    [30, 4, 'DOWN'],
    [300, 30, 'UP'],
    [300, 31, 'DOWN'],
    [10_000, 1_000, 'UP'],
    [10_000, 1_001, 'DOWN'],
    [10_000, 0, 'UP'],
    [10, 10, 'DOWN'],
    [900_719_925_474, 90_071_992_547, 'UP'],
    [900_719_925_474, 90_071_992_548, 'DOWN'],
  ])('of %i requests with %i failures says %s', (requests, failures, status) => {
    const verdict = judge(seen({ requests, failures }), NONE, RULE);
    expect(verdict).toEqual({ status, reason: 'success-ratio', decidedBy: 'traffic' });
  });

  // At the edge, at worst 90 of 90 + 10 succeeded, or at best 899 + 1 of 999 + 1.
  it.each<[number, number, number, number, string]>([
    [90, 0, 0, 10, 'UP'],
    [90, 0, 0, 11, 'UNKNOWN'],
    [90, 0, 500, 10, 'UP'],
    [999, 100, 1, 0, 'UNKNOWN'],
    [999, 100, 0, 0, 'DOWN'],
    [998, 100, 1, 0, 'DOWN'],
    [998, 100, 1, 900, 'DOWN'],
    [1_000, 100, 0, 0, 'UP'],
    [1_000, 100, 0, 1, 'UNKNOWN'],
    [1_000, 100, 7, 0, 'UP'],
    [10, 5, 39, 0, 'DOWN'],
    [10, 5, 40, 0, 'UNKNOWN'],
    [810_647_932_926, 0, 90_071_992_548, 90_071_992_547, 'UP'],
    [810_647_932_926, 0, 90_071_992_548, 90_071_992_548, 'UNKNOWN'],
  ])(
    'of %i requests with %i failures, and perhaps %i successes and %i failures more, says %s',
    (requests, failures, ...more) => {
      const [maybeSuccesses, maybeFailures, status] = more;
      const totals = seen({ requests, failures, maybeSuccesses, maybeFailures, ambiguous: 1 });
      const reason = status === 'UNKNOWN' ? 'uncertain-counts' : 'success-ratio';
      expect(judge(totals, NONE, RULE)).toEqual({ status, reason, decidedBy: 'traffic' });
    },
  );

  it.each<[string, KindTotals]>([
    ['no-data', NONE],
    ['stale-source', seen({ fresh: false })],
    ['partial-source', seen({ partial: true, suspect: true, blind: true, requests: 1_000 })],
    ['prober-suspect', seen({ suspect: true, blind: true, requests: 100, failures: 100 })],
    ['warming-up', seen({ blind: true })],
    ['warming-up', seen({ blind: true, requests: 1_000 })],
    ['no-traffic', seen({ requests: 0 })],
    ['too-few-requests', seen({ requests: 9, failures: 9 })],
    ['too-few-requests', missing(0, 0, 1)],
    ['too-few-requests', missing(4, 0, 5)],
    ['partial-source', missing(4, 0, 6)],
    ['partial-source', missing(0, 0, 10)],
  ])('is UNKNOWN with %s', (reason, traffic) => {
    expect(judge(traffic, NONE, RULE)).toEqual({ status: 'UNKNOWN', reason, decidedBy: 'traffic' });
  });

  it.each<[string, number, number, number]>([
    ['warming-up', 9, 8, 8],
    ['warming-up', 9, 9, 9],
    ['warming-up', 9, 0, 9],
    ['partial-source', 8, 9, 9],
    ['partial-source', 0, 0.5, 0.25],
    ['uncertain-counts', 8, 8, 9],
  ])('says %s where %d unwatched, %d unobserved, %d ambiguous could change it', (reason, ...amounts) => {
    const [unwatched, unobserved, ambiguous] = amounts;
    const totals = { ...missing(20, 2, 20), unwatched, unobserved, ambiguous };
    expect(judge(totals, NONE, RULE)).toMatchObject({ status: 'UNKNOWN', reason });
  });

  it.each<[string, KindTotals, KindTotals, object]>([
    [
      'traffic over probes',
      seen({ requests: 100 }),
      seen({ requests: 20, failures: 20 }),
      { status: 'UP', decidedBy: 'traffic' },
    ],
    [
      'traffic where the prober is suspect',
      seen({ requests: 50 }),
      seen({ suspect: true, requests: 20, failures: 20 }),
      { status: 'UP', decidedBy: 'traffic' },
    ],
    [
      'probes where traffic is thin',
      seen({ requests: 9 }),
      seen({ requests: 10, failures: 10 }),
      { status: 'DOWN', decidedBy: 'synthetic' },
    ],
    [
      'probes where traffic is stale',
      seen({ fresh: false }),
      seen({ requests: 20 }),
      { status: 'UP', decidedBy: 'synthetic' },
    ],
    [
      'probes where traffic is partial',
      seen({ partial: true, requests: 50 }),
      seen({ requests: 20 }),
      { status: 'UP', decidedBy: 'synthetic' },
    ],
    [
      'probes where what traffic misses could change it',
      missing(50, 0, 50),
      seen({ requests: 20, failures: 20 }),
      { status: 'DOWN', decidedBy: 'synthetic' },
    ],
  ])('believes %s', (_, traffic, synthetic, expected) => {
    expect(judge(traffic, synthetic, RULE)).toMatchObject(expected);
  });

  it.each<[string, 'traffic' | 'synthetic', KindTotals, KindTotals]>([
    ['no-data', 'traffic', NONE, NONE],
    ['stale-source', 'synthetic', NONE, seen({ fresh: false })],
    ['prober-suspect', 'synthetic', seen({ partial: true, requests: 1_000 }), seen({ suspect: true })],
    ['too-few-requests', 'traffic', seen({ requests: 9 }), seen({ requests: 0 })],
    ['too-few-requests', 'synthetic', seen({ requests: 0 }), seen({ requests: 1 })],
    ['too-few-requests', 'traffic', seen({ requests: 9 }), seen({ requests: 9, failures: 9 })],
    ['partial-source', 'traffic', missing(50, 0, 50), seen({ requests: 9 })],
    ['warming-up', 'synthetic', seen({ requests: 9 }), seen({ blind: true })],
    ['partial-source', 'traffic', missing(50, 0, 50), seen({ blind: true })],
  ])('says %s where both are UNKNOWN: %s is nearer to a verdict, or as near', (reason, decidedBy, ...kinds) => {
    expect(judge(...kinds, RULE)).toEqual({ status: 'UNKNOWN', reason, decidedBy });
  });

  it.each<[number, number, string]>([
    [3, 3, 'UP'],
    [2, 3, 'UNKNOWN'],
    [10, 12, 'UP'],
    [9, 12, 'UNKNOWN'],
    [9, Infinity, 'UNKNOWN'],
  ])('of %i probes, of which %d decide by their pace, says %s', (requests, minimum, status) => {
    const reason = status === 'UNKNOWN' ? 'too-few-requests' : 'success-ratio';
    expect(judge(NONE, seen({ requests, minimum }), RULE)).toEqual({ status, reason, decidedBy: 'synthetic' });
  });

  it('does not let the pace of probes lower the minimum of traffic', () => {
    expect(judge(seen({ requests: 9, minimum: 1 }), NONE, RULE).status).toBe('UNKNOWN');
  });

  it('never adds the two kinds to reach a minimum', () => {
    expect(judge(seen({ requests: 9 }), seen({ requests: 9 }), RULE).status).toBe('UNKNOWN');
  });
});
