import type { BasePath } from '../../../apis/base-path.js';
import type { PulseAuth, PulseDeclaration, SecretReference } from '../../../apis/pulse-declaration.js';
import type { EgressPolicy } from '../../../platform/egress/egress-policy.js';
import { verdictOnUrl } from '../../../platform/egress/egress-url.js';
import type { Secret } from '../../../platform/settings/secret.js';
import type { RefusalReason, Target } from '../target.js';
import type { SecretLedger } from './secret-ledger.js';

type ProbeAuth = NonNullable<Target['request']['auth']>;

/** What a probe carries to prove who it is. */
export interface Credentials {
  readonly headers: Target['request']['headers'];
  readonly auth?: ProbeAuth;
}

/** Credentials, or why a team may not have them. */
export type CredentialsReading =
  | ({ readonly ok: true } & Credentials)
  | { readonly ok: false; readonly reason: RefusalReason; readonly message: string };

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
  const headers: Record<string, string | Secret> = {};
  for (const [name, value] of pulse.headers) {
    const read = typeof value === 'string' ? value : desk.take(value);
    if (read !== undefined) headers[name] = read;
  }
  const auth = pulse.auth && authOf(pulse.auth, desk, allowed);
  if (desk.refusal) return desk.refusal;
  if (auth && 'reason' in auth) return auth;
  return { ok: true, headers, ...(auth && { auth }) };
}

type Refused = Extract<CredentialsReading, { ok: false }>;

/** Hands out secrets for one base path, and keeps the first refusal. */
class SecretDesk {
  refusal: Refused | undefined;

  constructor(
    private readonly secrets: SecretLedger,
    private readonly basePath: BasePath,
  ) {}

  take(reference: SecretReference): Secret | undefined {
    const reading = this.secrets.read(reference, this.basePath);
    if (reading.ok) return reading.secret;
    const { secretRef } = reference;
    const why =
      reading.reason === 'SecretUnknown'
        ? `the operator holds no secret named ${secretRef}`
        : `the operator gave the secret ${secretRef} to other base paths`;
    this.refusal ??= { ok: false, reason: reading.reason, message: why };
    return undefined;
  }
}

function authOf(auth: PulseAuth, desk: SecretDesk, policy: EgressPolicy): ProbeAuth | Refused | undefined {
  if (auth.kind === 'basic') {
    const password = desk.take(auth.password);
    return password && { kind: 'basic', username: auth.username, password };
  }
  if (auth.kind === 'bearer') {
    const token = desk.take(auth.token);
    return token && { kind: 'bearer', token };
  }
  const clientSecret = desk.take(auth.clientSecret);
  const tokenUrl = verdictOnUrl(auth.tokenUrl, policy);
  if (!tokenUrl.ok) return { ok: false, reason: tokenUrl.code, message: `auth.oauth2.tokenUrl: ${tokenUrl.detail}` };
  const { kind, clientId, scope } = auth;
  return (
    clientSecret && {
      kind,
      tokenUrl: tokenUrl.value,
      clientId,
      clientSecret,
      policy,
      ...(scope !== undefined && { scope }),
    }
  );
}
