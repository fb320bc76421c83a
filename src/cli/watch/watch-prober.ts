import type { Clock } from '../../platform/clock/clock.js';
import { resolveAllowed } from '../../platform/egress/allowed-addresses.js';
import { EgressResolver } from '../../platform/egress/egress-resolver.js';
import type { LookUpObserver } from '../../platform/egress/name-resolver.js';
import { CaresNameServers } from '../../platform/egress/name-servers.js';
import { fixedTrust } from '../../sources/pulse/probing/connections/connection.js';
import { Http1Prober } from '../../sources/pulse/probing/http1-prober.js';
import type { ProbeRequest } from '../../sources/pulse/probe-request.js';
import type { Prober } from '../../sources/pulse/prober.js';
import { VERSION } from '../../version.js';
import type { EndpointProber, ProbeFinding } from './endpoint-prober.js';
import type { Endpoint } from './endpoints-file.js';
import type { Expectations } from './expectations.js';
import type { Trusted } from './trust-or-exit.js';

/** The command has no metrics. */
const NO_OBSERVER: LookUpObserver = { lookedUp: () => undefined, forgotten: () => undefined };

/** Methods of which a server may want to know that there is no body (RFC 9110, 8.6). */
const WITH_BODY: readonly string[] = ['POST', 'PUT', 'PATCH'];

/** Options of the prober. */
export interface WatchProberOptions extends Trusted {
  readonly clock: Clock;
  /** Probes at a time. */
  readonly concurrency: number;
  /** Of endpoints that say nothing themselves. */
  readonly expect: Expectations;
}

/** Asks endpoints with the prober of Pulse. */
export class WatchProber implements EndpointProber {
  readonly #prober: Prober;
  readonly #expect: Expectations;
  readonly #resolver: EgressResolver;

  constructor({ clock, concurrency, expect, ca }: WatchProberOptions) {
    this.#expect = expect;
    const resolver = new EgressResolver({ servers: new CaresNameServers(), clock, observer: NO_OBSERVER });
    this.#resolver = resolver;
    this.#prober = new Http1Prober({
      clock,
      lookUp: (host, policy) => resolveAllowed(host, policy, resolver),
      userAgent: `Heartbeat-Pulse/${VERSION}`,
      mostConnections: concurrency * 2,
      mostPerOrigin: concurrency,
      ...(ca !== undefined && { trust: fixedTrust({ ca }) }),
    });
  }

  async probe(endpoint: Endpoint, timeoutMs: number, signal: AbortSignal): Promise<ProbeFinding | undefined> {
    const { outcome, cause, status, detail, durationMs } = await this.#prober.probe(
      requestFor(endpoint, timeoutMs, this.#expect),
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

function requestFor(endpoint: Endpoint, timeoutMs: number, expected: Expectations): ProbeRequest {
  const { url, method, headers, expect = expected } = endpoint;
  const body = endpoint.body ?? (WITH_BODY.includes(method) ? '' : undefined);
  return {
    url,
    method,
    headers,
    ...(body !== undefined && { body }),
    timeoutMs,
    retries: 0,
    backoffMs: 0,
    expect,
    // The user of the command chooses the addresses.
    policy: 'any',
    freshConnection: false,
  };
}
