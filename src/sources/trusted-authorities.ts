import { wholeFile } from '../platform/storage/given-file.js';
import type { TlsSettings } from './source.settings.js';

/** Bundles of all public authorities are a quarter of it. */
const MAX_BYTES = 1_024 * 1_024;

/** The authorities (PEM) that the settings name; nothing where those of the system count. Throws `FileUnreadableError`. */
export function authoritiesOf(tls: TlsSettings | undefined): { readonly ca?: Buffer } {
  return tls?.caFile === undefined ? {} : { ca: wholeFile('the file of tls.caFile', tls.caFile, MAX_BYTES) };
}
