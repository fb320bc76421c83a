import type { Clock } from '../../platform/clock/clock.js';
import type { ActiveTarget } from './active-target.js';
import { RequestBudget } from './budget/request-budget.js';
import type { ProbeResult } from './probe-result.js';
import type { Prober } from './prober.js';
import { StartQueue } from './schedule/start-queue.js';
import { Timetable, type Timing } from './schedule/timetable.js';

/** Probes started, or found due, before the event loop gets its turn. */
const AT_A_TIME = 100;

/** An answer within this time is prompt. A probe that takes longer is given up if others need its slot, ms. */
export const PROMPT_MS = 500;

/** Why a probe was left out, or given up. */
export type SkipCause = 'in-flight' | 'waiting' | 'late' | 'paused' | 'gave-way';

/** Called with the punctuality of probes. */
export interface DispatchObserver {
  skipped(cause: SkipCause, probes: number): void;
  started(latenessMs: number): void;
  budgetWaited(): void;
}

/** Options of the dispatch. */
export interface DispatchOptions {
  readonly prober: Prober;
  readonly clock: Clock;
  readonly limits: { readonly total: number; readonly perHost: number; readonly requestsPerSecond: number };
  readonly observer: DispatchObserver;
  /** Takes each result of a target that is still asked. */
  take(target: ActiveTarget, result: ProbeResult): void;
  /** Called for a target whose probe was given up because its slot was needed. */
  gaveWay(target: ActiveTarget): void;
  /** Takes a fault of our own code. */
  fail(error: unknown): void;
}

interface Turn {
  readonly target: ActiveTarget;
  readonly host: string;
  readonly slow: boolean;
}

/**
 * Sends probes when they are due: one at a time for each target, within the bounds of concurrency and of the budget. A
 * time that cannot be kept is skipped and counted, never made up for.
 */
export class ProbeDispatch {
  readonly #timetable: Timetable<ActiveTarget>;
  readonly #queue: StartQueue<Turn>;
  readonly #budget: RequestBudget;
  /** In the order in which they started. */
  readonly #underWay = new Map<ActiveTarget, { readonly slow: boolean; readonly startedAtMs: number }>();
  /** The turn that the budget has kept from starting. */
  #next: Turn | undefined;

  constructor(private readonly options: DispatchOptions) {
    const { monotonicMs } = options.clock.now();
    this.#timetable = new Timetable(monotonicMs);
    this.#queue = new StartQueue(options.limits);
    this.#budget = new RequestBudget(options.limits.requestsPerSecond, monotonicMs);
  }

  enter(target: ActiveTarget, timing: Timing): void {
    target.place = this.#timetable.enter(target, timing, this.options.clock.now().monotonicMs);
  }

  /**
   * Enters a target in the place of what it was before an edit: never later than that was due. A probe of the same host
   * that waits or is under way goes on, and its result is that of the new one.
   */
  replace(before: ActiveTarget, target: ActiveTarget, timing: Timing): void {
    const dueMs = before.waitingSinceMs ?? before.place?.dueMs ?? Infinity;
    this.enter(target, { ...timing, firstMs: Math.min(dueMs, timing.firstMs ?? Infinity) });
    if (before.host !== target.host || before.target.zone !== target.target.zone) return this.leave(before);
    if (before.place) this.#timetable.leave(before.place);
    before.successor = target;
    target.underWay = before.underWay;
    target.waitingSinceMs = before.waitingSinceMs;
  }

  /** Its probe under way, if there is one, is given up, and its result dropped. */
  leave(target: ActiveTarget): void {
    if (target.place) this.#timetable.leave(target.place);
    target.underWay?.abort();
  }

  /** Takes over the pace that a target is slowed down to. */
  slow({ place, slowDown }: ActiveTarget): void {
    const { monotonicMs } = this.options.clock.now();
    if (place) this.#timetable.slow(place, slowDown.stride, monotonicMs + slowDown.everyMs - place.intervalMs / 2);
  }

  /** Starts what is due; true when there may be more to do at once. */
  turn(): boolean {
    const nowMs = this.options.clock.now().monotonicMs;
    this.#makeRoom(nowMs);
    for (let taken = 0; taken < AT_A_TIME; taken++) {
      const due = this.#timetable.take(nowMs);
      if (!due) return this.#start();
      if (due.missed > 0) this.options.observer.skipped('late', due.missed);
      this.#offer(due.place.key, due.dueMs);
    }
    return this.#start() || true;
  }

  /** Gives up everything, and skips the times that are due; counts them if there is a `cause`. True if more may be due. */
  rest(cause?: SkipCause): boolean {
    for (const target of this.#underWay.keys()) target.underWay?.abort();
    for (const { target } of this.#queue.drain()) target.latest.waitingSinceMs = undefined;
    this.#letGo();
    const nowMs = this.options.clock.now().monotonicMs;
    for (let taken = 0; taken < 10 * AT_A_TIME; taken++) {
      const due = this.#timetable.take(nowMs);
      if (!due) return false;
      if (cause) this.options.observer.skipped(cause, due.missed + 1);
    }
    return true;
  }

  get underWay(): number {
    return this.#underWay.size;
  }

  get waiting(): number {
    return this.#queue.waiting;
  }

  #offer(target: ActiveTarget, dueMs: number): void {
    if (target.underWay) return this.options.observer.skipped('in-flight', 1);
    if (target.waitingSinceMs !== undefined) return this.options.observer.skipped('waiting', 1);
    target.waitingSinceMs = dueMs;
    this.#queue.offer({ target, host: target.host, slow: target.slow });
  }

  /** Hanging probes are recognised only after their time-out; until then they must not take all slots. */
  #makeRoom(nowMs: number): void {
    let wanted = this.#queue.promptWaiting;
    for (const [{ latest: target }, { slow, startedAtMs }] of this.#underWay) {
      if (wanted === 0 || nowMs - startedAtMs <= PROMPT_MS) return;
      if (slow || !this.#queue.isWanted(target.host) || target.underWay?.signal.aborted) continue;
      wanted--;
      target.slow = true;
      target.underWay?.abort();
      this.options.observer.skipped('gave-way', 1);
      if (target.isActive) this.options.gaveWay(target);
    }
  }

  /** True when there may be more to start at once. */
  #start(): boolean {
    for (let started = 0; started < AT_A_TIME; started++) {
      const turn = this.#next ?? this.#queue.take();
      this.#next = undefined;
      if (!turn) return false;
      if (!turn.target.latest.isActive) this.#queue.release(turn);
      else if (this.#budget.take(this.options.clock.now().monotonicMs)) this.#probe(turn).catch(this.options.fail);
      else {
        this.#next = turn;
        this.options.observer.budgetWaited();
        return false;
      }
    }
    return true;
  }

  #letGo(): void {
    if (!this.#next) return;
    this.#next.target.latest.waitingSinceMs = undefined;
    this.#queue.release(this.#next);
    this.#next = undefined;
  }

  async #probe(turn: Turn): Promise<void> {
    const target = turn.target.latest;
    const { prober, clock, observer } = this.options;
    const underWay = target.stop;
    target.underWay = underWay;
    const startedAtMs = clock.now().monotonicMs;
    this.#underWay.set(target, { slow: turn.slow, startedAtMs });
    observer.started(startedAtMs - (target.waitingSinceMs ?? startedAtMs));
    target.waitingSinceMs = undefined;
    const result = await prober.probe(target.target.request, underWay.signal);
    this.#underWay.delete(target);
    const { latest } = target;
    latest.underWay = undefined;
    this.#queue.release(turn);
    this.#budget.spend(result.attempts - 1 + (result.isRepeated ? 1 : 0));
    if (!underWay.signal.aborted && latest.isActive) this.options.take(latest, result);
    this.#start();
  }
}
