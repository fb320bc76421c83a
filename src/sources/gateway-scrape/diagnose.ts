import { BasePathResolver } from '../dialects/base-path-resolver.js';
import { dialectOf } from '../dialects/dialect-of.js';
import { collisionFindings, metricAbsent, seriesFindings } from '../dialects/diagnose-series.js';
import { OutcomeTally } from '../dialects/outcome-tally.js';
import type { Finding, SourceContext } from '../source-kind.js';
import { SourceClient } from '../source-request.js';
import type { GatewayScrapeSettings } from './gateway-scrape.settings.js';
import { ScrapeTarget } from './scrape-target.js';

const REMEDIES: Readonly<Record<string, string>> = {
  'connection-refused': 'check the address, and whether the gateway serves metrics there',
  'dns-failure': 'check the host name',
  timeout: 'check the network between here and the gateway, or raise timeout',
  'not-authorised': 'check auth: user name, password or token',
  redirected: 'set the address that the redirect leads to',
  'http-404': 'check the path of the metrics page',
  'page-broken': 'the address leads to something that is no metrics page',
};

/** Scrapes every instance once, and says in plain words why there is, or is not, data. */
export async function diagnoseGatewayScrape(
  settings: GatewayScrapeSettings,
  context: SourceContext,
): Promise<Finding[]> {
  const client = new SourceClient(context.http, settings);
  const dialect = dialectOf(settings);
  const resolver = new BasePathResolver(context.catalogue.current(), settings.mapping);
  try {
    const found = settings.urls.map((url) =>
      diagnoseTarget(new ScrapeTarget({ url, settings, dialect, client, context }), resolver),
    );
    return [...(await Promise.all(found)).flat(), ...collisionFindings(resolver, dialect.counters[0]!)];
  } finally {
    client.close();
  }

  async function diagnoseTarget(target: ScrapeTarget, resolver: BasePathResolver): Promise<Finding[]> {
    const tally = new OutcomeTally();
    const result = await target.scrape(resolver, tally, AbortSignal.timeout(settings.timeoutMs));
    const { host } = new URL(target.url);
    if (!result.ok) {
      const remedy = REMEDIES[result.code];
      return [
        {
          level: 'problem',
          text: `${host}: ${result.detail} (${result.code})`,
          ...(remedy !== undefined && { remedy }),
        },
      ];
    }
    if (result.series === 0) return [{ level: 'ok', text: `${host} answers` }, metricAbsent(dialect)];
    const mapped = [...tally.counts()].map(({ basePath }) => ({ form: 'mapped' as const, basePath }));
    return seriesFindings({
      counter: result.counter,
      resolutions: [...mapped, ...result.unresolved],
      missingLabels: [],
    });
  }
}
