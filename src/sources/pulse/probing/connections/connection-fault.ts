import { printable } from '../../../../platform/telemetry/printable.js';

/** Why a connection was not made, or ended; in the words of a result. */
export interface ConnectionFault {
  readonly outcome: 'no-response' | 'blocked' | 'cancelled';
  readonly cause: 'connect' | 'tls' | 'reset' | 'blocked' | 'overload' | 'auth';
  readonly detail: string;
}

/** How far a connection has come. */
export type ConnectionStage = 'connect' | 'tls' | 'open';

const CONNECT: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'nothing listens at the address',
  EHOSTUNREACH: 'there is no route to the host',
  ENETUNREACH: 'there is no route to the network',
  ETIMEDOUT: 'the address does not answer',
  ECONNRESET: 'the connection was cut while it was made',
};
/** Bounds of this machine, which say nothing about the other side. */
const OWN_LIMITS: Readonly<Record<string, string>> = {
  EMFILE: 'this process has no file descriptor left',
  ENFILE: 'this machine has no file descriptor left',
  EADDRNOTAVAIL: 'this machine has no local port left',
  ENOBUFS: 'this machine has no memory for a connection left',
  ENOMEM: 'this machine has no memory for a connection left',
};
const TLS: Readonly<Record<string, string>> = {
  CERT_HAS_EXPIRED: 'the certificate has expired',
  CERT_NOT_YET_VALID: 'the certificate is not valid yet',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'the certificate is signed by itself',
  SELF_SIGNED_CERT_IN_CHAIN: 'the certificate leads to an authority that is not trusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'the certificate leads to no authority that is trusted',
  UNABLE_TO_GET_ISSUER_CERT: 'the certificate leads to no authority that is trusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'the certificate leads to no authority that is trusted',
  ERR_TLS_CERT_ALTNAME_INVALID: 'the certificate is for another host',
  ECONNRESET: 'the connection was cut during the TLS handshake',
};

/**
 * Alerts by which the other side says what it thinks of our certificate (RFC 8446, 6.2). Without one, older versions of
 * TLS know only `handshake_failure`, which may mean the ciphers, too: neither says anything about the API.
 */
const CERTIFICATE_ALERT =
  /^ERR_SSL_(?:TLSV13_ALERT_CERTIFICATE_REQUIRED|SSLV3_ALERT_(?:BAD_CERTIFICATE|UNSUPPORTED_CERTIFICATE|CERTIFICATE_(?:REVOKED|EXPIRED|UNKNOWN))|TLSV1_ALERT_(?:UNKNOWN_CA|ACCESS_DENIED))$/;
const HANDSHAKE_ALERT = /^ERR_SSL_(?:SSLV3|TLSV1)_ALERT_HANDSHAKE_FAILURE$/;

/**
 * What the end of a connection means at its stage; `error` is absent if the other side ended it in order. A certificate
 * of ours (`hasCertificate`) that is missing or refused says nothing about the API.
 */
export function connectionFault(
  stage: ConnectionStage,
  error: Error | undefined,
  hasCertificate = false,
): ConnectionFault {
  const code = codeOf(error);
  const own = OWN_LIMITS[code];
  if (own !== undefined) return { outcome: 'cancelled', cause: 'overload', detail: own };
  const ours = certificateTrouble(code, hasCertificate);
  if (ours !== undefined) return { outcome: 'no-response', cause: 'auth', detail: ours };
  if (stage === 'open')
    return { outcome: 'no-response', cause: 'reset', detail: 'the connection was cut before there was an answer' };
  const known = stage === 'connect' ? CONNECT[code] : TLS[code === '' ? 'ECONNRESET' : code];
  const what = stage === 'connect' ? 'no connection could be made' : 'the TLS handshake failed';
  return { outcome: 'no-response', cause: stage, detail: known ?? `${what} (${printable(code).slice(0, 60)})` };
}

/** The guard's refusal. */
export function blockedFault(detail: string): ConnectionFault {
  return { outcome: 'blocked', cause: 'blocked', detail };
}

function certificateTrouble(code: string, hasCertificate: boolean): string | undefined {
  if (CERTIFICATE_ALERT.test(code))
    return hasCertificate
      ? `the other side refuses our client certificate (${code})`
      : 'the other side asks for a client certificate, and tls.certFile is not set for it';
  if (!HANDSHAKE_ALERT.test(code)) return undefined;
  return hasCertificate
    ? 'the other side refuses our client certificate, or every cipher that we offer (handshake_failure)'
    : 'the other side asks for a client certificate (tls.certFile is not set for it), or refuses every cipher that we offer';
}

/** Several addresses fail with an error around those of each. */
function codeOf(error: Error | undefined): string {
  const { code, errors = [] } = (error ?? {}) as { code?: string; errors?: readonly { code?: string }[] };
  if (code !== undefined) return code;
  const codes = errors.map((each) => each.code ?? '');
  return codes.find((each) => EXHAUSTED.has(each)) ?? codes.findLast((each) => !NO_WAY.has(each)) ?? codes.at(-1) ?? '';
}

/** One address of a family that this machine does not have says less than what came of another one. */
const NO_WAY = new Set(['ENETUNREACH', 'EHOSTUNREACH', 'EADDRNOTAVAIL', 'EAFNOSUPPORT']);
const EXHAUSTED = new Set(['EMFILE', 'ENFILE', 'ENOBUFS', 'ENOMEM']);
