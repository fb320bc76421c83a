import type { Gain } from './gain-columns.js';
import type { InstanceAccount } from './instance-account.js';
import { openHole, type LedgerState } from './ledger-state.js';
import { DIPPED, NEW, type PageComparison } from './page-comparison.js';

/** A series that so many good pages left out may have begun anew. */
const LEFT_OUT_PAGES = 2;

/** Where idle series are left out, a new one is believed up to so many times what its group usually gains, and some more. */
const NEW_TIMES = 3;
const NEW_FLOOR = 3;
const EARLY_FLOOR = 100;
/** A sum grows all the time: what it may have gained by itself is more. */
const SUM_FLOOR = 10;

/** The same of a series that is back after it was left out. */
const ANEW_TIMES = 20;
const ANEW_FLOOR = 100;

/** How one page of an instance that goes on is counted. */
export interface PageJudgement {
  /** Requests that each group may gain and be believed. */
  readonly most: number;
  /** Groups that gained more. */
  readonly wild: ReadonlySet<number>;
  readonly isLeap: boolean;
  readonly inConcert: boolean;
  readonly isUndone: boolean;
}

/** What each series of one page gained; the account has the new values afterwards. */
export class SeriesGrowth {
  #resets: ReadonlySet<number> | undefined;

  constructor(
    private readonly state: LedgerState,
    private readonly account: InstanceAccount,
    private readonly comparison: PageComparison,
    private readonly judgement: PageJudgement,
  ) {}

  /** Counts one line; `number` is that of its series, or `NEW`. */
  count(line: number, number: number): void {
    const { page } = this.comparison;
    const value = Math.floor(page.values[line]!);
    if (number === NEW) return this.#birth(line, value);
    const { series: table } = this.account;
    const old = table.value[number]!;
    if (this.judgement.isLeap) this.#doubt(number, value - old, value);
    else if (table.missed[number]! >= LEFT_OUT_PAGES && value !== old) this.#return(number, value);
    else if (value < old) this.#fall(number, value);
    else if (value > old) this.#grow(number, value);
    table.missed[number] = 0;
    table.seenMs[number] = page.atMs;
  }

  /** Rule 4: on an instance that was watched before, a new series counts from zero. */
  #birth(line: number, value: number): void {
    const { page, fromMs } = this.comparison;
    const [group, counted] = [page.groups[line]!, page.counted[line]!];
    const { page: number, series: table } = this.account;
    const gain = { group, counted, gained: value, fromMs, toMs: page.atMs };
    if (table.isFull) {
      this.state.findings.note('too-many-series');
      return this.#add(gain, true);
    }
    table.add(page.series[line]!, { group, counted, value, atMs: page.atMs, page: number });
    const mayBeOld = value > this.#mostNew(group);
    this.#add(gain, this.judgement.isLeap || mayBeOld || this.judgement.wild.has(group));
  }

  /**
   * What a new series may have counted since the page before, if its requests are those that others of its group lack. More
   * may be old where idle series are left out, and while it is too early to say whether they are, unless the process began since.
   */
  #mostNew(group: number, floor = NEW_FLOOR): number {
    const { unwatched, firstMs, watchedMs, startedAtMs, flow } = this.account;
    const { page, fromMs } = this.comparison;
    if (page.summed !== true && startedAtMs !== undefined && startedAtMs >= watchedMs) return Infinity;
    const { idle, options } = this.state;
    const usual = NEW_TIMES * flow.rate(group, fromMs) * (page.atMs - fromMs);
    if (idle.leftOut) return floor + usual;
    return unwatched && page.atMs - firstMs < options.windowMs ? EARLY_FLOOR + usual : Infinity;
  }

  /** A page that is not believed: its growth may be real, its values are what is gone on from. */
  #doubt(number: number, gained: number, value: number): void {
    this.#add(this.#gainOf(number, gained), true);
    this.account.series.value[number] = value;
    this.account.series.peak[number] = value;
  }

  /** Rule 5: left out of good pages and back; the difference is certain, the rest only if it began anew. */
  #return(number: number, value: number): void {
    const { series: table } = this.account;
    const old = table.value[number]!;
    this.state.findings.note('back-after-gap');
    const { idle } = this.state;
    idle.anew ||= value < old;
    if (value > old) {
      const gain = { ...this.#gainOf(number, value - old), fromMs: table.seenMs[number]! };
      this.#add(gain, false);
      const mayBeAnew = value <= this.#mostAnew(gain);
      idle.kept ||= !mayBeAnew;
      if (mayBeAnew && !(idle.kept && !idle.anew)) this.#add(this.#gainOf(number, old), true);
    } else this.#add(this.#gainOf(number, value), value > this.judgement.most);
    table.value[number] = value;
    table.peak[number] = value > old ? Math.max(table.peak[number]!, value) : value;
  }

  /** What a series may have counted from zero since it was seen last: more than this, and it cannot have begun anew. */
  #mostAnew({ group, fromMs, toMs }: Gain): number {
    return ANEW_FLOOR + ANEW_TIMES * this.account.flow.rate(group, this.comparison.fromMs) * (toMs - fromMs);
  }

  /** Rules 2 and 3: in concert nothing; a lone series dipped, or with its whole route it was reset. */
  #fall(number: number, value: number): void {
    const { series: table } = this.account;
    const old = table.value[number]!;
    table.value[number] = value;
    const { atMs, summed } = this.comparison.page;
    const { inConcert } = this.judgement;
    // A counter of the sum has ended, and may come back with the count that it left with.
    if (summed === true && !(inConcert && this.account.view?.lagging)) this.state.idle.leftOut = true;
    if (inConcert) return;
    const isLow = value < old * DIPPED;
    if (isLow && this.#isReset(table.group[number]!)) {
      this.state.findings.note('route-reset');
      table.peak[number] = value;
      this.#add(this.#gainOf(number, value), value > this.judgement.most);
      return;
    }
    this.state.findings.note('dip');
    if (isLow) this.#add(this.#gainOf(number, value), true);
    table.peak[number] = Math.max(old, table.peak[number]!);
    table.peakUntilMs[number] = atMs + this.state.options.windowMs;
  }

  /** Rule 1, and how growth up to an old value counts after a dip. */
  #grow(number: number, value: number): void {
    const { series: table, view } = this.account;
    const old = table.value[number]!;
    const peak = view?.peaks.get(number);
    if (peak !== undefined && this.judgement.isUndone) this.#undo(number, value, peak);
    else if (peak !== undefined && view!.lagging && peak > old) {
      this.#add(this.#gainOf(number, Math.min(value, peak) - old), true);
      this.#add(this.#gainOf(number, value - peak), false);
    } else this.#growPastPeak(number, value);
    table.value[number] = value;
    const isOver = table.peakUntilMs[number]! < this.comparison.page.atMs;
    if (value > table.peak[number]! || isOver) table.peak[number] = value;
  }

  #growPastPeak(number: number, value: number): void {
    const { series: table, view } = this.account;
    const { page, fromMs } = this.comparison;
    let from = table.value[number]!;
    const peak = table.peak[number]!;
    if (peak > from && table.peakUntilMs[number]! >= page.atMs) {
      this.#add(this.#gainOf(number, Math.min(value, peak) - from), true);
      from = Math.min(value, peak);
    }
    const isWild = this.#mayBeOld(number, value - from) || this.judgement.wild.has(table.group[number]!);
    const sinceMs = table.missed[number]! > 0 ? table.seenMs[number]! : fromMs;
    this.#add({ ...this.#gainOf(number, value - from), fromMs: sinceMs }, isWild);
    if (!isWild && view && value > from) view.since.set(number, (view.since.get(number) ?? 0) + value - from);
  }

  /** Whether a sum may have grown by what one of its counters, which had ended, left with. */
  #mayBeOld(number: number, gained: number): boolean {
    const { series: table } = this.account;
    return (
      this.state.idle.leftOut &&
      this.comparison.page.summed === true &&
      gained > this.#mostNew(table.group[number]!, SUM_FLOOR)
    );
  }

  /** Rule 3: a fall in concert is undone; what lies above the old value is spread over the time since the fall. */
  #undo(number: number, value: number, peak: number): void {
    const view = this.account.view!;
    const { page, fromMs } = this.comparison;
    const gained = value - peak - (view.since.get(number) ?? 0);
    if (gained <= 0 || value < peak) return;
    const holesMs = view.holes.reduce((sum, hole) => sum + hole.toMs! - hole.fromMs, 0);
    const missed = Math.round((gained * holesMs) / (holesMs + page.atMs - fromMs));
    this.#add(this.#gainOf(number, gained - missed), false);
    const firstMs = view.holes[0]?.fromMs ?? fromMs;
    this.state.gains.certain({ ...this.#gainOf(number, missed), fromMs: firstMs });
  }

  #isReset(group: number): boolean {
    this.#resets ??= this.#noteResets();
    return this.#resets.has(group);
  }

  /** What a route that was reset served since the page before is lost, as at the end of a process. */
  #noteResets(): ReadonlySet<number> {
    const { state, account, comparison } = this;
    const only = resetGroups(account, comparison);
    const { fromMs, page } = comparison;
    if (only.size > 0) openHole(state, account, { kind: 'end', fromMs, toMs: page.atMs, only });
    return only;
  }

  #gainOf(number: number, gained: number): Gain {
    const { group, counted } = this.account.series;
    const { page, fromMs } = this.comparison;
    return { group: group[number]!, counted: counted[number]!, gained, fromMs, toMs: page.atMs };
  }

  #add(gain: Gain, isDoubtful: boolean): void {
    if (isDoubtful) this.state.gains.doubtful(gain, this.account.flow);
    else this.state.gains.certain(gain, this.account.flow);
  }
}

/** The groups of more than one series that fell below half or vanished together. */
function resetGroups({ series: table, page }: InstanceAccount, comparison: PageComparison): ReadonlySet<number> {
  const series = new Map<number, number>();
  const kept = new Set<number>();
  const see = (group: number): unknown => series.set(group, (series.get(group) ?? 0) + 1);
  for (const number of table.numbers())
    if (table.page[number] !== page && table.value[number]! > 0) see(table.group[number]!);
  for (const [line, number] of comparison.numbers.entries()) {
    if (number < 0 || table.before[number]! <= 0) continue;
    see(table.group[number]!);
    const value = Math.floor(comparison.page.values[line]!);
    if (value >= table.before[number]! * DIPPED) kept.add(table.group[number]!);
  }
  return new Set([...series].filter(([group, count]) => count > 1 && !kept.has(group)).map(([group]) => group));
}
