import type { BasePath } from '../../../catalogue/base-path.js';
import type { PulseAuth, PulseDeclaration, SecretReference } from '../pulse-declaration.js';
import type { EgressPolicy } from '../../../platform/egress/egress-policy.js';
import { verdictOnUrl } from '../../../platform/egress/egress-url.js';
import type { Secret } from '../../../platform/settings/secret.js';
import type { Refusal, Target } from '../target.js';
import type { Trust } from '../trust.js';
import type { SecretLedger } from './secret-ledger.js';

type ProbeAuth = NonNullable<Target['request']['auth']>;

/** What a probe carries to prove who it is. */
export interface Credentials {
  readonly headers: Target['request']['headers'];
  readonly auth?: ProbeAuth;
  /** TLS settings in the place of those of the gateway. */
  readonly trust?: Trust;
}

/** Credentials, or why a team may not have them. */
export type CredentialsReading =
  ({ readonly ok: true } & Credentials) | { readonly ok: false; readonly refusal: Refusal };

/** What credentials are made with. */
export interface CredentialSources {
  readonly secrets: SecretLedger;
  /** Where tokens may be asked for. */
  readonly allowed: EgressPolicy;
}

/** Headers and authentication of a pulse block, the secrets that it names filled in for this base path. */
export function credentialsOf(
  pulse: PulseDeclaration,
  basePath: BasePath,
  { secrets, allowed }: CredentialSources,
): CredentialsReading {
  const desk = new SecretDesk(secrets, basePath);
  const headers = headersOf(pulse, desk);
  const auth = pulse.auth && authOf(pulse.auth, desk, allowed);
  const trust = pulse.tls && desk.takeTrust(pulse.tls);
  if (desk.refusal) return desk.refusal;
  if (auth && 'refusal' in auth) return auth;
  return { ok: true, headers, ...(auth && { auth }), ...(trust && { trust }) };
}

function headersOf(pulse: PulseDeclaration, desk: SecretDesk): Record<string, string | Secret> {
  const headers: Record<string, string | Secret> = {};
  for (const [name, value] of pulse.headers) {
    const read = typeof value === 'string' ? value : desk.take(value, 'headers');
    if (read !== undefined) headers[name] = read;
  }
  return headers;
}

type Refused = Extract<CredentialsReading, { ok: false }>;

/** Hands out secrets for one base path, and keeps the first refusal. */
class SecretDesk {
  refusal: Refused | undefined;

  constructor(
    private readonly secrets: SecretLedger,
    private readonly basePath: BasePath,
  ) {}

  take(reference: SecretReference, field: string): Secret | undefined {
    const reading = this.secrets.read(reference, this.basePath, 'value');
    return reading.ok ? reading.secret : this.#refuse(reference, reading.reason, field);
  }

  takeTrust(reference: SecretReference): Trust | undefined {
    const reading = this.secrets.read(reference, this.basePath, 'trust');
    return reading.ok ? reading.secret : this.#refuse(reference, reading.reason, 'tls');
  }

  #refuse({ secretRef }: SecretReference, reason: 'SecretUnknown' | 'SecretNotYours', field: string): undefined {
    const kind = field === 'tls' ? 'with tls ' : '';
    const why =
      reason === 'SecretUnknown'
        ? `the operator holds no secret ${kind}named ${secretRef}`
        : `the operator gave the secret ${secretRef} to other base paths`;
    this.refusal ??= { ok: false, refusal: { accepted: false, reason, message: why, secretAt: `pulse.${field}` } };
  }
}

function authOf(auth: PulseAuth, desk: SecretDesk, policy: EgressPolicy): ProbeAuth | Refused | undefined {
  if (auth.kind === 'basic') {
    const password = desk.take(auth.password, 'auth.basic.password');
    return password && { kind: 'basic', username: auth.username, password };
  }
  if (auth.kind === 'bearer') {
    const token = desk.take(auth.token, 'auth.bearer.token');
    return token && { kind: 'bearer', token };
  }
  const clientSecret = desk.take(auth.clientSecret, 'auth.oauth2.clientSecret');
  const tokenUrl = verdictOnUrl(auth.tokenUrl, policy);
  if (!tokenUrl.ok) {
    const message = `auth.oauth2.tokenUrl: ${tokenUrl.detail}`;
    return { ok: false, refusal: { accepted: false, reason: tokenUrl.code, message } };
  }
  const { kind, clientId, scope, tokenRequest } = auth;
  return (
    clientSecret && {
      kind,
      tokenUrl: tokenUrl.value,
      clientId,
      clientSecret,
      policy,
      ...(scope !== undefined && { scope }),
      ...(tokenRequest !== undefined && { tokenRequest }),
    }
  );
}
