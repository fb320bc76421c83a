import type { Refusal } from '../target.js';

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
