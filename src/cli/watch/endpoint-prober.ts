import type { Endpoint } from './endpoints-file.js';

/** What one probe found out about its endpoint. */
export interface ProbeFinding {
  /**
   * `success`: answered as expected; `failure`: answered otherwise; `no-response`: no answer;
   * `bad-data`: what came is not an HTTP answer. All but the first count against the endpoint.
   */
  readonly outcome: 'success' | 'failure' | 'no-response' | 'bad-data';
  /** What decided it, in one word, such as `status`, `dns`, `connect`, `tls`, `timeout` or `reset`. */
  readonly cause: string;
  readonly status?: number;
  /** One plain sentence, which may contain text from the endpoint. */
  readonly detail: string;
  /** How long it took. */
  readonly durationMs: number;
}

/** Asks endpoints. */
export interface EndpointProber {
  /**
   * Asks once, never rejects, and is over within `timeoutMs`; undefined when it says nothing about the endpoint: it was
   * given up by this side, or never made.
   */
  probe(endpoint: Endpoint, timeoutMs: number, signal: AbortSignal): Promise<ProbeFinding | undefined>;
  /** Ends every connection. */
  close(): Promise<void>;
}
