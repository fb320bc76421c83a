import type { BasePath } from '../catalogue/base-path.js';
import { ageMs, type Clock, type Instant } from '../platform/clock/clock.js';
import type { EvidenceWindow } from '../window/evidence-window.js';
import { noTotals, type FreshnessLimit } from '../window/kind-totals.js';
import { AnnouncedHeartbeats } from './announced-heartbeats.js';
import { BoardOrder } from './board-order.js';
import { BoardPages } from './board-pages.js';
import type { Board, BoardPage } from './board.js';
import { evidenceDetails, lastMinuteOf } from './evidence-details.js';
import { firstHeartbeat, nextHeartbeat, type Heartbeat, type HeartbeatDetails } from './heartbeat.js';
import type { RuleBook } from './rule-book.js';
import type { RoundListener } from './status-change.js';
import { judge, type Verdict, type VerdictRule } from './verdict.js';
import { NO_NUMBERS, VerdictTable } from './verdict-table.js';

/** What a board judges by: evidence older than `staleAfterMs` does not count; a round is due every `everyMs`. */
export interface LiveBoardOptions {
  readonly clock: Clock;
  readonly window: EvidenceWindow;
  readonly rules: RuleBook;
  readonly staleAfterMs: number;
  readonly everyMs: number;
}

type StatusAndReason = Pick<Verdict, 'status' | 'reason'>;

const STALE: StatusAndReason = { status: 'UNKNOWN', reason: 'stale-source' };

/**
 * The board over the evidence window. A round is `begin`, `evaluate` for slices of ids, `finish`, `announce`. Reads in
 * between judge freshness again and downgrade what has become stale, so that a stuck evaluator cannot go on serving UP.
 */
export class LiveBoard implements Board {
  readonly #heartbeats: (Heartbeat | undefined)[] = [];
  /** By which each id is judged, looked up once for each base path that it stands for. */
  readonly #rules: VerdictRule[] = [];
  readonly #numbers = new VerdictTable();
  readonly #order = new BoardOrder();
  readonly #pages = new BoardPages();
  readonly #announced = new AnnouncedHeartbeats();
  readonly #traffic = noTotals();
  readonly #synthetic = noTotals();
  #round: Instant | undefined;
  #lastDone: Instant | undefined;
  /** The membership of the window when the newest round began, and the one that the order shows. */
  #roundMembership = 0;
  #orderedMembership = -1;
  #version = 0;

  constructor(private readonly options: LiveBoardOptions) {}

  version(): number {
    this.#downgradeStale();
    return this.#version;
  }

  get(basePath: BasePath): Heartbeat | undefined {
    this.#downgradeStale();
    const id = this.options.window.find(basePath);
    const heartbeat = id === undefined ? undefined : this.#heartbeats[id];
    return heartbeat?.basePath === basePath ? heartbeat : undefined;
  }

  list(): readonly Heartbeat[] {
    this.#downgradeStale();
    return this.#order.list();
  }

  page(): BoardPage {
    this.#downgradeStale();
    return this.#pages.page();
  }

  evaluated(): boolean {
    return this.#lastDone !== undefined;
  }

  evaluatedAgoMs(): number | undefined {
    return this.#lastDone && ageMs(this.#lastDone, this.options.clock.now());
  }

  onRound(listener: RoundListener): () => void {
    return this.#announced.listen(listener);
  }

  secondsToNextEvaluation(): number {
    if (!this.#round) return 0;
    const now = this.options.clock.now();
    const leftMs = Math.min(this.options.everyMs - ageMs(this.#round, now), this.#numbers.soonestExpiryMs(now));
    return Math.max(0, Math.floor(leftMs / 1_000));
  }

  details(basePath: BasePath): HeartbeatDetails | undefined {
    const heartbeat = this.get(basePath);
    const id = this.options.window.find(basePath);
    if (!heartbeat || id === undefined || !this.#round) return undefined;
    const lastMinute = lastMinuteOf(this.options.window, id, this.#numbers.kind(id));
    return {
      heartbeat,
      requests: this.#numbers.requests(id),
      failures: this.#numbers.failures(id),
      clientErrors: this.#numbers.clientErrors(id),
      uncertain: this.#numbers.uncertain(id),
      windowFromMs: this.#round.wallMs - this.options.window.windowMs,
      windowToMs: this.#round.wallMs,
      lastMinuteRequests: lastMinute.requests,
      lastMinuteFailures: lastMinute.failures,
      evidence: evidenceDetails(this.options.window, id),
    };
  }

  /** Begins a round: until `finish`, all is judged as of `now`. Gives the number of ids to evaluate. */
  begin(now: Instant): number {
    this.options.window.advance(now);
    this.#round = now;
    this.#roundMembership = this.options.window.membership;
    this.#announced.begin();
    return this.options.window.end;
  }

  /** Judges the ids from `first` up to, not including, `end`. */
  evaluate(first: number, end: number): void {
    const now = this.#round;
    if (!now) return;
    const limit = { now, staleAfterMs: this.options.staleAfterMs };
    for (let id = first; id < end; id++) {
      const basePath = this.options.window.basePath(id);
      if (basePath === undefined) this.#drop(id);
      else this.#judge(id, basePath, limit);
    }
  }

  /** Ends a round: orders anew if base paths came or went, then serialises what changed, a step at a time. */
  *finish(): Generator<void, void> {
    this.#numbers.refresh(this.options.window.end);
    if (this.#orderedMembership !== this.#roundMembership) yield* this.#reorder();
    yield;
    yield* this.#pages.rebuild();
    this.#lastDone = this.#round;
  }

  /** Hands on what the finished round found; returns what listeners threw. */
  announce(): unknown[] {
    return this.#lastDone ? this.#announced.announce(this.#lastDone.wallMs) : [];
  }

  #judge(id: number, basePath: BasePath, limit: FreshnessLimit): void {
    const { window, rules } = this.options;
    const old = this.#heartbeats[id];
    if (old?.basePath !== basePath) this.#rules[id] = rules.ruleOf(basePath);
    const traffic = this.#traffic;
    const synthetic = this.#synthetic;
    window.gather('traffic', id, limit, traffic);
    window.gather('synthetic', id, limit, synthetic);
    const verdict = judge(traffic, synthetic, this.#rules[id]!);
    const totals = verdict.decidedBy === 'traffic' ? traffic : synthetic;
    const freshForMs = verdict.status === 'UNKNOWN' ? Infinity : totals.freshForMs;
    this.#numbers.set(id, verdict.decidedBy, totals);
    this.#numbers.hold(id, limit.now, freshForMs);
    if (old?.basePath !== basePath || old.status !== verdict.status || old.reason !== verdict.reason)
      this.#show(id, basePath, verdict, this.#announced.sinceMs(id, basePath, verdict.status) ?? limit.now.wallMs);
    this.#announced.note(id, this.#heartbeats[id]!, verdict.decidedBy, totals);
  }

  /** Serves another verdict from now on; where the status is a new one, it counts from `sinceMs`. */
  #show(id: number, basePath: BasePath, { status, reason }: StatusAndReason, sinceMs: number): void {
    const old = this.#heartbeats[id];
    this.#version++;
    if (old?.basePath !== basePath) {
      this.#heartbeats[id] = firstHeartbeat(basePath, status, reason, sinceMs);
      return;
    }
    const next = nextHeartbeat(old, status, reason, sinceMs);
    this.#heartbeats[id] = next;
    const position = this.#order.replace(id, next);
    if (next.status !== old.status && position !== undefined) this.#pages.touch(position);
  }

  #drop(id: number): void {
    if (this.#heartbeats[id] === undefined) return;
    this.#heartbeats[id] = undefined;
    this.#announced.clear(id);
    this.#numbers.clear(id);
    this.#version++;
  }

  /** A base path that comes during the round has to wait for the next one: it has not been judged. */
  *#reorder(): Generator<void, void> {
    const membership = this.#roundMembership;
    yield* this.#order.rebuild(this.#heartbeats);
    this.#pages.reorder(this.#order.list());
    this.#orderedMembership = membership;
  }

  #downgradeStale(): void {
    const now = this.options.clock.now();
    if (!this.#numbers.anyExpired(now)) return;
    for (const [id, heartbeat] of this.#heartbeats.entries()) {
      if (!heartbeat || !this.#numbers.expired(id, now)) continue;
      this.#numbers.set(id, this.#numbers.kind(id), NO_NUMBERS);
      this.#numbers.hold(id, now, Infinity);
      this.#show(id, heartbeat.basePath, STALE, now.wallMs);
    }
    this.#numbers.refresh(this.#heartbeats.length);
    for (const step of this.#pages.rebuild()) void step;
  }
}
