import { resolveAllowed } from '../../platform/egress/allowed-addresses.js';
import type { EgressMetrics } from '../../platform/egress/egress.metrics.js';
import { EgressResolver } from '../../platform/egress/egress-resolver.js';
import { CaresNameServers } from '../../platform/egress/name-servers.js';
import { VERSION } from '../../version.js';
import type { Clock } from '../../platform/clock/clock.js';
import { ProberCanary } from './self-check/prober-canary.js';
import { Http1Prober } from './probing/http1-prober.js';
import type { Prober } from './prober.js';
import type { PulseTrust } from './pulse-trust.js';
import type { PulseSettings } from './pulse.settings.js';
import type { Canary } from './self-check/canary.js';
import { LoopbackEcho } from './self-check/loopback-echo.js';

/** Sockets beside those of the probes, for the canary's questions. */
const CANARY_SOCKETS = 100;

/** The real network: how probes are sent, and how the prober proves that it is well. */
export interface ProbingNetwork {
  readonly prober: Prober;
  readonly canary: Canary;
  close(): Promise<void>;
}

/** What a network is made with. */
export interface NetworkParts {
  readonly clock: Clock;
  readonly trust: PulseTrust;
  readonly observer: EgressMetrics;
}

/** Opens it. Throws if the certificates that the settings name for gateways cannot be used. */
export function openNetwork(settings: PulseSettings, { clock, trust, observer }: NetworkParts): ProbingNetwork {
  const { concurrency, perHost, canary: named } = settings;
  trust.verify();
  const servers = new CaresNameServers();
  const resolver = new EgressResolver({ servers, clock, observer });
  const prober = new Http1Prober({
    clock,
    lookUp: (host, policy) => resolveAllowed(host, policy, resolver),
    userAgent: `Heartbeat-Pulse/${VERSION}`,
    mostConnections: concurrency + CANARY_SOCKETS,
    mostPerOrigin: perHost + CANARY_SOCKETS,
    trust: trust.elsewhere,
  });
  const echo = new LoopbackEcho();
  const urls = named.urls.map((each) => new URL(each));
  const canary = new ProberCanary({ prober, echo, servers, urls, trustOf: (gateway) => trust.ofGateway(gateway) });
  const close = async (): Promise<void> => {
    await Promise.all([prober.close(), echo.close()]);
    resolver.close();
  };
  return { prober, canary, close };
}
