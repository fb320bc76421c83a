import type { EgressPolicy } from '../../../platform/egress/egress-policy.js';
import type { EgressVerdict, Refusal } from '../../../platform/egress/egress-verdict.js';

/** Where a host may be connected to, in the order to try; or the guard's refusal; or a name without an answer. */
export type AllowedAddresses = EgressVerdict<readonly string[]> | Refusal<'DNS_FAILURE'>;

/** The only way from a host to addresses: it judges each by the policy, never rejects, and takes a second at most. */
export type AddressLookUp = (host: string, policy: EgressPolicy | 'any') => Promise<AllowedAddresses>;
