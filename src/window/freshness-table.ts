import type { Instant } from '../platform/clock/clock.js';
import { grown, roomFor } from '../sources/column.js';

/** Wall time, ms since 1970: older than any window. */
const LONG_AGO_MS = 1;

/** When the newest sample of each id was taken, on both clocks. */
export class FreshnessTable {
  #wallMs = new Float64Array(0);
  #monotonicMs = new Float64Array(0);

  /** Notes a sample taken at `atMs` (wall) that arrived `now`; an older one than is known changes nothing. */
  note(id: number, atMs: number, now: Instant): void {
    if (id >= this.#wallMs.length) this.#grow(id + 1);
    const wallMs = Math.min(atMs, now.wallMs);
    if (this.#wallMs[id]! >= wallMs && this.#wallMs[id]! <= now.wallMs) return;
    this.#wallMs[id] = wallMs;
    this.#monotonicMs[id] = now.monotonicMs - (now.wallMs - wallMs);
  }

  has(id: number): boolean {
    return (this.#wallMs[id] ?? 0) > 0;
  }

  /** `NaN` when there never was a sample. */
  wallMs(id: number): number {
    return this.has(id) ? this.#wallMs[id]! : NaN;
  }

  /** `NaN` when there never was a sample. */
  monotonicMs(id: number): number {
    return this.has(id) ? this.#monotonicMs[id]! : NaN;
  }

  /** Makes everything noted so far too old to be fresh, and keeps that there was something. */
  expire(): void {
    for (let id = 0; id < this.#wallMs.length; id++) {
      if (this.#wallMs[id]! > 0) this.#wallMs[id] = LONG_AGO_MS;
    }
  }

  /** Does the same to one. */
  expireOne(id: number): void {
    if (this.has(id)) this.#wallMs[id] = LONG_AGO_MS;
  }

  /** Whether nothing has come since it was made too old. */
  isExpired(id: number): boolean {
    return this.#wallMs[id] === LONG_AGO_MS;
  }

  clear(id: number): void {
    if (id < this.#wallMs.length) this.#wallMs[id] = 0;
  }

  #grow(needed: number): void {
    const room = roomFor(needed, this.#wallMs.length);
    this.#wallMs = grown(this.#wallMs, room);
    this.#monotonicMs = grown(this.#monotonicMs, room);
  }
}
