import type { ConcertView } from './concert-view.js';
import { GroupFlow } from './group-flow.js';
import type { Hole } from './hole.js';
import { SeriesTable } from './series-table.js';

/** What the values of an instance were before it restarted: should they come back, two processes answer in turn. */
export interface BeforeRestart {
  readonly atMs: number;
  /** Requests a millisecond, of late. */
  readonly usual: number;
  readonly values: readonly { readonly series: string; readonly value: number; readonly rate: number }[];
}

/** What looked like a restart: the values before and after it, by series, and how often in a row both had gone on. */
export interface Turn {
  readonly atMs: number;
  readonly before: ReadonlyMap<string, number>;
  readonly after: ReadonlyMap<string, number>;
  readonly inARow: number;
}

/** All that is known of one gateway instance. Times are wall ms. */
export class InstanceAccount {
  series = new SeriesTable();
  flow: GroupFlow;
  /** The number of the newest page. */
  page = 0;
  /** The newest page; undefined before the first. */
  lastMs: number | undefined;
  firstMs = 0;
  /** Since when it is watched: all that it served since then is counted. */
  watchedMs = 0;
  /** What it said last about its start. */
  startedAtMs: number | undefined;
  /** When it left the discovery. */
  goneMs: number | undefined;
  /** Nothing is known of what it served in the window before its first page. */
  unwatched = false;
  /** Good pages in a row from which most series were missing, without others in their place. */
  blankPages = 0;
  /** Two processes answer in turn; no verdict rests on it until then. */
  mixedUntilMs = -Infinity;
  /** When it restarted last. */
  restartedMs = -Infinity;
  /** When counters in concert came back in the last window. */
  dipReturns: number[] = [];
  /** Of the last restarts, the newest first. */
  beforeRestarts: readonly BeforeRestart[] = [];
  /** The last time that it looked like a restart. */
  turn: Turn | undefined;
  view: ConcertView | undefined;
  /** The growth in requests a millisecond of a page that was doubted as a leap. */
  leapRate: number | undefined;
  /** The hole since it does not answer, and the one after its last page since it left the discovery. */
  openHole: Hole | undefined;
  endHole: Hole | undefined;
  /** The sum of its loss counters. */
  lost: number | undefined;

  constructor(
    readonly name: string,
    readonly address: string,
    readonly windowMs: number,
  ) {
    this.flow = new GroupFlow(windowMs);
  }

  /** Takes over everything that is known of an instance that was only renamed. */
  takeOver(other: InstanceAccount): void {
    const { series, flow, page, lastMs, firstMs, watchedMs, startedAtMs, unwatched, restartedMs, lost } = other;
    Object.assign(this, {
      series,
      flow,
      page,
      lastMs,
      firstMs,
      watchedMs,
      startedAtMs,
      unwatched,
      restartedMs,
      lost,
    });
  }
}
