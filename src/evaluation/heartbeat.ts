import type { BasePath } from '../catalogue/base-path.js';
import type { EvidenceKind } from '../sources/evidence.js';

/** What a base path can be; UNKNOWN: the evidence does not say. */
export const STATUSES = ['UP', 'DOWN', 'UNKNOWN'] as const;
export type Status = (typeof STATUSES)[number];

/** The machine-readable why of a status; docs/verdict.md says what to do about each. */
export const REASONS = [
  'success-ratio',
  'no-data',
  'stale-source',
  'partial-source',
  'prober-suspect',
  'no-traffic',
  'too-few-requests',
  'warming-up',
  'uncertain-counts',
] as const;
export type Reason = (typeof REASONS)[number];

/** What is served for one base path; a new object for each change of status or reason. */
export interface Heartbeat {
  readonly basePath: BasePath;
  readonly status: Status;
  readonly reason: Reason;
  /** Wall time, ms, of the last status change; of the read that found the evidence stale, where that came first. */
  readonly sinceMs: number;
  /** `{"basepath":…,"status":…}`, ready to be sent. */
  readonly json: string;
}

/** Makes its JSON when it is asked for: kept for a hundred thousand, it would take more memory than all the rest of them. */
class LiveHeartbeat implements Heartbeat {
  constructor(
    readonly basePath: BasePath,
    readonly status: Status,
    readonly reason: Reason,
    readonly sinceMs: number,
  ) {}

  get json(): string {
    return JSON.stringify({ basepath: this.basePath, status: this.status });
  }
}

/** What may have happened besides the requests that were counted; one request may be in both. Whole numbers. */
export interface UncertainCounts {
  readonly successes: number;
  readonly failures: number;
}

/** What one source knows of one base path. */
export interface EvidenceDetail {
  readonly source: string;
  readonly kind: EvidenceKind;
  readonly requests: number;
  readonly failures: number;
  readonly uncertain: UncertainCounts;
  /** Wall time, ms, of the newest evidence; absent when there never was any. */
  readonly asOfMs?: number;
  /** `code: detail` of what is wrong with the source or with this series. */
  readonly problem?: string;
}

/** A heartbeat with the numbers that decided it. */
export interface HeartbeatDetails {
  readonly heartbeat: Heartbeat;
  readonly requests: number;
  readonly failures: number;
  /** Of the successes, those that were answered with a 4xx. */
  readonly clientErrors: number;
  readonly uncertain: UncertainCounts;
  readonly windowFromMs: number;
  readonly windowToMs: number;
  readonly lastMinuteRequests: number;
  readonly lastMinuteFailures: number;
  readonly evidence: readonly EvidenceDetail[];
}

/** The first heartbeat of a base path. */
export function firstHeartbeat(basePath: BasePath, status: Status, reason: Reason, nowMs: number): Heartbeat {
  return new LiveHeartbeat(basePath, status, reason, nowMs);
}

/** The heartbeat after `old`: a new `since` only where the status differs. */
export function nextHeartbeat(old: Heartbeat, status: Status, reason: Reason, nowMs: number): Heartbeat {
  return new LiveHeartbeat(old.basePath, status, reason, old.status === status ? old.sinceMs : nowMs);
}
