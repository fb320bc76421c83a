import type { Part, Reading, SharedReadings } from './reading.js';

/** A process is alive when another source has a page of it so many paces later. */
const ALIVE_PACES = 1.3;
/** Turns that are remembered: all of a window, unless they change faster than silence is noticed. */
const MOST_TURNS = 32;
/** A time just after a page belongs to what comes next. */
const NEXT_MS = 1;

/** From when on a source counts. */
interface Turn {
  readonly fromMs: number;
  readonly reading: Reading;
}

/** One process that several sources read. They take turns: at each time one of them counts. Times are wall ms. */
export class ReadProcess implements SharedReadings {
  readonly readings: Reading[];
  #turns: readonly Turn[];

  constructor(first: Reading) {
    this.readings = [first];
    this.#turns = [{ fromMs: -Infinity, reading: first }];
    first.shared = this;
  }

  /** Another source reads it as well: it counts what was before the first one watched. */
  add(reading: Reading): void {
    const { watchedMs } = this.#turns[0]!.reading;
    this.readings.push(reading);
    this.readings.sort((one, other) => one.of.rank - other.of.rank);
    reading.shared = this;
    if (reading.watchedMs >= watchedMs) return;
    const [first, ...rest] = this.#turns;
    const since = rest.filter(({ fromMs }) => fromMs > watchedMs);
    this.#turns = [{ fromMs: -Infinity, reading }, { ...first!, fromMs: watchedMs }, ...since];
  }

  remove(reading: Reading): void {
    reading.shared = undefined;
    this.readings.splice(this.readings.indexOf(reading), 1);
    const [next] = this.readings;
    if (this.owner === reading && next) this.#turnTo(next);
  }

  get owner(): Reading {
    return this.#turns.at(-1)!.reading;
  }

  ownerAt(atMs: number): Reading {
    return (this.#turns.findLast(({ fromMs }) => fromMs < atMs) ?? this.#turns[0]!).reading;
  }

  /**
   * When the source that counts has lost it, the first one that has not goes on from the last page of that. Where the process
   * itself may have ended, it must be seen alive: who knows of its end knows best what it did not count.
   */
  settle(nowMs: number): void {
    const { owner } = this;
    if (!owner.isAway(nowMs)) return;
    const sinceMs = owner.mayHaveEnded ? owner.newestMs + ALIVE_PACES * owner.paceMs : -Infinity;
    const next = this.readings.find((each) => each !== owner && !each.isAway(nowMs) && each.newestMs > sinceMs);
    if (next) this.#turnTo(next);
  }

  partOf(reading: Reading, fromMs: number, toMs: number): Part {
    const first = this.ownerAt(fromMs + NEXT_MS) === reading;
    const last = toMs === fromMs ? first : this.ownerAt(toMs) === reading;
    if (first !== last) return 'split';
    if (first) return 'own';
    return toMs > this.owner.newestMs ? 'later' : 'other';
  }

  #turnTo(reading: Reading): void {
    this.#turns = [...this.#turns.slice(1 - MOST_TURNS), { fromMs: this.owner.newestMs, reading }];
  }
}
