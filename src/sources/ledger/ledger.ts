import { completeUpTo } from './completeness.js';
import { Copies } from './copies.js';
import type { CounterPage } from './counter-page.js';
import { isDipInConcert, isDipUndone, noteDip } from './dip-in-concert.js';
import type { GroupEstimate } from './group-estimate.js';
import { readFirstPage } from './first-page.js';
import { GroupSightings } from './group-sightings.js';
import { ALL_TOLD, Gains, type CertainGain, type GainsByFlow } from './gains.js';
import { GroupHistory } from './group-history.js';
import { countGrowth } from './growth.js';
import { endAtLast } from './hole.js';
import { holeEstimates } from './hole-estimates.js';
import { InstanceAccount } from './instance-account.js';
import { Findings, type LedgerFinding, type LedgerOptions } from './ledger-options.js';
import { Holes, IdleSeries, openHole, type LedgerState } from './ledger-state.js';
import { noteLosses } from './losses.js';
import { noteReturn, watchForMixing } from './mixed.js';
import { compare, LINES_AT_A_STEP, type PageComparison } from './page-comparison.js';
import { courseOf } from './page-course.js';
import { goOnRenamed, renamedFrom } from './renaming.js';
import { countFromZero } from './restart.js';
import { newestPage, noteLateness, Silence } from './silence.js';
import { isBlind, unwatchedEstimates } from './unwatched.js';

const NEVER = { beganMs: Infinity, toldMs: -Infinity, newsMs: -Infinity, lateMs: 0 };

/** The account of all counters of a source, fed with pages in the order of their times. `docs/ledger.md` has the rules. */
export class Ledger {
  readonly #options: { -readonly [Key in keyof LedgerOptions]: LedgerOptions[Key] };
  readonly #state: LedgerState;
  readonly #copies = new Copies();

  constructor(asked: LedgerOptions) {
    const options = (this.#options = { ...asked });
    const history = new GroupHistory(options.windowMs, options.bucketMs);
    const gains = new Gains(history, options);
    const sightings = new GroupSightings();
    const parts = { instances: new Map<string, InstanceAccount>(), holes: new Holes(), findings: new Findings() };
    this.#state = { options, history, gains, sightings, idle: new IdleSeries(), ...parts, ...NEVER };
  }

  /** From now on pages of an instance come so many ms apart. */
  scrapedEvery(scrapeMs: number): void {
    this.#options.scrapeMs = scrapeMs;
  }

  /** Reads a page, all of it at once. */
  read(page: CounterPage): void {
    for (const step of this.reading(page)) void step;
  }

  /** Reads a page, a step at a time. Between the steps nothing else may be read. */
  *reading(page: CounterPage): Generator<void> {
    const state = this.#state;
    if (state.beganMs === Infinity) state.beganMs = page.atMs;
    const original = this.#copies.originalOf(state, page);
    if (original?.isWell) return;
    let account = state.instances.get(page.instance);
    if (account?.lastMs !== undefined && page.atMs <= account.lastMs) return;
    if (!account) state.instances.set(page.instance, (account = this.#accountOf(page, original?.account)));
    account.goneMs = undefined;
    state.gains.begin(account.flow);
    if (account.lastMs === undefined) yield* readFirstPage(state, account, page);
    else yield* this.#readNext(account, page);
    yield* this.#sight(account, page.atMs);
  }

  /** An instance is in the discovery and did not answer at `atMs`. One that never answered served nothing that is known. */
  silent({ instance, atMs }: Pick<CounterPage, 'instance' | 'atMs'>): void {
    const account = this.#state.instances.get(instance);
    if (!account) return;
    account.goneMs = undefined;
    if (atMs > account.lastMs!) this.#openHole(account);
  }

  /** An instance left the discovery: it has ended, and its counts stay. */
  gone({ instance, atMs }: Pick<CounterPage, 'instance' | 'atMs'>): void {
    const { instances, options, sightings } = this.#state;
    const account = instances.get(instance);
    if (!account || account.goneMs !== undefined) return;
    account.goneMs = atMs;
    sightings.leave(account, atMs);
    if (account.openHole) {
      endAtLast(account.openHole, atMs, options.scrapeMs);
      account.endHole = account.openHole;
      account.openHole = undefined;
    } else account.endHole = openHole(this.#state, account, { kind: 'end', fromMs: account.lastMs!, toMs: atMs });
  }

  /** Another account of the same requests has taken the place of this instance's: it did not end. */
  forget(instance: string): void {
    this.#state.instances.delete(instance);
  }

  /** What was gained for sure since the last call. */
  takeGains(): readonly CertainGain[] {
    return this.#state.gains.take();
  }

  /** The same, by the instance that gained it. */
  takeGainsByFlow(): GainsByFlow {
    return this.#state.gains.takeByFlow();
  }

  /** What was noticed since the last call. */
  takeFindings(): ReadonlyMap<LedgerFinding, number> {
    return this.#state.findings.take();
  }

  /** What may have happened besides in the window that ends at `nowMs`, as far as `isTold`; each call says all of it anew. */
  *estimates(nowMs: number, isTold = ALL_TOLD): Generator<GroupEstimate> {
    const state = this.#state;
    const { windowMs, lagMs = 0 } = state.options;
    const sinceMs = nowMs - windowMs;
    noteLateness(state, nowMs - lagMs);
    for (const account of new Silence(state).unnoticed()) this.#openHole(account);
    this.#forget(nowMs);
    yield* state.gains.estimates(sinceMs, isTold);
    yield* holeEstimates(state, nowMs, isTold);
    yield* unwatchedEstimates(state, sinceMs, isTold);
  }

  /** Whether an instance that was there from the beginning, and is told of, was seen but once: the time before is not known. */
  isBlind(nowMs: number, isTold = ALL_TOLD): boolean {
    return isBlind(this.#state, nowMs, isTold);
  }

  /** The newest page of all, wall ms; `-Infinity` where there is none. */
  get newestMs(): number {
    return newestPage(this.#state.instances.values());
  }

  /** Up to when the counts are complete on the whole, wall ms: the mean of the newest pages, by what each instance serves. */
  get completeMs(): number {
    return completeUpTo(this.#state);
  }

  /** How old the evidence of each group is. */
  *sightings(): Generator<{ group: number; asOfMs: number }> {
    const { instances, sightings } = this.#state;
    const silence = new Silence(this.#state);
    const silent = [...instances.values()].filter((account) => silence.has(account));
    yield* sightings.all(silence.newestMs, silent);
  }

  /** When the newest page of an instance was written, wall ms. */
  newestPageOf(instance: string): number | undefined {
    return this.#state.instances.get(instance)?.lastMs;
  }

  /** The name of the instance whose pages these are: another one than `instance` where that is a copy of it. */
  nameBehind(instance: string): string {
    return this.#copies.nameBehind(instance) ?? instance;
  }

  /** The instances that are copies of another, each with the name of that. */
  copies(): Iterable<readonly [copy: string, original: string]> {
    return this.#copies.pairs();
  }

  /** Everything that is known of each instance; not to be changed. */
  instances(): Iterable<Readonly<InstanceAccount>> {
    return this.#state.instances.values();
  }

  /** What a group was served for sure in each bucket of the last window, oldest first. */
  served(group: number): ReturnType<GroupHistory['bucketsOf']> {
    return this.#state.history.bucketsOf(group);
  }

  #accountOf(page: CounterPage, original: InstanceAccount | undefined): InstanceAccount {
    const { instances, holes, findings, options } = this.#state;
    const account = new InstanceAccount(page.instance, page.address, options.windowMs);
    const old = renamedFrom(this.#state, page, original);
    if (!old) return account;
    findings.note('instance-renamed');
    instances.delete(old.name);
    holes.remove(old.endHole, old.openHole);
    account.takeOver(old);
    return account;
  }

  *#readNext(account: InstanceAccount, page: CounterPage): Generator<void> {
    const state = this.#state;
    const comparison = yield* compare(account, page);
    state.findings.note('repeated-series', comparison.repeated);
    account.flow.beginPage();
    const course = courseOf(state, account, comparison);
    const inConcert = course.form === 'goes-on' && isDipInConcert(comparison);
    if (course.form === 'renamed') goOnRenamed(state, account, comparison, course.renaming);
    watchForMixing(state, account, comparison, course.form === 'restart');
    if (course.form === 'restart') yield* countFromZero(state, account, comparison);
    else yield* this.#goOn(account, comparison, { inConcert, isRenamed: course.form === 'renamed' });
    noteLosses(state, account, page);
    account.flow.endPage(comparison.fromMs, page.atMs, course.form === 'restart');
    account.startedAtMs = page.startedAtMs ?? account.startedAtMs;
    account.lastMs = page.atMs;
  }

  *#goOn(
    account: InstanceAccount,
    comparison: PageComparison,
    about: { inConcert: boolean; isRenamed: boolean },
  ): Generator<void> {
    const state = this.#state;
    state.holes.remove(account.openHole, account.endHole);
    account.openHole = undefined;
    account.endHole = undefined;
    if (about.inConcert) yield* noteDip(state, account, comparison);
    const isUndone = !about.inConcert && (yield* isDipUndone(account, comparison));
    if (isUndone) {
      state.findings.note('dip-undone');
      noteReturn(state, account, comparison.page);
    }
    yield* countGrowth(state, account, comparison, { ...about, isUndone });
    if (!isUndone) return;
    state.holes.remove(...account.view!.holes);
    account.view = undefined;
  }

  *#sight({ series }: InstanceAccount, atMs: number): Generator<void> {
    let seen = 0;
    for (const number of series.numbers()) {
      if (++seen % LINES_AT_A_STEP === 0) yield;
      this.#state.sightings.see(series.group[number]!, atMs);
    }
  }

  #openHole(account: InstanceAccount): void {
    this.#state.holes.remove(account.endHole);
    account.endHole = undefined;
    account.openHole ??= openHole(this.#state, account, { kind: 'open', fromMs: account.lastMs! });
  }

  /** Forgets what has left the window: holes, and instances that are gone. */
  #forget(nowMs: number): void {
    const { instances, holes, sightings, options } = this.#state;
    sightings.forget(nowMs - options.windowMs - options.goneAfterMs);
    holes.forget(nowMs - options.windowMs - 2 * options.scrapeMs);
    const longAgoMs = nowMs - options.goneAfterMs - options.windowMs;
    for (const [name, { goneMs, lastMs = -Infinity }] of instances)
      if ((goneMs !== undefined || lastMs < longAgoMs) && Math.max(lastMs, goneMs ?? 0) < longAgoMs)
        instances.delete(name);
    this.#copies.forget(this.#state);
  }
}
