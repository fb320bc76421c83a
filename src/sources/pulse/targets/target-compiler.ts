import type { BasePath } from '../../../catalogue/base-path.js';
import type { Declaration } from '../../../catalogue/catalogue.js';
import { pulseOf, type PulseDeclaration } from '../pulse-declaration.js';
import { verdictOnPath } from '../../../platform/egress/egress-path.js';
import { gatewayPolicy, type EgressPolicy } from '../../../platform/egress/egress-policy.js';
import { verdictOnUrl } from '../../../platform/egress/egress-url.js';
import type { Trust } from '../trust.js';
import { OUTSIDE, type Compiled, type Refusal, type RefusalReason, type Target } from '../target.js';
import { credentialsOf, type Credentials } from './credentials.js';
import type { SecretLedger } from './secret-ledger.js';
import { timingOf, type TimingRules } from './target-timing.js';

/** What the operator settled for all targets. */
export interface TargetRules extends TimingRules {
  /** By zone; `default` for all others. */
  readonly gateways: ReadonlyMap<string, URL>;
  /** Where absolute addresses may lie. */
  readonly allowed: EgressPolicy;
  readonly secrets: SecretLedger;
  /** What https to the gateway of a zone is made with. */
  readonly trustOf?: (zone: string) => Trust;
  readonly freshConnection: boolean;
  /** What every probe carries as X-Heartbeat-Pulse, so that gateways and logs can tell it from traffic. */
  readonly mark: string;
}

type Place = Pick<Target, 'gateway' | 'zone'> & Pick<Target['request'], 'url' | 'policy'>;
type Step<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refusal };

/** Makes targets of declarations. Reaches nothing; what a team may not ask for is refused with the reason. */
export class TargetCompiler {
  readonly #policies: ReadonlyMap<URL, EgressPolicy>;

  constructor(private readonly rules: TargetRules) {
    this.#policies = new Map([...rules.gateways.values()].map((url) => [url, gatewayPolicy(url)]));
  }

  /** Undefined if the declaration does not ask for probes. */
  compile(declaration: Declaration): Compiled | undefined {
    const pulse = pulseOf(declaration);
    if (!pulse) return undefined;
    if (!pulse.enabled) return refused('PulseDisabled', 'the pulse block says enabled: false', true);
    const place = this.#place(declaration, pulse);
    if (!place.ok) return place;
    const credentials = credentialsOf(pulse, declaration.basePath, this.rules);
    if (!credentials.ok) return credentials;
    return { ok: true, target: this.#target(declaration.basePath, pulse, { ...place.value, ...credentials }) };
  }

  #target(basePath: BasePath, pulse: PulseDeclaration, asked: Place & Credentials): Target {
    const { timeoutMs, retries, ...pace } = timingOf(pulse, this.rules);
    const { url, policy, gateway, zone, auth } = asked;
    const { method, backoffMs, expect, body, record } = pulse;
    const { freshConnection, mark, trustOf } = this.rules;
    const trust = asked.trust ?? (gateway && trustOf?.(zone));
    const optional = { ...(body !== undefined && { body }), ...(auth && { auth }), ...(trust && { trust }) };
    const headers = { ...asked.headers, 'X-Heartbeat-Pulse': mark };
    const request = {
      url,
      policy,
      method,
      headers,
      timeoutMs,
      retries,
      backoffMs,
      expect,
      freshConnection,
      ...optional,
    };
    return { basePath, request, ...pace, record, gateway, zone, fingerprint: fingerprintOf(asked, pulse) };
  }

  #place({ basePath, zone }: Declaration, pulse: PulseDeclaration): Step<Place> {
    const { path = '' } = pulse;
    if (path !== '' && !path.startsWith('/')) return this.#absolute(path, pulse);
    const { gateways } = this.rules;
    const named = zone !== undefined && gateways.has(zone) ? zone : 'default';
    const gateway = gateways.get(named);
    if (!gateway) return refused('UnknownZone', `the operator has set no gateway for ${shownZone(zone)}`);
    const verdict = path === '' ? { ok: true as const, value: path } : verdictOnPath(path);
    if (!verdict.ok) return refused(verdict.code, verdict.detail);
    const url = new URL(`${gateway.href.replace(/\/$/, '')}${basePath}${verdict.value}`);
    return { ok: true, value: { url, policy: this.#policies.get(gateway)!, gateway, zone: named } };
  }

  #absolute(text: string, { method }: PulseDeclaration): Step<Place> {
    const { allowed } = this.rules;
    const verdict = verdictOnUrl(text, allowed);
    if (!verdict.ok) return refused(verdict.code, verdict.detail);
    if (method !== 'GET' && method !== 'HEAD')
      return refused(
        'METHOD',
        `${method} is for paths below the base path; an absolute address is asked by GET or HEAD`,
      );
    return { ok: true, value: { url: verdict.value, policy: allowed, gateway: undefined, zone: OUTSIDE } };
  }
}

function refused(reason: RefusalReason, message: string, accepted = false): { ok: false; refusal: Refusal } {
  return { ok: false, refusal: { accepted, reason, message } };
}

function shownZone(zone: string | undefined): string {
  return zone === undefined ? 'Rovers without a zone' : `the zone ${zone}`;
}

/** Everything else comes from the settings, which stay as they are. */
function fingerprintOf({ url, zone }: Place, pulse: PulseDeclaration): string {
  return `${zone}\n${url.href}\n${JSON.stringify(pulse)}`;
}
