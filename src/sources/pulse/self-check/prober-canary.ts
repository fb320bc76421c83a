import { withDeadline } from '../../../platform/clock/deadline.js';
import { gatewayPolicy } from '../../../platform/egress/egress-policy.js';
import type { NameServers } from '../../../platform/egress/name-servers.js';
import type { ProbeRequest } from '../probe-request.js';
import type { ProbeResult } from '../probe-result.js';
import type { Prober } from '../prober.js';
import type { Trust } from '../trust.js';
import { gatewayTrouble, MOST_ASKED, type Canary, type CanaryAnswer, type CanaryQuestion } from './canary.js';
import type { LoopbackEcho } from './loopback-echo.js';

const TIMEOUT_MS = 2_000;

/** Options of the canary. */
export interface CanaryOptions {
  readonly prober: Prober;
  readonly echo: LoopbackEcho;
  readonly servers: Pick<NameServers, 'ask'>;
  /** Asked instead of the gateways, if the operator named any. */
  readonly urls: readonly URL[];
  /** What https to a gateway is made with; absent: what the prober itself has. */
  readonly trustOf?: (gateway: URL) => Trust;
}

/** The canary on the real network: our own machine, the resolver, and the gateways or what the operator named. */
export class ProberCanary implements Canary {
  constructor(private readonly options: CanaryOptions) {}

  async ask({ gateways, unresolved }: CanaryQuestion, signal: AbortSignal): Promise<CanaryAnswer> {
    const { echo, urls } = this.options;
    const [echoes, answering, reached, resolved] = await Promise.all([
      withDeadline(TIMEOUT_MS, signal, (ended) => echo.answers(ended)),
      this.#those(urls, (url) => this.#answers(url, signal)),
      urls.length > 0 ? gateways : this.#those([...gateways], (url) => this.#reaches(url, signal)),
      this.#those([...unresolved], (name) => this.#isKnownOrNot(name)),
    ]);
    const silent = urls.filter((url) => !answering.has(url));
    const unreached = [...gateways].filter((url) => !reached.has(url));
    const troubles = [
      ...(echoes ? [] : ['its own loopback address does not answer']),
      ...silent.map((url) => `${url.host} does not answer`),
      ...unreached.map(gatewayTrouble),
      ...(resolved.size < Math.min(unresolved.size, MOST_ASKED) ? ['the name server does not answer'] : []),
    ];
    return { healthy: echoes && silent.length === 0, reached, resolved, detail: troubles.slice(0, 3).join(', ') };
  }

  async #reaches(gateway: URL, signal: AbortSignal): Promise<boolean> {
    const { prober, trustOf } = this.options;
    return connected(gateway, await askGateway(prober, gateway, signal, trustOf?.(gateway)));
  }

  /** Any answer will do, also that the name does not exist. */
  async #isKnownOrNot(name: string): Promise<boolean> {
    const answer = await this.options.servers.ask(name, 4);
    return typeof answer !== 'string' || answer === 'unknown';
  }

  async #answers(url: URL, signal: AbortSignal): Promise<boolean> {
    const { outcome } = await this.options.prober.probe(questionTo(url, 'GET'), signal);
    return ['success', 'failure', 'bad-data'].includes(outcome);
  }

  async #those<T>(all: readonly T[], holds: (one: T) => Promise<boolean>): Promise<ReadonlySet<T>> {
    const asked = all.slice(0, MOST_ASKED);
    const held = await Promise.all(asked.map(holds));
    return new Set(asked.filter((_, index) => held[index]));
  }
}

/** Asks the root of a gateway. Nothing need be served there: what counts is that the gateway can be reached. */
export function askGateway(prober: Prober, gateway: URL, signal: AbortSignal, trust?: Trust): Promise<ProbeResult> {
  return prober.probe({ ...questionTo(gateway, 'HEAD'), ...(trust && { trust }) }, signal);
}

/** Whether a connection was made, with TLS for https; a gateway that asks for a certificate of ours is there as well. */
function connected(gateway: URL, { outcome, cause, phases }: ProbeResult): boolean {
  if (cause === 'auth') return phases.connectMs !== undefined;
  if (outcome !== 'no-response') return outcome !== 'blocked' && outcome !== 'cancelled';
  return (gateway.protocol === 'https:' ? phases.tlsMs : phases.connectMs) !== undefined;
}

/** One question on a connection of its own, to an address that the operator wrote. */
function questionTo(url: URL, method: 'GET' | 'HEAD'): ProbeRequest {
  const expect = { status: [{ from: 200, to: 499 }], json: [] };
  const once = { retries: 0, backoffMs: 0, timeoutMs: TIMEOUT_MS, freshConnection: true };
  return { url, method, headers: {}, expect, policy: gatewayPolicy(url), ...once };
}
