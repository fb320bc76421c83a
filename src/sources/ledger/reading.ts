import { isOfAnother } from './likeness.js';
import type { PagePrint } from './page-print.js';

/** Prints that are kept, and how far apart at least: a source that is told in arrears is minutes behind. */
const MOST_PRINTS = 24;
const LEAST_APART_MS = 5_000;
/** Nothing was read of an instance for so many paces, beyond what it is late: it is not fresh. */
const UNHEARD_PACES = 2.3;

/**
 * To whom a gain belongs. `own`: it counts. `other`: another source counts it. `later`: the other has not read so far, and
 * may never. `split`: a part was counted by the other. `open`: it is not known yet whether the other reads the same gateway.
 */
export type Part = 'own' | 'other' | 'later' | 'split' | 'open';

/** What a reading is of. */
export interface ReadInstance {
  readonly source: string;
  /** Where the source stands in the settings. */
  readonly rank: number;
  /** Addresses by which another source may know the instance. */
  readonly addresses: readonly string[];
}

/** One gateway instance as one source reads it. All times are wall ms by our clock. */
export class Reading {
  /** The newest pages, of one process, oldest first; kept where another source reads the address. */
  prints: readonly PagePrint[] = [];
  /** Since when it is watched, and its newest page. */
  watchedMs = Infinity;
  newestMs = -Infinity;
  startedAtMs: number | undefined;
  /** It does not answer this source, has left its discovery, or is mixed up. */
  isLost = false;
  /** It may have ended: it has left the discovery, or other instances of this source go on without it. */
  mayHaveEnded = false;
  /** What other sources read of the same process. */
  shared: SharedReadings | undefined;
  /** Readings of other sources that may be of the same process, and were there first. */
  readonly openTo = new Set<Reading>();
  /** Time from one page, or poll, to the next, ms, and how late the newest one was read. */
  paceMs = 0;
  #lateMs = 0;

  constructor(readonly of: ReadInstance) {}

  /** Takes note of a page of `atMs`, read at `nowMs`. */
  note(atMs: number, startedAtMs: number | undefined, nowMs: number): void {
    this.newestMs = Math.max(this.newestMs, atMs);
    this.startedAtMs = startedAtMs ?? this.startedAtMs;
    this.#lateMs = Math.max(0, nowMs - atMs);
  }

  /** Keeps what a page adds up to. */
  keep(print: PagePrint): void {
    const last = this.prints.at(-1);
    if (last && isOfAnother(last, print)) this.prints = [];
    else if (last && print.atMs - last.atMs < LEAST_APART_MS) return;
    this.prints = [...this.prints.slice(1 - MOST_PRINTS), print];
  }

  /** Whether its pages come no more. */
  isAway(nowMs: number): boolean {
    return this.isLost || nowMs - this.newestMs > UNHEARD_PACES * this.paceMs + this.#lateMs;
  }

  /** Whether what happened at a time is for this source to tell. */
  owns(atMs: number): boolean {
    return this.shared === undefined || this.shared.ownerAt(atMs) === this;
  }

  /** To whom it belongs what was gained between two times; both are the same where it is not known when in between. */
  partOf(fromMs: number, toMs: number): Part {
    if (this.openTo.size > 0) return 'open';
    return this.shared?.partOf(this, fromMs, toMs) ?? 'own';
  }
}

/** All that sources read of one process; at each time one of them counts. Times are wall ms by our clock. */
export interface SharedReadings {
  /** In the order of the settings. */
  readonly readings: readonly Reading[];
  /** The one that counts now. */
  readonly owner: Reading;
  /** The one that counts what happened at a time. */
  ownerAt(atMs: number): Reading;
  /** To whom it belongs what a source gained between two times. */
  partOf(reading: Reading, fromMs: number, toMs: number): Part;
  /** Another source reads it as well. */
  add(reading: Reading): void;
  /** A source does not read it any more. */
  remove(reading: Reading): void;
  /** Lets another source go on where the one that counts has lost it by `nowMs`. */
  settle(nowMs: number): void;
}
