import { elapsedMs } from '../clock/elapsed.js';
import { yieldToEventLoop } from '../clock/yield-to-event-loop.js';

/** Work that is begun in one turn of the event loop, before sockets and timers get theirs. */
const TURN_MS = 2;
/** So many are begun in one turn at most once some had to wait. */
const MOST_A_TURN = 8;

/**
 * Begins work at once while the present turn of the event loop is young, and in later turns, in the order in which it
 * came, once it is not: however many connections ask at the same moment, others do not wait for all of them.
 */
export class FairTurns {
  readonly #waiting = new Set<() => void>();
  /** When the first work of the present turn was begun; undefined before. */
  #begunMs: number | undefined;

  constructor(private readonly nowMs: () => number = elapsedMs) {}

  /** Its bound is that of connections: each has one piece of work at most. */
  begin(work: () => void): void {
    if (this.#waiting.size === 0 && this.#hasTime()) work();
    else this.#waiting.add(work);
  }

  /** How many wait. */
  get waiting(): number {
    return this.#waiting.size;
  }

  #hasTime(): boolean {
    const nowMs = this.nowMs();
    if (this.#begunMs === undefined) {
      this.#begunMs = nowMs;
      void yieldToEventLoop().then(() => this.#endTurn());
    }
    return nowMs - this.#begunMs < TURN_MS;
  }

  /** What a piece of work sets off by promises is done before the next callback: each is one of its own. */
  #endTurn(): void {
    this.#begunMs = undefined;
    const next = Math.min(this.#waiting.size, MOST_A_TURN);
    for (let begun = 0; begun < next; begun++) void yieldToEventLoop().then(() => this.#beginNext());
  }

  #beginNext(): void {
    const [work] = this.#waiting;
    if (!work || !this.#hasTime()) return;
    this.#waiting.delete(work);
    work();
  }
}
