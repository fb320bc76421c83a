import type { Trust } from './trust.js';
import type { PulseExpectations, PulseMethod } from './pulse-declaration.js';
import type { EgressPolicy } from '../../platform/egress/egress-policy.js';
import type { Secret } from '../../platform/settings/secret.js';

/** How a probe is authenticated; the secrets are those of the operator. */
export type ProbeAuth =
  | { readonly kind: 'basic'; readonly username: string; readonly password: Secret }
  | { readonly kind: 'bearer'; readonly token: Secret }
  | ClientCredentials;

/** OAuth2 client credentials (RFC 6749, 4.4); the token is kept for as long as it lives. */
export interface ClientCredentials {
  readonly kind: 'oauth2';
  readonly tokenUrl: URL;
  readonly clientId: string;
  readonly clientSecret: Secret;
  /** Words separated by blanks. */
  readonly scope?: string;
  /** The client stands in the body of the request; in its header otherwise (RFC 6749, 2.3.1). */
  readonly tokenRequest?: 'body';
  /** Where the token may be asked for. */
  readonly policy: EgressPolicy | 'any';
}

/** Methods of probes; those that may change something are for the command line alone. */
export type ProbeMethod = PulseMethod | 'PUT' | 'PATCH' | 'DELETE';

/** Everything that one probe needs; checked by its maker, and never changed: the prober may cache the request it writes. */
export interface ProbeRequest {
  readonly url: URL;
  readonly method: ProbeMethod;
  /** Added to the prober's own; `Host` and framing are the prober's. A secret is revealed when it is sent. */
  readonly headers: Readonly<Record<string, string | Secret>>;
  readonly body?: string;
  /** For everything: name, connection, answer, retries and the waits between them, a token. */
  readonly timeoutMs: number;
  /** Further attempts, only after no response. */
  readonly retries: number;
  /** Before the first further attempt; twice as long before each later one. */
  readonly backoffMs: number;
  readonly expect: PulseExpectations;
  /** Which addresses the probe may reach; `any` is for the command line alone. */
  readonly policy: EgressPolicy | 'any';
  /** A connection of its own instead of a kept one. */
  readonly freshConnection: boolean;
  readonly auth?: ProbeAuth;
  /** For https; absent: that of the prober. */
  readonly trust?: Trust;
}
