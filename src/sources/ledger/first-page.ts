import type { CounterPage } from './counter-page.js';
import type { Gain } from './gain-columns.js';
import type { InstanceAccount } from './instance-account.js';
import type { LedgerState } from './ledger-state.js';
import { LINES_AT_A_STEP } from './page-comparison.js';
import { mostPlausible } from './plausible.js';

/** A start that lies so far ahead of the page is a clock that differs. */
const AHEAD_MS = 2_000;
/** The ledger itself is new for so many scrapes: what it sees first was there before it. */
const YOUNG_SCRAPES = 1.5;

/** What a series has counted when it is first seen. */
type FirstGain = Omit<Gain, 'fromMs'>;

/**
 * Rule 4, the first page of an instance: all of it counts if the instance says that it started within the window. Small
 * values on an instance that came later than the ledger may be all that it ever served; else its past was not watched.
 */
export function* readFirstPage(state: LedgerState, account: InstanceAccount, page: CounterPage): Generator<void> {
  const { scrapeMs } = state.options;
  const { atMs, startedAtMs } = page;
  account.firstMs = atMs;
  account.watchedMs = atMs;
  account.lastMs = atMs;
  account.startedAtMs = startedAtMs;
  account.lost = page.lost;
  account.page = 1;
  const { gains, sum } = yield* takeIn(state, account, page);
  if (startedAtMs !== undefined && startsWithin(startedAtMs, atMs, state)) {
    countFromStart(state, account, { gains, fromMs: Math.min(atMs, startedAtMs), atMs });
    return;
  }
  account.flow.begin(atMs);
  const isYoung = atMs - state.beganMs <= YOUNG_SCRAPES * scrapeMs;
  if (!isYoung) state.findings.note('new-instance');
  const mayBeNew = startedAtMs === undefined && !isYoung && sum <= mostPlausible(state, account, 2 * scrapeMs);
  account.unwatched = !mayBeNew && page.count > 0;
  if (!mayBeNew) return;
  for (const gain of gains) state.gains.doubtful({ ...gain, fromMs: atMs - scrapeMs });
}

function startsWithin(startedAtMs: number, atMs: number, { options }: LedgerState): boolean {
  return startedAtMs >= atMs - options.windowMs - options.scrapeMs && startedAtMs <= atMs + AHEAD_MS;
}

/** Takes in the series of a first page, of repeated ones the first; gives what each has counted, and the sum. */
function* takeIn(
  { findings }: LedgerState,
  { series }: InstanceAccount,
  page: CounterPage,
): Generator<void, { gains: FirstGain[]; sum: number }> {
  const { atMs } = page;
  const gains: FirstGain[] = [];
  let sum = 0;
  for (let line = 0; line < page.count; line++) {
    if (line % LINES_AT_A_STEP === LINES_AT_A_STEP - 1) yield;
    if (series.find(page.series[line]!) >= 0) {
      findings.note('repeated-series');
      continue;
    }
    const [group, counted] = [page.groups[line]!, page.counted[line]!];
    const value = Math.floor(page.values[line]!);
    series.add(page.series[line]!, { group, counted, value, atMs, page: 1 });
    gains.push({ group, counted, gained: value, toMs: atMs });
    sum += value;
  }
  return { gains, sum };
}

function countFromStart(
  { gains, findings }: LedgerState,
  account: InstanceAccount,
  first: { gains: readonly FirstGain[]; fromMs: number; atMs: number },
): void {
  const { fromMs, atMs } = first;
  findings.note('new-from-its-start');
  account.watchedMs = fromMs;
  account.flow.begin(fromMs);
  for (const gain of first.gains) gains.certain({ ...gain, fromMs }, account.flow);
  account.flow.endPage(fromMs, atMs);
}
