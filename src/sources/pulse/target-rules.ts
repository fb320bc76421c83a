import { parseHostRule } from '../../platform/egress/host-rule.js';
import { parseNetwork } from '../../platform/egress/network.js';
import { ownAddresses } from '../../platform/egress/egress-policy.js';
import type { SourceContext } from '../source-kind.js';
import type { PulseTrust } from './pulse-trust.js';
import type { PulseSettings } from './pulse.settings.js';
import { SecretLedger } from './targets/secret-ledger.js';
import type { TargetRules } from './targets/target-compiler.js';

/** What the settings say about all targets. They have been validated: every address, host and network can be read. */
export function targetRules(
  settings: PulseSettings,
  { windowMs, bucketMs }: Pick<SourceContext, 'windowMs' | 'bucketMs'>,
  trust: PulseTrust,
): TargetRules {
  const { gateways, allow, secrets, connection, intervalMs, timeoutMs, requestsPerSecondPerTarget } = settings;
  return {
    gateways: new Map([...gateways].map(([zone, url]) => [zone, new URL(url)])),
    allowed: {
      hosts: allow.hosts.flatMap(valueOf(parseHostRule)),
      networks: allow.networks.flatMap(valueOf(parseNetwork)),
      denied: [...ownAddresses(), ...allow.except.flatMap(valueOf(parseNetwork))],
    },
    secrets: new SecretLedger(secrets.map(({ tls, ...each }) => ({ ...each, ...(tls && { trust: trust.of(tls) }) }))),
    trustOf: (zone) => trust.ofZone(zone),
    freshConnection: connection === 'fresh',
    mark: settings.name,
    intervalMs,
    timeoutMs,
    requestsPerSecondPerTarget,
    coveredMs: windowMs - bucketMs,
  };
}

type Parser<T> = (text: string) => { readonly ok: true; readonly value: T } | { readonly ok: false };

function valueOf<T>(parse: Parser<T>): (text: string) => T[] {
  return (text) => {
    const parsed = parse(text);
    return parsed.ok ? [parsed.value] : [];
  };
}
