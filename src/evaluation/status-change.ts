import type { Heartbeat } from './heartbeat.js';

/** One status giving way to another. The first verdict about a base path is no change. */
export interface StatusChange {
  readonly from: Heartbeat;
  readonly to: Heartbeat;
}

/** Where status changes are announced; declared here for the stages that keep, tell and show them. Must not throw. */
export type StatusChangeListener = (change: StatusChange) => void;
