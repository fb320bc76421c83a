import type { Clock } from '../../platform/clock/clock.js';
import { resolveAllowed } from '../../platform/egress/allowed-addresses.js';
import { EgressResolver } from '../../platform/egress/egress-resolver.js';
import type { LookUpObserver } from '../../platform/egress/name-resolver.js';
import { CaresNameServers } from '../../platform/egress/name-servers.js';
import { Http1Prober } from '../../sources/pulse/probing/http1-prober.js';
import type { ProbeRequest } from '../../sources/pulse/probe-request.js';
import type { Prober } from '../../sources/pulse/prober.js';
import { VERSION } from '../../version.js';
import type { EndpointProber, ProbeFinding } from './endpoint-prober.js';
import type { Endpoint } from './endpoints-file.js';

/** Answered below 500, like everywhere. */
const EXPECTED = { status: [{ from: 100, to: 499 }], json: [] };

/** The command has no metrics. */
const NO_OBSERVER: LookUpObserver = { lookedUp: () => undefined, forgotten: () => undefined };

/** Asks endpoints with the prober of Pulse, at most `concurrency` at a time. */
export class WatchProber implements EndpointProber {
  readonly #prober: Prober;
  readonly #resolver: EgressResolver;

  constructor(clock: Clock, concurrency: number) {
    const resolver = new EgressResolver({ servers: new CaresNameServers(), clock, observer: NO_OBSERVER });
    this.#resolver = resolver;
    this.#prober = new Http1Prober({
      clock,
      lookUp: (host, policy) => resolveAllowed(host, policy, resolver),
      userAgent: `Heartbeat-Pulse/${VERSION}`,
      mostConnections: concurrency * 2,
      mostPerOrigin: concurrency,
    });
  }

  async probe(endpoint: Endpoint, timeoutMs: number, signal: AbortSignal): Promise<ProbeFinding | undefined> {
    const { outcome, cause, status, detail, durationMs } = await this.#prober.probe(
      requestFor(endpoint, timeoutMs),
      signal,
    );
    if (outcome === 'cancelled') return undefined;
    const known = { cause, detail, durationMs, ...(status !== undefined && { status }) };
    // Nothing is blocked under the policy `any`; if it were, that should be visible.
    return { outcome: outcome === 'blocked' ? 'no-response' : outcome, ...known };
  }

  async close(): Promise<void> {
    await this.#prober.close();
    this.#resolver.close();
  }
}

function requestFor({ url, method, headers, body }: Endpoint, timeoutMs: number): ProbeRequest {
  return {
    url,
    method,
    headers,
    ...(body !== undefined && { body }),
    timeoutMs,
    retries: 0,
    backoffMs: 0,
    expect: EXPECTED,
    // The user of the command chooses the addresses.
    policy: 'any',
    freshConnection: false,
  };
}
