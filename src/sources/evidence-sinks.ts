import type { EvidenceKind, EvidenceSink } from './evidence.js';
import { token } from '../platform/injection/token.js';

export const EVIDENCE_SINKS = token<EvidenceSinks>('EvidenceSinks');

/** Where every source gets its own sink; declared here, implemented by `window/`. */
export interface EvidenceSinks {
  /** Opened once for each source, before it runs. */
  open(source: { readonly name: string; readonly evidence: EvidenceKind }): EvidenceSink;
}
