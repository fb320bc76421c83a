import type { KindTotals } from '../window/kind-totals.js';
import { REASONS, type Reason, type Status } from './heartbeat.js';

/** The verdict is computed in ten-thousandths, so that 90.00 % is exact. */
export const RATIO_SCALE = 10_000;

/** The numbers of the rule, as settings give them. */
export interface VerdictRule {
  /** Success ratio from which a base path is UP, in ten-thousandths: 9 000 for 90 %. */
  readonly thresholdScaled: number;
  /** Requests below which evidence decides nothing; fewer are enough for synthetic evidence of a slow pace. */
  readonly minimumRequests: number;
}

/** The verdict of the rule on one base path. */
export interface Verdict {
  readonly status: Status;
  readonly reason: Reason;
  /** The kind of evidence whose totals stand behind it; for UNKNOWN the one to show. */
  readonly decidedBy: 'traffic' | 'synthetic';
}

/** The few verdicts there are, made once: judging a hundred thousand base paths must not allocate. */
const VERDICTS = {
  traffic: verdictsOf('traffic'),
  synthetic: verdictsOf('synthetic'),
};

function verdictsOf(decidedBy: Verdict['decidedBy']): { up: Verdict; down: Verdict; unknown: Record<Reason, Verdict> } {
  const unknown = REASONS.map((reason) => [reason, { status: 'UNKNOWN', reason, decidedBy }]);
  return {
    up: { status: 'UP', reason: 'success-ratio', decidedBy },
    down: { status: 'DOWN', reason: 'success-ratio', decidedBy },
    unknown: Object.fromEntries(unknown) as Record<Reason, Verdict>,
  };
}

/**
 * Status and reason of one base path: the published rule, first match wins, whole numbers only, no memory.
 * Traffic decides when it has the minimum, else synthetic evidence when it has its own, which follows its pace; they are never added.
 */
export function judge(traffic: KindTotals, synthetic: KindTotals, rule: VerdictRule): Verdict {
  if (decides(traffic, rule.minimumRequests)) return byRatio(traffic, 'traffic', rule);
  if (decides(synthetic, Math.min(rule.minimumRequests, synthetic.minimum)))
    return byRatio(synthetic, 'synthetic', rule);
  const shown = traffic.fresh || !synthetic.fresh ? 'traffic' : 'synthetic';
  return VERDICTS[shown].unknown[whyUnknown(traffic, synthetic)];
}

function decides(totals: KindTotals, minimum: number): boolean {
  const trusted = totals.fresh && !totals.partial && !totals.warmingUp && !totals.suspect;
  return trusted && totals.requests >= minimum && totals.requests > 0;
}

function byRatio({ requests, failures }: KindTotals, kind: Verdict['decidedBy'], rule: VerdictRule): Verdict {
  const up = (requests - failures) * RATIO_SCALE >= requests * rule.thresholdScaled;
  return up ? VERDICTS[kind].up : VERDICTS[kind].down;
}

function whyUnknown(traffic: KindTotals, synthetic: KindTotals): Reason {
  const either = (fact: Fact): boolean => traffic[fact] || synthetic[fact];
  if (!either('matched')) return 'no-data';
  if (!either('fresh')) return 'stale-source';
  if (either('partial')) return 'partial-source';
  if (either('suspect')) return 'prober-suspect';
  if (traffic.requests + synthetic.requests === 0) return 'no-traffic';
  return either('warmingUp') || either('justStarted') ? 'warming-up' : 'too-few-requests';
}

type Fact = 'matched' | 'fresh' | 'partial' | 'suspect' | 'warmingUp' | 'justStarted';
