import type { AllowedAddresses } from '../../../../platform/egress/allowed-addresses.js';
import type { EgressPolicy } from '../../../../platform/egress/egress-policy.js';

/** The only way from a host to addresses: it judges each by the policy, and never rejects. Its deadline is the caller's. */
export type AddressLookUp = (host: string, policy: EgressPolicy | 'any') => Promise<AllowedAddresses>;
