import type { Refusal } from './egress-verdict.js';
import type { NameFailure } from './name-servers.js';

/** The addresses of a name, at least one, IPv4 first; or why there are none. They have not been checked yet. */
export type NameAnswer = { readonly ok: true; readonly addresses: readonly string[] } | Refusal<'DNS_FAILURE'>;

/** Finds the addresses of names. */
export interface NameResolver {
  /** Never rejects, and resolves within a second, even if the name servers do not answer. */
  resolve(host: string): Promise<NameAnswer>;
}

/** Is notified of the results of look-ups. */
export interface LookUpObserver {
  lookedUp(outcome: 'found' | 'overload' | NameFailure): void;
  /** A cached answer was evicted in favour of a newer name, because too many names are asked for. */
  forgotten(): void;
}
