import { gatewayScrapeKind } from './gateway-scrape/gateway-scrape.kind.js';
import { raccoonKind } from './raccoon/raccoon.kind.js';
import { pulseKind } from './pulse/pulse.kind.js';
import type { SourceKind } from './source-kind.js';

/** Every kind of source, one line each. Adding a source is its folder and a line here. */
export const SOURCE_KINDS = [raccoonKind, gatewayScrapeKind, pulseKind] as unknown as readonly SourceKind[];
