import type { Gains } from './gains.js';
import type { GroupHistory } from './group-history.js';
import type { GroupSightings } from './group-sightings.js';
import { holeOf, type Hole, type HoleSpan } from './hole.js';
import type { InstanceAccount } from './instance-account.js';
import type { Findings, LedgerOptions } from './ledger-options.js';

/** An instance that restarted within so long and does not answer is in a crash loop. */
const CRASHING_MS = 900_000;

/** The holes of all instances that may lie in the window. */
export class Holes {
  #holes: Hole[] = [];

  add(hole: Hole | undefined): Hole | undefined {
    if (hole) this.#holes.push(hole);
    return hole;
  }

  /** Forgets a hole: what lies in it has been counted after all. */
  remove(...holes: readonly (Hole | undefined)[]): void {
    if (holes.some((each) => each !== undefined)) this.#holes = this.#holes.filter((each) => !holes.includes(each));
  }

  /** Forgets the holes that ended before `sinceMs`. */
  forget(sinceMs: number): void {
    this.#holes = this.#holes.filter(({ toMs }) => toMs === undefined || toMs >= sinceMs);
  }

  list(): readonly Hole[] {
    return this.#holes;
  }
}

/** What is known of gateways that leave idle series out, for all instances of a source together. */
export class IdleSeries {
  /** They do. */
  leftOut = false;
  /** A series came back that cannot have begun anew; one came back that did. */
  kept = false;
  anew = false;
}

/** What the rules of the ledger share. */
export interface LedgerState {
  readonly options: LedgerOptions;
  readonly instances: Map<string, InstanceAccount>;
  readonly history: GroupHistory;
  readonly gains: Gains;
  readonly holes: Holes;
  readonly sightings: GroupSightings;
  readonly findings: Findings;
  readonly idle: IdleSeries;
  /** When the first page was written, wall ms. */
  beganMs: number;
  /** Up to when pages have been asked for, wall ms. */
  toldMs: number;
  /** The newest page when there was one that is new, wall ms, and how late it was told, beyond a scrape, ms. */
  newsMs: number;
  lateMs: number;
}

/** Opens a hole of an instance that begins at `fromMs`; none where it served nothing. */
export function openHole(state: LedgerState, account: InstanceAccount, about: HoleSpan): Hole | undefined {
  const { windowMs } = state.options;
  const crashing = about.fromMs - account.restartedMs <= CRASHING_MS;
  const hole = holeOf(account.flow, state.history, { ...about, windowMs, crashing, sinceMs: state.beganMs });
  return state.holes.add(hole);
}
