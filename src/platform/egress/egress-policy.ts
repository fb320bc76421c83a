import type { HostRule } from './host-rule.js';
import type { Network } from './network.js';

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
