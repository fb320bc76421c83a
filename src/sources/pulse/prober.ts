import type { ProbeRequest } from './probe-request.js';
import type { ProbeResult } from './probe-result.js';

/** Makes probes. The caller decides how many at a time; sockets are bounded in any case. */
export interface Prober {
  /** Never rejects, and resolves within the request's time-out; `signal` gives the probe up. */
  probe(request: ProbeRequest, signal: AbortSignal): Promise<ProbeResult>;
  /** Gives up what is under way and ends every connection; nothing can be probed afterwards. */
  close(): Promise<void>;
}
