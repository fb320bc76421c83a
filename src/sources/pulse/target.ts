import type { BasePath } from '../../catalogue/base-path.js';
import type { EgressCode } from '../../platform/egress/egress-verdict.js';
import type { ProbeRequest } from './probe-request.js';

/** The zone of all addresses that are not on a gateway. No configured zone can have this name. */
export const OUTSIDE = '(outside)';

/** What Pulse probes for one base path: made from its declaration and the settings, and replaced as a whole. */
export interface Target {
  readonly basePath: BasePath;
  readonly request: ProbeRequest;
  /** Never so long that no probe would be in the window. */
  readonly intervalMs: number;
  /** Slowest pace it may be slowed down to: one probe is still in every window. */
  readonly longestIntervalMs: number;
  readonly record: boolean;
  /** Its gateway; undefined if it has an address of its own. */
  readonly gateway: URL | undefined;
  /** The zone of that gateway in the settings; `OUTSIDE` if there is none. */
  readonly zone: string;
  /** The same for two declarations that ask for the same thing. */
  readonly fingerprint: string;
}

/** Stable words of conditions: why an exposure is not probed, those of the egress guard among them. */
export type RefusalReason =
  'PulseDisabled' | 'UnknownZone' | 'SecretUnknown' | 'SecretNotYours' | 'METHOD' | EgressCode;

/** Why an exposure is not probed. */
export interface Refusal {
  /** Whether the team itself asked for that. */
  readonly accepted: boolean;
  readonly reason: RefusalReason;
  /** One plain sentence. */
  readonly message: string;
  /** Field of the pulse block whose secret is refused; then reason and message are for the operator alone. */
  readonly secretAt?: string;
}

/** A target, or why there is none. */
export type Compiled =
  { readonly ok: true; readonly target: Target } | { readonly ok: false; readonly refusal: Refusal };

/** A refusal as everybody may see it. */
export interface ShownRefusal {
  readonly accepted: boolean;
  readonly reason: string;
  readonly message: string;
}

/** Tells no name of a secret, and not whether somebody else has one of that name: names could be tried out by that. */
export function shownRefusal({ accepted, reason, message, secretAt }: Refusal): ShownRefusal {
  if (secretAt === undefined) return { accepted, reason, message };
  return {
    accepted,
    reason: 'SecretRefused',
    message: `the operator gave this base path no secret of the name at ${secretAt}`,
  };
}
