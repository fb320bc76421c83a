import type { BasePath } from '../catalogue/base-path.js';
import type { Heartbeat, HeartbeatDetails } from './heartbeat.js';
import { token } from '../platform/injection/token.js';

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
 * evidence has become stale since the last evaluation reads UNKNOWN, whatever the evaluator does.
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
  /** False until the first evaluation is done. */
  evaluated(): boolean;
  /** How long ago, ms, the newest evaluation that is done was begun; undefined until there is one. */
  evaluatedAgoMs(): number | undefined;
}
