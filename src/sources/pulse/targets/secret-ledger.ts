import { coversBasePath } from '../../../accounts/base-path-pattern.js';
import type { BasePath } from '../../../catalogue/base-path.js';
import type { Trust } from '../trust.js';
import type { SecretReference } from '../pulse-declaration.js';
import type { Secret } from '../../../platform/settings/secret.js';

/** A secret of the operator, and whose probes may carry it. */
export interface OwnedSecret {
  readonly name: string;
  /** What headers and authentication may hold. */
  readonly value?: Secret;
  /** What https may be made with; a secret has either this or a value. */
  readonly trust?: Trust;
  /** Base paths, or patterns such as `/eni/*`. */
  readonly basePaths: readonly string[];
}

/** A secret, or in one word why it may not be used. */
export type SecretReading<T> =
  | { readonly ok: true; readonly secret: T }
  | { readonly ok: false; readonly reason: 'SecretUnknown' | 'SecretNotYours' };

/** The operator's secrets by name; a secret is given out only for the base paths it was granted to. */
export class SecretLedger {
  readonly #secrets: ReadonlyMap<string, OwnedSecret>;

  constructor(secrets: readonly OwnedSecret[]) {
    this.#secrets = new Map(secrets.map((each) => [each.name, each]));
  }

  /** A secret of the other kind is as good as none. */
  read<Kind extends 'value' | 'trust'>(
    { secretRef }: SecretReference,
    basePath: BasePath,
    kind: Kind,
  ): SecretReading<NonNullable<OwnedSecret[Kind]>> {
    const owned = this.#secrets.get(secretRef);
    const secret = owned?.[kind];
    if (!owned || !secret) return { ok: false, reason: 'SecretUnknown' };
    if (!coversBasePath(owned.basePaths, basePath)) return { ok: false, reason: 'SecretNotYours' };
    return { ok: true, secret };
  }
}
