import type { Refusal } from './egress-verdict.js';
import type { NameFailure } from './name-servers.js';

/** The addresses of a name, at least one; or why there are none. They have not been checked yet. */
export type NameAnswer = { readonly ok: true; readonly addresses: readonly string[] } | Refusal<'DNS_FAILURE'>;

/** Finds the addresses of names. */
export interface NameResolver {
  /** Never rejects. Silent name servers are asked again for half a minute: the deadline is the caller's. */
  resolve(host: string): Promise<NameAnswer>;
}

/** Is notified of the results of look-ups. */
export interface LookUpObserver {
  lookedUp(outcome: 'found' | 'overload' | NameFailure): void;
  /** A cached answer was evicted in favour of a newer name, because too many names are asked for. */
  forgotten(): void;
}
