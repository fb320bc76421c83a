import { grown } from '../column.js';

const FIRST_ROOM = 64;
/** Series of one instance that are remembered at most. */
export const MAX_SERIES = 500_000;

/**
 * The series of one gateway instance: numbers by name, and what the account remembers of each, in columns. A number stays
 * with its series until `clear` or `drop`.
 */
export class SeriesTable {
  readonly #numbers = new Map<string, number>();
  readonly #free: number[] = [];
  #end = 0;
  /** The group and the index into `COUNTED` of each. */
  group = new Int32Array(FIRST_ROOM);
  counted = new Uint8Array(FIRST_ROOM);
  /** The newest value. */
  value = new Float64Array(FIRST_ROOM);
  /** What the newest page was compared with. */
  before = new Float64Array(FIRST_ROOM);
  /** The highest value before a dip, and until when, wall ms, growth up to it is doubtful. */
  peak = new Float64Array(FIRST_ROOM);
  peakUntilMs = new Float64Array(FIRST_ROOM);
  /** When it was on a page last, wall ms, and how many good pages have left it out since. */
  seenMs = new Float64Array(FIRST_ROOM);
  missed = new Uint32Array(FIRST_ROOM);
  /** The number of the newest page that it was on. */
  page = new Uint32Array(FIRST_ROOM);

  /** The number of a series; −1 where it is not known. */
  find(series: string): number {
    return this.#numbers.get(series) ?? -1;
  }

  /** Takes a new series in with its first value. */
  add(series: string, first: { group: number; counted: number; value: number; atMs: number; page: number }): number {
    const number = this.#free.pop() ?? this.#end++;
    if (number >= this.value.length) this.#grow();
    this.#numbers.set(series, number);
    this.group[number] = first.group;
    this.counted[number] = first.counted;
    this.value[number] = first.value;
    this.before[number] = first.value;
    this.peak[number] = first.value;
    this.peakUntilMs[number] = 0;
    this.seenMs[number] = first.atMs;
    this.missed[number] = 0;
    this.page[number] = first.page;
    return number;
  }

  drop(series: string): void {
    const number = this.#numbers.get(series);
    if (number === undefined) return;
    this.#numbers.delete(series);
    this.#free.push(number);
  }

  clear(): void {
    this.#numbers.clear();
    this.#free.length = 0;
    this.#end = 0;
  }

  /** All series with their numbers. */
  entries(): IterableIterator<[string, number]> {
    return this.#numbers.entries();
  }

  /** The numbers of all series. */
  numbers(): IterableIterator<number> {
    return this.#numbers.values();
  }

  /** Whether there is no room for one more. */
  get isFull(): boolean {
    return this.#numbers.size >= MAX_SERIES;
  }

  get size(): number {
    return this.#numbers.size;
  }

  #grow(): void {
    const room = this.value.length * 2;
    this.group = grown(this.group, room);
    this.counted = grown(this.counted, room);
    this.value = grown(this.value, room);
    this.before = grown(this.before, room);
    this.peak = grown(this.peak, room);
    this.peakUntilMs = grown(this.peakUntilMs, room);
    this.seenMs = grown(this.seenMs, room);
    this.missed = grown(this.missed, room);
    this.page = grown(this.page, room);
  }
}
