import type { LedgerFeed } from '../ledger-feed.js';
import type { Ledger } from '../ledger/ledger.js';
import type { FailedPoll } from './failed-poll.js';
import { SLICE_MS, slicesOf, type Slice } from './poll-slices.js';

/** What is read of a counter: each series, or sums of those that differ only in labels that are not mapped. */
export type Form = 'series' | 'sums';

/** How the poll of a moment is made. */
export interface Asking {
  /** A new account begins. */
  readonly begins: boolean;
  readonly form: Form;
  readonly slices: readonly Slice[];
  /** When it was begun, Unix ms by the server's clock. */
  readonly sentMs: number;
  readonly signal: AbortSignal;
}

/** The account before, of the same requests in another form: what it read up to a time has been handed on. */
interface Before {
  readonly ledger: Ledger;
  readonly atMs: number;
  /** Up to when it had read all instances. */
  readonly readMs: number;
}

/** What the account knows: the time between two scrapes, ms, and up to when all instances were read, Unix ms. */
export interface ReadSoFar {
  readonly scrapeMs: number;
  readonly readMs: number;
}

/** How far back a poll reaches beyond the one before, for what is stored late, ms. */
export function reachOf(scrapeMs: number): number {
  return 2 * scrapeMs;
}

/**
 * What the next poll asks for: all since the last good one, in which form, in slices of which length. Where the form
 * changes, a new account reads the window once more, and what the one before has handed on is not counted again.
 */
export class PollPlan {
  /** The moment up to which the account has been read, Unix ms by the server's clock. */
  #lastMs: number | undefined;
  /** What is asked for next, and what the account is made of. */
  #form: Form = 'series';
  #formOfAccount: Form = 'series';
  #before: Before | undefined;
  /** Up to when all instances were read by what has been handed on, Unix ms. */
  #readMs = Infinity;
  #sliceMs = SLICE_MS;
  /** The last poll ran out of time while it read series; there may be too many of them. */
  wasTooSlow = false;

  constructor(
    private readonly windowMs: number,
    private readonly pollEveryMs: number,
  ) {}

  /** How to ask at a moment. */
  at(atMs: number, { scrapeMs, readMs }: ReadSoFar): Pick<Asking, 'begins' | 'form' | 'slices'> {
    const form = this.#form;
    this.#readMs = this.#before?.readMs ?? readMs;
    const handedOnMs = this.#handedOnMs;
    const begins = { begins: true, form };
    const windowSinceMs = atMs - this.windowMs - scrapeMs;
    if (handedOnMs === undefined || atMs - handedOnMs > this.windowMs)
      return { ...begins, slices: this.#slices({ sinceMs: windowSinceMs, atMs, reachMs: 0 }) };
    const reachMs = reachOf(scrapeMs);
    const next = this.#slices({ sinceMs: Math.min(handedOnMs, this.#readMs + reachMs), atMs, reachMs });
    const again = (sinceMs: number) => this.#slices({ sinceMs, atMs: handedOnMs, reachMs: 0 });
    if (form !== this.#formOfAccount) return { ...begins, slices: [...again(windowSinceMs), ...next] };
    if (!this.#before) return { begins: false, form, slices: next };
    return { begins: false, form, slices: [...again(Math.max(this.#lastMs!, windowSinceMs)), ...next] };
  }

  /** Begins the account that was planned; says whether it is of the same requests as the one before. */
  begin({ slices, form }: Asking, feed: LedgerFeed, scrapeMs: number): boolean {
    const [{ atMs, rangeMs }] = slices as [Slice];
    const isOfTheSame = this.#lastMs !== undefined && slices.at(-1)!.atMs - this.#handedOnMs! <= this.windowMs;
    this.#before = isOfTheSame ? (this.#before ?? this.#account(feed)) : undefined;
    if (isOfTheSame) this.#lastMs = atMs - rangeMs;
    this.#formOfAccount = form;
    feed.begin(scrapeMs, isOfTheSame);
    return isOfTheSame;
  }

  /** The newest page of an instance that may be read from this slice: what is later is read when it is new. */
  untilMsOf({ atMs }: Slice): ((instance: string) => number) | undefined {
    const before = this.#before;
    if (!before || atMs > before.atMs) return undefined;
    return (instance) => before.ledger.newestPageOf(instance) ?? -Infinity;
  }

  /** A slice has been entered; what the account before counted of it is not counted again. */
  entered({ atMs }: Slice, { ledger }: LedgerFeed): void {
    this.#lastMs = atMs;
    if (!this.#before || atMs > this.#before.atMs) return;
    ledger.takeGains();
    ledger.takeFindings();
    if (atMs === this.#before.atMs) this.#before = undefined;
  }

  /** Whether less can be asked for than was too much. Where time does not help, sums take the place of the series. */
  asksForLess(tooMuch: FailedPoll['tooMuch'], slices: number): boolean {
    if (tooMuch === undefined) return false;
    if (tooMuch === 'time' && slices > 1 && this.#sliceMs / 2 >= this.pollEveryMs) {
      this.#sliceMs /= 2;
      return true;
    }
    if (this.#form === 'sums') return false;
    this.#form = 'sums';
    this.#sliceMs = SLICE_MS;
    this.wasTooSlow = false;
    return true;
  }

  /** The series are few again: they are read one by one, unless the window is still being read. */
  asksForSeries(): void {
    if (!this.#before) this.#form = 'series';
  }

  /** The poll failed. What was tried in it did not help, unless there was no time to see. */
  failed({ code }: FailedPoll): void {
    this.wasTooSlow = code === 'timeout' && this.#form === 'series';
    if (code === 'timeout') return;
    this.#form = this.#formOfAccount;
    this.#sliceMs = SLICE_MS;
  }

  /** What was read before cannot be compared with what comes. */
  forget(): void {
    this.#lastMs = undefined;
    this.#before = undefined;
  }

  #account({ ledger }: LedgerFeed): Before {
    return { ledger, atMs: this.#lastMs!, readMs: this.#readMs };
  }

  get #handedOnMs(): number | undefined {
    return this.#before?.atMs ?? this.#lastMs;
  }

  #slices(time: { sinceMs: number; atMs: number; reachMs: number }): Slice[] {
    return slicesOf({ ...time, sliceMs: this.#sliceMs });
  }
}
