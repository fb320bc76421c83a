import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';
import { SystemClock } from '../../src/platform/clock/system-clock.js';
import { verdictOnAddress } from '../../src/platform/egress/egress-address.js';
import type { AddressLookUp } from '../../src/sources/pulse/probing/address-look-up.js';
import { Http1Prober, type ProberParts } from '../../src/sources/pulse/probing/http1-prober.js';
import type { ProbeRequest } from '../../src/sources/pulse/probing/probe-request.js';
import type { ProbeResult } from '../../src/sources/pulse/probing/probe-result.js';

/** Looks up by the system, judged by the policy. */
export const systemLookUp: AddressLookUp = async (host, policy) => {
  const bare = host.replace(/^\[(.*)\]$/, '$1');
  const addresses = isIP(bare) ? [bare] : (await lookup(bare, { all: true })).map(({ address }) => address);
  const denied = addresses.map((each) => verdictOnAddress(each, policy)).find((verdict) => !verdict.ok);
  return denied ?? { ok: true, value: addresses };
};

/** A prober with the real clock, for tests on real sockets. */
export function startProber(parts: Partial<ProberParts> = {}): Http1Prober {
  const bounds = { mostConnections: 2_000, mostPerOrigin: 2_000 };
  const userAgent = 'Heartbeat-Pulse/test';
  return new Http1Prober({ clock: new SystemClock(), lookUp: systemLookUp, userAgent, ...bounds, ...parts });
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
