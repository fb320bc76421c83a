import type { InstanceAccount } from './instance-account.js';
import type { LedgerState } from './ledger-state.js';
import { COUNTED, type CounterPage } from './counter-page.js';
import { NEW, type PageComparison } from './page-comparison.js';
import { FACT_TOLERANCE_MS } from './restart.js';
import { mostPlausible } from './plausible.js';

/** An instance under a new name may have grown by a tenth since, and by this many requests. */
const GROWN = 1.1;
const FLOOR = 1_000;
/** A name that follows on another one later than so many scrapes is another instance. */
const SCRAPES = 3;

/** Sums by group and by what is counted. */
type Sums = Map<number, number>;

/** What the old and the new series of a page add up to: agreeing groups, and those that do not. */
export interface Renaming {
  readonly agreeing: number;
  readonly contrary: number;
  readonly old: Sums;
  readonly added: Sums;
}

/** Rule 4: whether series that vanished go on under the names that appeared; sums of each group and outcome tell. */
export function renamingOf(state: LedgerState, account: InstanceAccount, comparison: PageComparison): Renaming {
  const { page, numbers, missing, fromMs } = comparison;
  const table = account.series;
  const [old, added]: [Sums, Sums] = [new Map(), new Map()];
  for (const series of missing) {
    const number = table.find(series);
    add(old, keyOf(table.group[number]!, table.counted[number]!), table.value[number]!);
  }
  for (let line = 0; line < page.count; line++)
    if (numbers[line] === NEW) add(added, keyOf(page.groups[line]!, page.counted[line]!), valueOf(page, line));
  const most = mostPlausible(state, account, page.atMs - fromMs);
  let [agreeing, contrary] = [0, 0];
  for (const [key, before] of old) {
    if (before <= 0) continue;
    const grown = (added.get(key) ?? 0) - before;
    if (grown >= 0 && grown <= most) agreeing++;
    else contrary++;
  }
  return { agreeing, contrary, old, added };
}

/** Lets the new names go on from the values of the old ones: what is gained is the difference of the sums. */
export function goOnRenamed(
  state: LedgerState,
  account: InstanceAccount,
  { page, numbers, missing, fromMs }: PageComparison,
  { old, added }: Renaming,
): void {
  state.findings.note('series-renamed');
  for (const series of missing) account.series.drop(series);
  const { atMs } = page;
  for (let line = 0; line < page.count; line++) {
    if (numbers[line] !== NEW) continue;
    const [group, counted] = [page.groups[line]!, page.counted[line]!];
    const first = { group, counted, value: valueOf(page, line), atMs, page: account.page };
    account.series.add(page.series[line]!, first);
  }
  for (const [key, sum] of added) {
    const gain = { ...partsOf(key), gained: sum - (old.get(key) ?? 0), fromMs, toMs: atMs };
    state.gains.certain(gain, account.flow);
  }
}

/**
 * The account under another name at the same address that left at once, or that this page is a copy of, and whose counters
 * it goes on from.
 */
export function renamedFrom(
  state: LedgerState,
  page: CounterPage,
  original: InstanceAccount | undefined,
): InstanceAccount | undefined {
  let found: InstanceAccount | undefined;
  for (const other of state.instances.values()) {
    const hasLeft = other.goneMs !== undefined || other === original;
    if (other.address !== page.address || !hasLeft || other.lastMs === undefined) continue;
    if (page.atMs - other.lastMs <= SCRAPES * state.options.scrapeMs && agrees(other, page)) found = other;
  }
  return found;
}

function agrees({ series, startedAtMs }: InstanceAccount, page: CounterPage): boolean {
  if (page.startedAtMs !== undefined && startedAtMs !== undefined)
    if (Math.abs(page.startedAtMs - startedAtMs) > FACT_TOLERANCE_MS) return false;
  const old = sumsOfAccount({ series });
  const now = sumsOfPage(page);
  const told = [...old].filter(([, before]) => before > 0);
  return told.length > 0 && told.every(([key, before]) => goesOn(before, now.get(key) ?? 0));
}

function goesOn(before: number, value: number): boolean {
  return value >= before && value <= before * GROWN + FLOOR;
}

/** The sums of all values of an account, by group and by what is counted. */
export function sumsOfAccount({ series }: Pick<InstanceAccount, 'series'>): ReadonlyMap<number, number> {
  const sums: Sums = new Map();
  for (const number of series.numbers())
    add(sums, keyOf(series.group[number]!, series.counted[number]!), series.value[number]!);
  return sums;
}

/** The same of a page, of lines that repeat a series the first. */
export function sumsOfPage(page: CounterPage): ReadonlyMap<number, number> {
  const sums: Sums = new Map();
  const seen = new Set<string>();
  for (let line = 0; line < page.count; line++) {
    if (seen.has(page.series[line]!)) continue;
    seen.add(page.series[line]!);
    add(sums, keyOf(page.groups[line]!, page.counted[line]!), valueOf(page, line));
  }
  return sums;
}

function valueOf({ values }: CounterPage, line: number): number {
  return Math.floor(values[line]!);
}

function keyOf(group: number, counted: number): number {
  return group * COUNTED.length + counted;
}

function partsOf(key: number): { group: number; counted: number } {
  return { group: Math.floor(key / COUNTED.length), counted: key % COUNTED.length };
}

function add(sums: Sums, key: number, value: number): void {
  sums.set(key, (sums.get(key) ?? 0) + value);
}
