import { networkInterfaces } from 'node:os';
import type { HostRule } from './host-rule.js';
import { parseAddress } from './ip-address.js';
import { constantNetwork, parseNetwork, type Network } from './network.js';

/** Where requests may go; what is always denied stays denied. */
export interface EgressPolicy {
  readonly hosts: readonly HostRule[];
  /** Allowed besides the global unicast addresses. */
  readonly networks: readonly Network[];
  /** The one address that the operator wrote out as such, loopback included; `localhost` stands for both of its own. */
  readonly literalAddress?: string;
  /** Denied although they may be public or listed: this machine's own addresses, the API of the cluster. */
  readonly denied?: readonly Network[];
}

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

/** The addresses of this machine, or pod, for `EgressPolicy.denied`. */
export function ownAddresses(): Network[] {
  const addresses = Object.values(networkInterfaces()).flatMap((each) => each ?? []);
  return addresses.flatMap(({ address }) => {
    const network = parseNetwork(address);
    return network.ok ? [network.value] : [];
  });
}
