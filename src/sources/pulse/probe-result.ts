import type { Instant } from '../../platform/clock/clock.js';

/**
 * What a probe found out.
 * - `success`, `failure`: an answer was received and judged; a failure is a 5xx or an expectation that is not met.
 * - `no-response`: no answer, and the fault may be the prober's: evidence only while the canary is healthy.
 * - `bad-data`: what was received is not an HTTP answer, or has a body that cannot be judged; never counts by itself.
 * - `blocked`: the egress guard refused the address; never counts.
 * - `cancelled`: given up by this side (signal, close, no free socket); never counts.
 */
export type ProbeOutcome = 'success' | 'failure' | 'no-response' | 'bad-data' | 'blocked' | 'cancelled';

/**
 * Which part decided the outcome. `status` stands for every success, `body` for one that cannot be judged. `protocol` is an
 * answer that never became a final one (101, endless 1xx); `auth` is a credential that could not be obtained, or a client
 * certificate that is missing or refused: it says nothing about the API and must not be counted against it; `overload` is a
 * bound of the prober itself.
 */
export type ProbeCause =
  | 'status'
  | 'expectation'
  | 'body'
  | 'dns'
  | 'connect'
  | 'tls'
  | 'timeout'
  | 'reset'
  | 'protocol'
  | 'parse'
  | 'auth'
  | 'blocked'
  | 'cancelled'
  | 'overload';

/** Milliseconds of each phase of the last attempt; absent if it did not take place, as on a kept connection. */
export interface ProbePhases {
  readonly dnsMs?: number;
  readonly connectMs?: number;
  readonly tlsMs?: number;
  /** From writing the request to the head of the answer. */
  readonly firstByteMs?: number;
}

/** The result of one probe. */
export interface ProbeResult {
  readonly outcome: ProbeOutcome;
  readonly cause: ProbeCause;
  /** One plain sentence; no secrets, at most 300 characters, at most 100 of them, printable ones, from the other side. */
  readonly detail: string;
  readonly status?: number;
  readonly startedAt: Instant;
  readonly durationMs: number;
  readonly phases: ProbePhases;
  /** Whole days until the certificate of the other side ends; negative once it has. Known from the handshake on. */
  readonly tlsDaysLeft?: number;
  /** What the answer asked for by `Retry-After`; at most a day. */
  readonly retryAfterMs?: number;
  readonly attempts: number;
  /** The request was sent once more on a new connection, because a kept one was silent or had been closed. */
  readonly isRepeated?: true;
}
