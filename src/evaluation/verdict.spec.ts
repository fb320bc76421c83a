import { describe, expect, it } from '@jest/globals';
import { noTotals, type KindTotals } from '../window/kind-totals.js';
import { judge } from './verdict.js';

const RULE = { thresholdScaled: 9_000, minimumRequests: 10 };

function seen(over: Partial<KindTotals>): KindTotals {
  return { ...noTotals(), matched: true, fresh: true, ...over };
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
    const verdict = judge(seen({ requests, failures }), noTotals(), RULE);
    expect(verdict).toEqual({ status, reason: 'success-ratio', decidedBy: 'traffic' });
  });

  it.each<[string, KindTotals, KindTotals]>([
    ['no-data', noTotals(), noTotals()],
    ['stale-source', seen({ fresh: false, requests: 0 }), noTotals()],
    ['partial-source', seen({ partial: true, requests: 1_000 }), noTotals()],
    ['prober-suspect', noTotals(), seen({ suspect: true, requests: 100, failures: 100 })],
    ['no-traffic', seen({ requests: 0 }), noTotals()],
    ['no-traffic', seen({ requests: 0, justStarted: true }), seen({ requests: 0 })],
    ['too-few-requests', seen({ requests: 9, failures: 9 }), noTotals()],
    ['too-few-requests', seen({ requests: 9 }), seen({ requests: 9 })],
    ['warming-up', seen({ requests: 9, justStarted: true }), noTotals()],
    ['warming-up', seen({ requests: 1_000, warmingUp: true }), noTotals()],
    ['partial-source', seen({ partial: true, requests: 1_000 }), seen({ suspect: true, requests: 5 })],
  ])('is UNKNOWN with %s', (reason, traffic, synthetic) => {
    expect(judge(traffic, synthetic, RULE)).toMatchObject({ status: 'UNKNOWN', reason });
  });

  it.each<[string, KindTotals, KindTotals, object]>([
    [
      'traffic over probes',
      seen({ requests: 100 }),
      seen({ requests: 20, failures: 20 }),
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
      'traffic where the prober is suspect',
      seen({ requests: 50 }),
      seen({ suspect: true, requests: 20, failures: 20 }),
      { status: 'UP', decidedBy: 'traffic' },
    ],
  ])('believes %s', (_, traffic, synthetic, expected) => {
    expect(judge(traffic, synthetic, RULE)).toMatchObject(expected);
  });

  it('never adds the two kinds to reach a minimum', () => {
    expect(judge(seen({ requests: 9 }), seen({ requests: 9 }), RULE).status).toBe('UNKNOWN');
  });
});
