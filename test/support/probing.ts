import { lookup } from 'node:dns/promises';
import { SystemClock } from '../../src/platform/clock/system-clock.js';
import { resolveAllowed } from '../../src/platform/egress/allowed-addresses.js';
import type { NameResolver } from '../../src/platform/egress/name-resolver.js';
import type { AddressLookUp } from '../../src/sources/pulse/probing/connections/address-look-up.js';
import { Http1Prober, type ProberOptions } from '../../src/sources/pulse/probing/http1-prober.js';
import type { ProbeRequest } from '../../src/sources/pulse/probe-request.js';
import { fixedTrust } from '../../src/sources/pulse/probing/connections/connection.js';
import type { ProbeResult } from '../../src/sources/pulse/probe-result.js';

/** The names of the system, IPv4 first, judged by the policy. */
const systemNames: NameResolver = {
  async resolve(host) {
    const found = await lookup(host, { all: true, order: 'ipv4first' });
    return { ok: true, addresses: found.map(({ address }) => address) };
  },
};

/** Looks up by the system. */
export const systemLookUp: AddressLookUp = (host, policy) => resolveAllowed(host, policy, systemNames);

/** A prober with the real clock, for tests on real sockets. */
export function startProber({ ca, ...options }: Partial<ProberOptions> & { ca?: string } = {}): Http1Prober {
  const trust = fixedTrust(ca === undefined ? {} : { ca });
  const bounds = { mostConnections: 2_000, mostPerOrigin: 2_000 };
  const userAgent = 'Heartbeat-Pulse/test';
  return new Http1Prober({ clock: new SystemClock(), lookUp: systemLookUp, userAgent, trust, ...bounds, ...options });
}

/** A request with the defaults of a Rover, allowed to go anywhere. */
export function probeOf(url: string, parts: Partial<ProbeRequest> = {}): ProbeRequest {
  return {
    url: new URL(url),
    method: 'GET',
    headers: {},
    timeoutMs: 2_000,
    retries: 0,
    backoffMs: 50,
    expect: { status: [{ from: 200, to: 499 }], json: [] },
    policy: 'any',
    freshConnection: false,
    ...parts,
  };
}

/** What tests look at first. */
export function outcomeOf({ outcome, cause, status }: ProbeResult): string {
  return [outcome, cause, ...(status === undefined ? [] : [status])].join(' ');
}
