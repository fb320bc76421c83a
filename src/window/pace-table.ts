import type { Pace } from '../sources/evidence.js';
import { grown, roomFor } from '../sources/column.js';

/** Of the probes that fit into a window, so many tenths must be in it before they decide. */
const TENTHS_NEEDED = 6;

/** What follows from the pace of each id: how many requests decide, and how old the newest may be. */
export class PaceTable {
  /** 0 where an id has no pace. */
  #minimum = new Uint32Array(0);
  #freshForMs = new Float64Array(0);

  constructor(private readonly windowMs: number) {}

  set(id: number, pace: Pace): void {
    if (id >= this.#minimum.length) this.#grow(id + 1);
    this.#minimum[id] = minimumAt(pace, this.windowMs);
    this.#freshForMs[id] = Math.min(2 * pace.intervalMs + pace.timeoutMs, this.windowMs);
  }

  /** Requests that decide; `Infinity` where an id has no pace. */
  minimum(id: number): number {
    const minimum = this.#minimum[id] ?? 0;
    return minimum === 0 ? Infinity : minimum;
  }

  /** How long the newest sample is fresh at least: two intervals and the time-out, while it is in the window; 0 without a pace. */
  freshForMs(id: number): number {
    return this.#freshForMs[id] ?? 0;
  }

  clear(id: number): void {
    if (id >= this.#minimum.length) return;
    this.#minimum[id] = 0;
    this.#freshForMs[id] = 0;
  }

  #grow(needed: number): void {
    const room = roomFor(needed, this.#minimum.length);
    this.#minimum = grown(this.#minimum, room);
    this.#freshForMs = grown(this.#freshForMs, room);
  }
}

/** 60 % of the probes that fit into the window, at least one: 12 at 15 s, 6 at 30 s, 3 at 60 s, 1 at 5 min. */
export function minimumAt({ intervalMs }: Pace, windowMs: number): number {
  return Math.max(1, Math.floor((Math.floor(windowMs / intervalMs) * TENTHS_NEEDED) / 10));
}
