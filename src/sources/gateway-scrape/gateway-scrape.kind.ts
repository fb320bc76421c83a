import type { SourceKind } from '../source-kind.js';
import { diagnoseGatewayScrape } from './diagnose.js';
import { GatewayScrapeSettings } from './gateway-scrape.settings.js';
import { GatewayScrapeSource } from './gateway-scrape.source.js';

/** The registration of gateway-scrape. */
export const gatewayScrapeKind: SourceKind<GatewayScrapeSettings> = {
  kind: 'gateway-scrape',
  about: "Reads the gateways' own /metrics; no Prometheus needed.",
  settings: GatewayScrapeSettings,
  create: (settings, context) => new GatewayScrapeSource(settings, context),
  diagnose: diagnoseGatewayScrape,
};
