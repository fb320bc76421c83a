import type { InstanceAccount } from './instance-account.js';
import { openHole, type LedgerState } from './ledger-state.js';
import { LINES_AT_A_STEP, NEW, REPEATED, type PageComparison } from './page-comparison.js';
import { mostPlausible } from './plausible.js';
import { SeriesGrowth } from './series-growth.js';

/** So many good pages without a series that had counted something: the gateway leaves idle ones out. */
const EXPIRED_PAGES = 2;
/** A series that is on no page any more is remembered for so long: it may come back with the count it left with. */
const REMEMBERED_MS = 24 * 3_600_000;
/** A leap: so many series grow at once by so many times the usual, on an instance that is known well. */
const LEAP_SERIES = 3;
const LEAP_TIMES = 20;
const LEAP_FLOOR = 100;
const LEAP_PAGES = 3;
const LEAP_WATCHED_MS = 120_000;
/** A second page at this rate of the first leap, or its inverse, makes it believed. */
const SAME_RATE = 3;

/** Counts a page of an instance that goes on: growth (rule 1), dips (3), births and leaps (4), returns (5). */
export function* countGrowth(
  state: LedgerState,
  account: InstanceAccount,
  comparison: PageComparison,
  about: { inConcert: boolean; isUndone: boolean; isRenamed: boolean },
): Generator<void> {
  const most = mostPlausible(state, account, comparison.page.atMs - comparison.fromMs);
  const wild = yield* wildGroups(account, comparison, { most, isRenamed: about.isRenamed });
  const isLeap = !about.isUndone && !about.isRenamed && leaps(state, account, comparison);
  const growth = new SeriesGrowth(state, account, comparison, { most, wild, isLeap, ...about });
  if (wild.size > 0) state.findings.note('implausible');
  for (let line = 0; line < comparison.page.count; line++) {
    if (line % LINES_AT_A_STEP === LINES_AT_A_STEP - 1) yield;
    const number = comparison.numbers[line]!;
    if (number === REPEATED || (number === NEW && about.isRenamed)) continue;
    growth.count(line, number);
  }
  yield* markMissing(state, account, comparison);
}

/** Groups whose births and growth on this page are beyond what is plausible: all of it is doubtful. */
function* wildGroups(
  account: InstanceAccount,
  { page, numbers }: PageComparison,
  { most, isRenamed }: { most: number; isRenamed: boolean },
): Generator<void, ReadonlySet<number>> {
  const gained = new Map<number, number>();
  for (let line = 0; line < page.count; line++) {
    if (line % LINES_AT_A_STEP === LINES_AT_A_STEP - 1) yield;
    const [number, group] = [numbers[line]!, page.groups[line]!];
    const value = Math.floor(page.values[line]!);
    const growth = number === NEW && !isRenamed ? value : growthOf(account, number, value);
    if (growth > 0) gained.set(group, (gained.get(group) ?? 0) + growth);
  }
  return new Set([...gained].filter(([, growth]) => growth > most).map(([group]) => group));
}

/** What a known series grew, where that can be judged. */
function growthOf({ series: table, view, flow }: InstanceAccount, number: number, value: number): number {
  if (number < 0 || flow.pages === 0 || view?.peaks.has(number)) return 0;
  return value - table.value[number]!;
}

/** Rule 4, a leap: the whole page is a hole, until a second page at the same rate makes it believed. */
function leaps(state: LedgerState, account: InstanceAccount, comparison: PageComparison): boolean {
  const { page, fromMs, grew } = comparison;
  const { flow } = account;
  if (flow.pages < LEAP_PAGES || grew < LEAP_SERIES || fromMs - account.watchedMs < LEAP_WATCHED_MS) return false;
  const growth = growthOfAll(account, comparison);
  const spanMs = page.atMs - fromMs;
  if (growth <= Math.max(LEAP_FLOOR, LEAP_TIMES * (flow.total(fromMs) ?? 0) * spanMs)) return false;
  const before = (account.leapRate ?? 0) * spanMs;
  if (before > 0 && growth <= SAME_RATE * before && growth * SAME_RATE >= before) return false;
  account.leapRate = growth / spanMs;
  state.findings.note('leap');
  openHole(state, account, { kind: 'dip', fromMs, toMs: page.atMs });
  return true;
}

/** What the known series of a page grew together. */
function growthOfAll({ series: table }: InstanceAccount, { page, numbers }: PageComparison): number {
  let growth = 0;
  for (let line = 0; line < page.count; line++) {
    const number = numbers[line]!;
    if (number >= 0) growth += Math.max(0, Math.floor(page.values[line]!) - table.value[number]!);
  }
  return growth;
}

/** Whether good pages lack a series that had counted something; of a page that lacks most it is not known what it is. */
function isLeftOut({ series: table, blankPages }: InstanceAccount, number: number): boolean {
  return blankPages === 0 && table.missed[number]! >= EXPIRED_PAGES && table.value[number]! > 0;
}

function* markMissing(
  { idle }: LedgerState,
  account: InstanceAccount,
  { page: { atMs }, known, added }: PageComparison,
): Generator<void> {
  const { series: table, page, view } = account;
  if (known + added >= table.size) return;
  let looked = 0;
  const forgotten: string[] = [];
  for (const [series, number] of table.entries()) {
    if (++looked % LINES_AT_A_STEP === 0) yield;
    if (table.page[number] === page) continue;
    table.missed[number]!++;
    idle.leftOut ||= isLeftOut(account, number);
    if (atMs - table.seenMs[number]! <= REMEMBERED_MS) continue;
    forgotten.push(series);
    view?.peaks.delete(number);
  }
  for (const series of forgotten) table.drop(series);
}
