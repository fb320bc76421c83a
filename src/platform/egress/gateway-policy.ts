import type { EgressPolicy } from './egress-policy.js';
import { parseAddress } from './ip-address.js';
import { constantNetwork, type Network } from './network.js';

const EVERYWHERE: readonly Network[] = ['0.0.0.0/0', '::/0'].map(constantNetwork);

/**
 * The policy of a URL that the operator wrote. An address or `localhost` may be connected to at exactly that address,
 * loopback included; a name at any address that is not always denied, private ones included.
 */
export function gatewayPolicy(gatewayUrl: URL): EgressPolicy {
  const host = gatewayUrl.hostname.replace(/^\[(.*)\]$/, '$1');
  const isLiteral = host === 'localhost' || parseAddress(host) !== undefined;
  return isLiteral ? { hosts: [], networks: [], literalAddress: host } : { hosts: [], networks: EVERYWHERE };
}
