import type { LastProbe } from '../../catalogue/exposure-watchers.js';
import { AnnouncedPace } from './budget/announced-pace.js';
import { SlowDown } from './budget/slow-down.js';
import type { Place } from './schedule/timetable.js';
import type { Target } from './target.js';

/** A target that is being probed, and its state. */
export class ActiveTarget {
  readonly host: string;
  readonly slowDown: SlowDown;
  readonly pace: AnnouncedPace;
  /** Its place in the timetable, once it has one. */
  place: Place<ActiveTarget> | undefined;
  /** When it wanted to start, while it waits for its turn. */
  waitingSinceMs: number | undefined;
  /** The same target after an edit; what was due or under way goes on for it. */
  successor: ActiveTarget | undefined;
  /** An edit may bring no probe forward before this. */
  noneEarlyBeforeMs = -Infinity;
  /** Gives up the probe that is under way. */
  underWay: AbortController | undefined;
  /** It gave no response last time, or its probe was given up for others, and it has not answered promptly since. */
  slow = false;
  /** Why the egress guard refused its address last time. */
  blocked: string | undefined;
  lastProbe: LastProbe | undefined;
  /** Days until its certificate ends, if known. */
  tlsDaysLeft: number | undefined;

  #stop: AbortController | undefined;

  constructor(
    readonly target: Target,
    windowMs: number,
    /** What was announced before it was changed. */
    pace?: AnnouncedPace,
  ) {
    this.host = target.request.url.host;
    this.slowDown = new SlowDown(target);
    this.pace = pace ?? new AnnouncedPace(target.intervalMs, windowMs);
  }

  /** Gives up its next probe. The same for all until one is given up: to make one costs as much as a tenth of a probe. */
  get stop(): AbortController {
    if (this.#stop === undefined || this.#stop.signal.aborted) this.#stop = new AbortController();
    return this.#stop;
  }

  /** What it has become by edits; itself if there were none. */
  get latest(): ActiveTarget {
    return this.successor?.latest ?? this;
  }

  /** Whether it is still probed; false once it was withdrawn or changed. */
  get isActive(): boolean {
    return this.place?.active ?? false;
  }

  /** When to expect the next result at the latest, ms after this one. */
  get everyMs(): number {
    return this.slowDown.everyMs + this.target.request.timeoutMs;
  }
}
