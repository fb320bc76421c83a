import type { Refusal } from './egress-verdict.js';

/** The addresses of a name, at least one, IPv4 first; or why there are none. They are judged by nobody yet. */
export type NameAnswer = { readonly ok: true; readonly addresses: readonly string[] } | Refusal<'DNS_FAILURE'>;

/** Finds the addresses of names. */
export interface NameResolver {
  /** Never rejects, and resolves within a second, whatever the name servers do. */
  resolve(host: string): Promise<NameAnswer>;
}
