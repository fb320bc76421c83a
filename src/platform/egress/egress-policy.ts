import type { HostRule } from './host-rule.js';
import type { Network } from './network.js';

/** Where requests may go; what is always denied stays denied. */
export interface EgressPolicy {
  readonly hosts: readonly HostRule[];
  /** Allowed besides the global unicast addresses. */
  readonly networks: readonly Network[];
  /** The one address that the operator wrote out as such, loopback included. */
  readonly literalAddress?: string;
}

/** Why something may not be reached, as conditions and problems show it. */
export type EgressCode =
  | 'IP_LITERAL'
  | 'PERCENT_IN_HOST'
  | 'NON_ASCII'
  | 'BAD_CHAR'
  | 'CONTROL_CHAR'
  | 'SCHEME'
  | 'FRAGMENT'
  | 'USERINFO'
  | 'SUFFIX'
  | 'PORT'
  | 'LENGTH'
  | 'INVALID'
  | 'PATH'
  | 'ADDRESS_DENIED';

/** The value that may be used, or why not: a code and one plain sentence. */
export type EgressVerdict<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly code: EgressCode; readonly detail: string };
