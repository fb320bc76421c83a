import { grown, roomFor } from './grown.js';

/** Numbers of one reading for one id. */
export interface ReadingRow {
  readonly requests: number;
  readonly failures: number;
  readonly lastMinuteRequests: number;
  readonly lastMinuteFailures: number;
  readonly spoiled: boolean;
}

/** The rule multiplies requests by 10 000 and must stay exact. */
const MOST_REQUESTS = Math.floor(Number.MAX_SAFE_INTEGER / 10_000);

/** Whether counts may be added up and judged: whole numbers, no more failures than requests. */
export function isSound({ requests, failures }: { requests: number; failures: number }): boolean {
  const whole = Number.isSafeInteger(requests) && Number.isSafeInteger(failures);
  return whole && failures >= 0 && failures <= requests && requests <= MOST_REQUESTS;
}

/** The newest whole-window reading of one source, per id. Rows of earlier readings count as idle. */
export class ReadingTable {
  #generation = 0;
  #room = 0;
  #seenIn = new Uint32Array(0);
  #requests = new Float64Array(0);
  #failures = new Float64Array(0);
  #lastMinuteRequests = new Float64Array(0);
  #lastMinuteFailures = new Float64Array(0);
  #spoiled = new Uint8Array(0);

  /** Begins a new reading: what is not set from now on has no series any more. */
  begin(): void {
    this.#generation++;
  }

  set(id: number, row: ReadingRow): void {
    if (id >= this.#room) this.#grow(id + 1);
    this.#seenIn[id] = this.#generation;
    this.#requests[id] = row.requests;
    this.#failures[id] = row.failures;
    this.#lastMinuteRequests[id] = row.lastMinuteRequests;
    this.#lastMinuteFailures[id] = row.lastMinuteFailures;
    this.#spoiled[id] = row.spoiled ? 1 : 0;
  }

  /** Whether the newest reading has a row for this id. */
  holds(id: number): boolean {
    return this.#generation > 0 && this.#seenIn[id] === this.#generation;
  }

  requests(id: number): number {
    return this.holds(id) ? this.#requests[id]! : 0;
  }

  failures(id: number): number {
    return this.holds(id) ? this.#failures[id]! : 0;
  }

  lastMinute(id: number): { requests: number; failures: number } {
    if (!this.holds(id)) return { requests: 0, failures: 0 };
    return { requests: this.#lastMinuteRequests[id]!, failures: this.#lastMinuteFailures[id]! };
  }

  spoiled(id: number): boolean {
    return this.holds(id) && this.#spoiled[id] === 1;
  }

  /** Whether a reading ever had a row for this id. */
  matched(id: number): boolean {
    return (this.#seenIn[id] ?? 0) > 0;
  }

  clear(id: number): void {
    if (id < this.#room) this.#seenIn[id] = 0;
  }

  #grow(needed: number): void {
    this.#room = roomFor(needed, this.#room);
    this.#seenIn = grown(this.#seenIn, this.#room);
    this.#requests = grown(this.#requests, this.#room);
    this.#failures = grown(this.#failures, this.#room);
    this.#lastMinuteRequests = grown(this.#lastMinuteRequests, this.#room);
    this.#lastMinuteFailures = grown(this.#lastMinuteFailures, this.#room);
    this.#spoiled = grown(this.#spoiled, this.#room);
  }
}
