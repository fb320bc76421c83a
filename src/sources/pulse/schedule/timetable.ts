import { DueHeap } from './due-heap.js';

const FNV_OFFSET = 0x811c9dc5;
const FNV_PRIME = 0x01000193;

/** When something comes round. */
export interface Timing {
  readonly intervalMs: number;
  /** Where in the interval, 0 ≤ offset < interval. */
  readonly offsetMs: number;
  /** The first time, if it is sooner than its place in the interval. */
  readonly firstMs?: number;
}

/** The place of one key in the timetable. */
export interface Place<K> {
  readonly key: K;
  /** On the grid of the interval; moved on as soon as it is taken. */
  dueMs: number;
  readonly anchorMs: number;
  readonly intervalMs: number;
  /** Intervals from one time to the next; more than 1 while slowed down. */
  stride: number;
  active: boolean;
}

/** One place whose time has come. */
export interface Due<K> {
  readonly place: Place<K>;
  /** When it should have been taken. */
  readonly dueMs: number;
  /** Further times that have passed since. */
  readonly missed: number;
}

/**
 * What is due when, on a grid that never drifts: the times of a place are its offset plus whole intervals, however late
 * it was taken before. One heap for all; all times are monotonic milliseconds.
 */
export class Timetable<K> {
  readonly #heap = new DueHeap<Place<K>>();

  constructor(private readonly startMs: number) {}

  enter(key: K, { intervalMs, offsetMs, firstMs }: Timing, nowMs: number): Place<K> {
    const anchorMs = this.startMs + offsetMs;
    const place: Place<K> = { key, anchorMs, intervalMs, dueMs: 0, stride: 1, active: true };
    const onGridMs = gridMs(place, nowMs);
    place.dueMs = firstMs === undefined ? onGridMs : Math.min(firstMs, onGridMs);
    this.#heap.push(place.dueMs, place);
    return place;
  }

  leave(place: Place<K>): void {
    place.active = false;
  }

  /** From now on so many intervals lie between two times, and the next time is not before `notBeforeMs`. */
  slow(place: Place<K>, stride: number, notBeforeMs: number): void {
    place.stride = stride;
    if (place.dueMs >= notBeforeMs) return;
    place.dueMs = gridMs(place, notBeforeMs);
    this.#heap.push(place.dueMs, place);
  }

  /** The next place whose time has come, moved on to its next time; undefined when there is none. */
  take(nowMs: number): Due<K> | undefined {
    for (;;) {
      const entry = this.#heap.peek();
      if (!entry || (this.#isValid(entry) && entry.dueMs > nowMs)) return undefined;
      this.#heap.pop();
      if (!this.#isValid(entry)) continue;
      const { item: place, dueMs } = entry;
      const everyMs = place.intervalMs * place.stride;
      const onGridMs = gridMs(place, dueMs + everyMs - place.intervalMs / 2);
      const missed = Math.max(0, Math.ceil((nowMs + 1 - onGridMs) / everyMs));
      place.dueMs = onGridMs + missed * everyMs;
      this.#heap.push(place.dueMs, place);
      return { place, dueMs, missed };
    }
  }

  /** When something is due next; `Infinity` when nothing ever is. May be earlier than the truth, never later. */
  get nextMs(): number {
    return this.#heap.peek()?.dueMs ?? Infinity;
  }

  /** A place that was moved or has left still has its old entry in the heap. */
  #isValid({ item, dueMs }: { readonly item: Place<K>; readonly dueMs: number }): boolean {
    return item.active && item.dueMs === dueMs;
  }
}

/** The first time of a place at or after `fromMs`. */
function gridMs({ anchorMs, intervalMs }: Place<unknown>, fromMs: number): number {
  const intervals = Math.ceil((fromMs - anchorMs) / intervalMs);
  return anchorMs + Math.max(0, intervals) * intervalMs;
}

/** A number from 0 to below `rangeMs`, always the same for a text, spread evenly over all texts (FNV-1a). */
export function offsetOf(text: string, rangeMs: number): number {
  let hash = FNV_OFFSET;
  for (let at = 0; at < text.length; at++) hash = Math.imul(hash ^ text.charCodeAt(at), FNV_PRIME);
  hash = Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d);
  return ((hash ^ (hash >>> 13)) >>> 0) % rangeMs;
}
