import { yieldToEventLoop } from '../../../platform/clock/yield-to-event-loop.js';
import type { Clock } from '../../../platform/clock/clock.js';

const TICK_MS = 20;
const LISTS = 256;
const STALL_MS = 1_000;
/** A tick that comes later than this was held up: by other work of the process, or by too little CPU time. */
const LATE_MS = 20;

/** A call scheduled for later; in one list of the wheel. */
export class Deadline {
  previous: Deadline | undefined;
  next: Deadline | undefined;

  constructor(
    readonly dueTick: number,
    readonly fire: (stalledMs: number) => void,
  ) {}
}

/**
 * All waits of the prober on one timer, which runs only while something waits: a wheel of lists, each of what is
 * due in one of its rounds. Adding and cancelling cost the same however much waits; things happen up to 40 ms late.
 */
export class Deadlines {
  readonly #lists = Array.from({ length: LISTS }, () => new Deadline(-1, () => undefined));
  readonly #closed = new AbortController();
  #waiting = 0;
  #tick = 0;
  #turning = false;
  #heldUpMs = 0;
  #lookedAtMs = 0;

  constructor(private readonly clock: Clock) {}

  /**
   * Calls `fire` after `delayMs`, with the time for which the process stood still just before, or 0: what comes
   * too late after that is late by our own fault.
   */
  after(delayMs: number, fire: (stalledMs: number) => void): Deadline {
    if (!this.#turning) void this.#turn();
    const dueTick = Math.max(Math.ceil((this.clock.now().monotonicMs + delayMs) / TICK_MS), this.#tick + 1);
    const deadline = new Deadline(dueTick, fire);
    const head = this.#lists[dueTick % LISTS]!;
    deadline.next = head.next;
    deadline.previous = head;
    if (head.next) head.next.previous = deadline;
    head.next = deadline;
    this.#waiting++;
    return deadline;
  }

  /** Does nothing if it has fired already. */
  cancel(deadline: Deadline): void {
    if (deadline.previous === undefined) return;
    deadline.previous.next = deadline.next;
    if (deadline.next) deadline.next.previous = deadline.previous;
    deadline.previous = undefined;
    deadline.next = undefined;
    this.#waiting--;
  }

  /** How long the process was held up while something waited, in total. */
  get heldUpMs(): number {
    return this.#heldUpMs + (this.#turning ? this.#lateMs(this.clock.now().monotonicMs) : 0);
  }

  /** Cancels everything. */
  close(): void {
    this.#closed.abort();
  }

  #now(): number {
    return Math.floor(this.clock.now().monotonicMs / TICK_MS);
  }

  async #turn(): Promise<void> {
    this.#turning = true;
    this.#tick = this.#now();
    this.#lookedAtMs = this.clock.now().monotonicMs;
    do {
      await this.clock.sleep(TICK_MS, this.#closed.signal);
      const nowMs = this.clock.now().monotonicMs;
      const lateMs = this.#lateMs(nowMs);
      this.#heldUpMs += lateMs;
      this.#lookedAtMs = nowMs;
      // Answers that have arrived meanwhile come first: a process that was held up must not take them for missing.
      await yieldToEventLoop();
      if (this.#closed.signal.aborted) return;
      this.#advance(Math.floor(nowMs / TICK_MS), lateMs > STALL_MS ? lateMs : 0);
    } while (this.#waiting > 0);
    this.#turning = false;
  }

  #lateMs(nowMs: number): number {
    const lateMs = nowMs - this.#lookedAtMs - TICK_MS;
    return lateMs > LATE_MS ? lateMs : 0;
  }

  #advance(toTick: number, stalledMs: number): void {
    const due: Deadline[] = [];
    const from = Math.max(this.#tick + 1, toTick - LISTS + 1);
    for (let tick = from; tick <= toTick; tick++) {
      for (let each = this.#lists[tick % LISTS]!.next; each; each = each.next) {
        if (each.dueTick <= toTick) due.push(each);
      }
    }
    this.#tick = toTick;
    for (const each of due) {
      if (each.previous === undefined) continue;
      this.cancel(each);
      each.fire(stalledMs);
    }
  }
}
