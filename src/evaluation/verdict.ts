import type { KindTotals } from '../window/kind-totals.js';
import type { Reason, Status } from './heartbeat.js';

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

/** What one kind of evidence says by itself: the row of the rule that matched, and the verdict of that row. */
interface KindVerdict {
  readonly row: number;
  readonly verdict: Verdict;
}

/**
 * Status and reason of one base path: the published rule, first match wins, whole numbers only, no memory. Each kind is
 * judged by itself; they are never added. Traffic's UP or DOWN stands, then that of probes and check-ins; where both are
 * UNKNOWN, the kind that is nearer to a verdict says why.
 */
export function judge(traffic: KindTotals, synthetic: KindTotals, rule: VerdictRule): Verdict {
  const ofTraffic = judgeKind(traffic, 'traffic', rule, rule.minimumRequests);
  if (ofTraffic.verdict.status !== 'UNKNOWN') return ofTraffic.verdict;
  const minimum = Math.min(rule.minimumRequests, synthetic.minimum);
  const ofSynthetic = judgeKind(synthetic, 'synthetic', rule, minimum);
  const decides = ofSynthetic.verdict.status !== 'UNKNOWN' || ofSynthetic.row > ofTraffic.row;
  return decides ? ofSynthetic.verdict : ofTraffic.verdict;
}

/** The rows of the rule in docs/verdict.md. */
function judgeKind(totals: KindTotals, kind: Verdict['decidedBy'], rule: VerdictRule, minimum: number): KindVerdict {
  return withoutNumbers(totals, ROWS[kind]) ?? ofNumbers(totals, ROWS[kind], rule.thresholdScaled, minimum);
}

/** The rows that ask for no numbers, or forbid to trust them. */
function withoutNumbers(totals: KindTotals, rows: Rows): KindVerdict | undefined {
  if (!totals.matched) return rows.noData;
  if (!totals.fresh) return rows.stale;
  if (totals.partial) return rows.partial;
  if (totals.suspect) return rows.suspect;
  return totals.blind ? rows.unwatched : undefined;
}

function ofNumbers(totals: KindTotals, rows: Rows, thresholdScaled: number, minimum: number): KindVerdict {
  const { requests, failures, maybeSuccesses, maybeFailures } = totals;
  const most = requests + Math.max(maybeSuccesses, maybeFailures);
  if (most === 0) return rows.noTraffic;
  if (most < minimum) return rows.tooFew;
  if (requests < minimum) return whatIsMissing(totals, rows);
  if ((requests - failures) * RATIO_SCALE >= (requests + maybeFailures) * thresholdScaled) return rows.up;
  const highest = requests - failures + maybeSuccesses;
  if (highest * RATIO_SCALE < (requests + maybeSuccesses) * thresholdScaled) return rows.down;
  return whatIsMissing(totals, rows);
}

/** Why what is missing could change the verdict: by what there is most of. */
function whatIsMissing({ unwatched, unobserved, ambiguous }: KindTotals, rows: Rows): KindVerdict {
  if (unwatched >= unobserved && unwatched >= ambiguous) return rows.unwatched;
  return unobserved >= ambiguous ? rows.unobserved : rows.ambiguous;
}

/** The few verdicts there are, made once: judging a hundred thousand base paths must not allocate. */
const ROWS = { traffic: rowsOf('traffic'), synthetic: rowsOf('synthetic') };

type Rows = ReturnType<typeof rowsOf>;

function rowsOf(decidedBy: Verdict['decidedBy']) {
  const row = (number: number, status: Status, reason: Reason): KindVerdict => ({
    row: number,
    verdict: { status, reason, decidedBy },
  });
  return {
    noData: row(1, 'UNKNOWN', 'no-data'),
    stale: row(2, 'UNKNOWN', 'stale-source'),
    partial: row(3, 'UNKNOWN', 'partial-source'),
    suspect: row(4, 'UNKNOWN', 'prober-suspect'),
    noTraffic: row(5, 'UNKNOWN', 'no-traffic'),
    tooFew: row(6, 'UNKNOWN', 'too-few-requests'),
    up: row(7, 'UP', 'success-ratio'),
    down: row(8, 'DOWN', 'success-ratio'),
    unwatched: row(9, 'UNKNOWN', 'warming-up'),
    unobserved: row(9, 'UNKNOWN', 'partial-source'),
    ambiguous: row(9, 'UNKNOWN', 'uncertain-counts'),
  };
}
