import type { SecureContext } from 'node:tls';

/** Which authorities connections by TLS trust, and the client certificate that they show. */
export interface Trust {
  /** Asked for by SNI, and to stand in the certificate of the other side, instead of the host of the URL. */
  readonly serverName?: string;
  /** Whether there is a client certificate. */
  readonly hasCertificate: boolean;
  /** The same object until something changes; undefined while what it is made of cannot be used. Never throws. */
  context(monotonicMs: number): SecureContext | undefined;
}
