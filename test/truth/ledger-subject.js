// The ledger, the window and the rule as the service runs them: what the sources put before and behind them is left out.
import { judge } from '../../dist/evaluation/verdict.js';
import { COUNTED } from '../../dist/sources/ledger/counter-page.js';
import { LedgerEvidence } from '../../dist/sources/ledger/ledger-evidence.js';
import { Ledger } from '../../dist/sources/ledger/ledger.js';
import { EvidenceWindow } from '../../dist/window/evidence-window.js';
import { noTotals } from '../../dist/window/kind-totals.js';

const WINDOW_MS = 300_000;
const BUCKET_MS = 10_000;
const GONE_AFTER_MS = 900_000;
const RULE = { thresholdScaled: 9_000, minimumRequests: 10 };
const COUNTED_BY_CODE = { 200: COUNTED.indexOf('success'), 404: COUNTED.indexOf('clientError') };
const FAILURE = COUNTED.indexOf('failure');

/** A subject: the ledger of each source is fed with the pages of it, the board's rule is asked. */
export function ledgerSubject({ basePaths, sources, scrapeMs, lagMs }) {
  const clock = { nowMs: 0, now: () => ({ wallMs: clock.nowMs, monotonicMs: clock.nowMs }) };
  const window = new EvidenceWindow({
    windowMs: WINDOW_MS,
    bucketMs: BUCKET_MS,
    maximumBasePaths: 1_000,
    clock,
    observer: { refused: () => undefined },
  });
  window.declare(new Set(basePaths), clock.now());
  const staleAfterMs = Math.max(90_000, 2 * scrapeMs + lagMs);
  const parts = sources.map((name) => [name, sourceOf(name, window, { basePaths, scrapeMs, lagMs })]);
  const ofSource = new Map(parts);
  const [first] = ofSource.values();
  const totals = { traffic: noTotals(), synthetic: noTotals() };
  return {
    ledger: first.ledger,
    page: (page) => ofSource.get(page.source).page(page),
    silent: (event) => ofSource.get(event.source).ledger.silent(event),
    gone: (event) => ofSource.get(event.source).ledger.gone(event),
    polled(nowMs) {
      clock.nowMs = nowMs;
      for (const source of ofSource.values()) source.polled(nowMs);
    },
    judge(basePath, nowMs) {
      clock.nowMs = nowMs;
      const now = clock.now();
      const id = window.find(basePath);
      window.advance(now);
      for (const kind of ['traffic', 'synthetic']) window.gather(kind, id, { now, staleAfterMs }, totals[kind]);
      const { requests, failures, maybeSuccesses, maybeFailures } = totals.traffic;
      return { ...judge(totals.traffic, totals.synthetic, RULE), requests, failures, maybeSuccesses, maybeFailures };
    },
  };
}

/** One source with a ledger of its own. */
function sourceOf(name, window, { basePaths, scrapeMs, lagMs }) {
  const sink = window.open({ name, evidence: 'traffic' });
  const ledger = new Ledger({ windowMs: WINDOW_MS, bucketMs: BUCKET_MS, scrapeMs, lagMs, goneAfterMs: GONE_AFTER_MS });
  const evidence = new LedgerEvidence(ledger, { windowMs: WINDOW_MS, bucketMs: BUCKET_MS });
  const groups = new Map(basePaths.map((basePath, group) => [basePath, group]));
  const basePathOf = (group) => basePaths[group];
  let readMs = -Infinity;
  return {
    ledger,
    page: ({ counters, ...page }) => ledger.read({ ...page, ...columnsOf(counters, groups) }),
    polled(nowMs) {
      const isMissed = ledger.newestMs === readMs;
      readMs = ledger.newestMs;
      // A poll that brought no page.
      if (isMissed) return sink.estimate(evidence.estimates(nowMs, basePathOf), ledger.completeMs);
      sink.record(evidence.round(basePathOf).samples);
      sink.estimate(evidence.estimates(nowMs, basePathOf), ledger.completeMs);
      const mixed = mixedBasePaths(ledger, nowMs, basePathOf);
      if (ledger.isBlind(nowMs)) sink.fault({ code: 'warming-up', detail: 'one page', effect: 'warming-up' });
      else if (mixed.length > 0) sink.fault({ code: 'instances-mixed', detail: 'mixed', effect: 'partial' });
    },
  };
}

function mixedBasePaths(ledger, nowMs, basePathOf) {
  const mixed = [...ledger.instances()].filter((each) => each.mixedUntilMs > nowMs && each.goneMs === undefined);
  const groups = mixed.flatMap(({ series }) => Array.from(series.numbers(), (number) => series.group[number]));
  return [...new Set(groups.map(basePathOf))];
}

function columnsOf(counters, groups) {
  const series = [...counters.keys()];
  return {
    count: series.length,
    series,
    groups: series.map((each) => groups.get(each.split('|')[0])),
    counted: series.map((each) => COUNTED_BY_CODE[each.split('|')[1]] ?? FAILURE),
    values: [...counters.values()],
  };
}
