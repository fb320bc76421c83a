import { BasePathResolver } from '../dialects/base-path-resolver.js';
import { collisionFindings, lossFindings, metricAbsent, seriesFindings } from '../dialects/diagnose-series.js';
import { dialectOf } from '../dialects/dialect-of.js';
import { GroupTable } from '../dialects/group-table.js';
import type { Dialect } from '../dialects/dialect.js';
import { knownAddressesOf } from '../ledger/instance-address.js';
import { Reading } from '../ledger/reading.js';
import type { Finding } from '../../platform/health/finding.js';
import type { SourceContext } from '../source-kind.js';
import { addressesOf } from '../source-address.js';
import { SourceClient } from '../source-request.js';
import type { GatewayScrapeSettings } from './gateway-scrape.settings.js';
import { ScrapeRound } from './scrape-round.js';
import { ScrapeTarget, type ScrapeResult } from './scrape-target.js';
import { SeriesPlaces } from './series-places.js';

/** More than a page holds. */
const MAX_GROUPS = 400_000;

const REMEDIES: Readonly<Record<string, string>> = {
  'connection-refused': 'check the address, and whether the gateway serves metrics there',
  'dns-failure': 'check the host name',
  timeout: 'check the network between here and the gateway, or raise timeout and scrapeEvery',
  'not-authorised': 'check auth: user name, password or token',
  redirected: 'set the address that the redirect leads to',
  'tls-failure': 'set tls.caFile to the certificate authority of the gateway',
  'http-404': 'check the path of the metrics page',
  'page-broken': 'the address leads to something that is no metrics page, or to half of one',
};

/** Scrapes every instance once, and says in plain words why there is, or is not, data. */
export async function diagnoseGatewayScrape(
  settings: GatewayScrapeSettings,
  context: SourceContext,
): Promise<Finding[]> {
  const client = new SourceClient(context.http, settings);
  const dialect = dialectOf(settings);
  const resolver = new BasePathResolver(context.catalogue.current(), settings.mapping);
  const looks = settings.urls.map(async (url) => {
    const groups = new GroupTable(resolver, MAX_GROUPS);
    const places = new SeriesPlaces(dialect, settings.matchers, groups);
    const target = new ScrapeTarget({ settings, dialect, client, context, places, url });
    const round = new ScrapeRound(groups);
    const result = await target.scrape(round, AbortSignal.timeout(settings.timeoutMs));
    if (result.ok) await join(settings.name, target.host, context);
    if (result.ok) round.leftOut.duplicate = result.page.count - new Set(Array.from(result.page.series)).size;
    return targetFindings(target.host, result, { round, places, dialect });
  });
  try {
    return [...(await Promise.all(looks)).flat(), ...collisionFindings(resolver, dialect.counters[0]!)];
  } finally {
    client.close();
  }
}

/** Lets the doctor see which other source knows one of the addresses. */
async function join(source: string, host: string, { readings }: SourceContext): Promise<void> {
  const found = await addressesOf(new URL(`http://${host}`).hostname).catch((): string[] => []);
  const names = [host, ...found.map((address) => `${host} at ${address}`)];
  const addresses = [...new Set(names.flatMap(knownAddressesOf))];
  readings.join(new Reading({ source, rank: readings.rankOf(source), addresses }));
}

function targetFindings(
  host: string,
  result: ScrapeResult,
  { round, places, dialect }: { round: ScrapeRound; places: SeriesPlaces; dialect: Dialect },
): Finding[] {
  if (!result.ok) {
    const remedy = REMEDIES[result.code];
    const text = `${host}: ${result.detail} (${result.code})`;
    return [{ level: 'problem', text, ...(remedy !== undefined && { remedy }) }];
  }
  const { counter } = result;
  const answers: Finding = { level: 'ok', text: `${host} answers` };
  if (counter === undefined) return [answers, metricAbsent(dialect)];
  if (result.series === 0) {
    const text = `none of the ${result.lines} series of ${counter.metric} has the labels that are asked for`;
    return [answers, { level: 'problem', text, remedy: 'check matchers, and the dialect' }];
  }
  const resolutions = [...round.resolutions()];
  const missingLabels = places.labelsMissing(counter);
  return [
    answers,
    ...seriesFindings({ dialect, counter, resolutions, missingLabels }),
    ...lossFindings(dialect, result.page.lost ?? 0),
    ...valueFindings(round),
  ];
}

function valueFindings({ leftOut }: ScrapeRound): Finding[] {
  const findings: Finding[] = [];
  const remedy = 'their base paths get no verdict; look at the page';
  if (leftOut['bad-value'] > 0)
    findings.push({ level: 'problem', text: `${leftOut['bad-value']} series hold no finite count ≥ 0`, remedy });
  if (leftOut.duplicate > 0)
    findings.push({ level: 'warning', text: `${leftOut.duplicate} lines repeat a series; the first of each counts` });
  if (leftOut['too-long'] > 0)
    findings.push({ level: 'warning', text: `${leftOut['too-long']} series with very long labels are left out` });
  return findings;
}
