import type { BasePath } from '../catalogue/base-path.js';
import type { Heartbeat, HeartbeatDetails } from './heartbeat.js';
import { token } from '../platform/injection/token.js';
import type { RoundListener } from './status-change.js';

export const BOARD = token<Board>('Board');

/** All heartbeats at one version, serialised. `hash` is made of the content alone, so replicas agree on it. */
export interface BoardPage {
  /** `[{"basepath":…,"status":…},…]` ordered by base path. */
  readonly body: Buffer;
  readonly hash: string;
  readonly count: number;
}

/**
 * The current heartbeats. Every read judges freshness again at the time it is called: a heartbeat whose
 * evidence has become stale since the last evaluation reads UNKNOWN, even if the evaluator is stuck.
 * A read never announces anything. The next round does, if it finds the evidence stale too; if it finds newer evidence
 * and the status is as it was, nothing has changed, and `sinceMs` is again what it was before the read.
 */
export interface Board {
  /** Grows with each change of any heartbeat; equal versions have equal heartbeats. */
  version(): number;
  get(basePath: BasePath): Heartbeat | undefined;
  /** All heartbeats, ordered by base path. The array must not be changed. */
  list(): readonly Heartbeat[];
  /** The whole list, serialised once for each version. May trail `list()` by the slices of one evaluation. */
  page(): BoardPage;
  details(basePath: BasePath): HeartbeatDetails | undefined;
  /** Whole seconds until the next evaluation, or until a verdict is stale where that is sooner, at least 0: what `max-age` may say. */
  secondsToNextEvaluation(): number;
  /** False until the first evaluation has finished. */
  evaluated(): boolean;
  /** How long ago, ms, the newest finished evaluation began; undefined until there is one. */
  evaluatedAgoMs(): number | undefined;
  /** Calls back after each round of evaluation, in the order of subscription; returns a function that stops it. */
  onRound(listener: RoundListener): () => void;
}
