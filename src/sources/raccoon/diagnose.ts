import { BasePathResolver } from '../dialects/base-path-resolver.js';
import { dialectOf } from '../dialects/dialect-of.js';
import {
  collisionFindings,
  lossFindings,
  metricAbsent,
  outcomeFindings,
  seriesFindings,
  sharedFindings,
} from '../dialects/diagnose-series.js';
import type { Outcome } from '../dialects/dialect.js';
import type { Finding } from '../../platform/health/finding.js';
import { COUNTED } from '../ledger/counter-page.js';
import { LedgerFeed } from '../ledger-feed.js';
import type { SourceContext } from '../source-kind.js';
import type { Flavour } from './flavour.js';
import type { RaccoonSettings } from './raccoon.settings.js';
import { SamplePoll, type Poll } from './sample-poll.js';

const REMEDIES: Readonly<Record<string, string>> = {
  'connection-refused': 'check url, and whether the monitoring system runs',
  'dns-failure': 'check the host name in url',
  timeout: 'check the network between here and url, or raise timeout',
  'not-authorised': 'check auth: user name, password or token; Mimir and Cortex also want tenant',
  redirected: 'set url to the address that the redirect leads to',
  'tls-failure': 'set tls.caFile to the certificate authority of the server',
  'http-404':
    'url must be the address in front of /api/v1; some servers want a path such as /prometheus or /select/0/prometheus',
  'answer-not-json': 'url leads to something that is no query API, perhaps a login page',
  'clock-skew': 'set the clocks right; verdicts need them within a minute',
};

const FEWER = 'raise maximumSeries, or select fewer series by matchers';
const STORES = 'check the stores behind the monitoring system';

/** Polls once, and says in plain words why there is, or is not, data. */
export async function diagnoseRaccoon(settings: RaccoonSettings, context: SourceContext): Promise<Finding[]> {
  const dialect = dialectOf(settings);
  const { name, mapping, goneAfterMs, pollEveryMs: scrapeMs } = settings;
  const feed = new LedgerFeed({ name, context, mapping, goneAfterMs, scrapeMs });
  const poll = new SamplePoll(settings, dialect, context, feed);
  try {
    const flavour = await poll.client.flavour(AbortSignal.timeout(settings.timeoutMs));
    const result = await poll.run(AbortSignal.timeout(settings.timeoutMs));
    if (!result.ok && result.code === 'no-series')
      return [{ level: 'ok', text: `${settings.url} answers` }, ...withMatchers(metricAbsent(dialect), settings)];
    if (!result.ok && !result.partial) return [failure(settings, result)];
    if (!result.ok) return [{ ...failure(settings, result), remedy: result.tooMuch ? FEWER : STORES }];
    return [
      ...sumFindings(result, settings),
      ...vitalFindings(result, flavour, { feed, context }),
      ...provenFindings(poll.withoutUp),
      ...lossFindings(dialect, lostIn(feed)),
      ...mappingFindings(result, feed, { settings, context }),
    ];
  } finally {
    await poll.close();
  }
}

function failure(settings: RaccoonSettings, { code, detail }: { code: string; detail: string }): Finding {
  const remedy = REMEDIES[code];
  return { level: 'problem', text: `${settings.url}: ${detail} (${code})`, ...(remedy !== undefined && { remedy }) };
}

function withMatchers(finding: Finding, { matchers }: RaccoonSettings): Finding[] {
  if (matchers.size === 0) return [finding];
  return [
    finding,
    {
      level: 'warning',
      text: `only series with ${[...matchers.keys()].join(', ')} as in matchers are looked at`,
      remedy: 'check the values of matchers',
    },
  ];
}

function sumFindings({ summed, series }: Poll, { maximumSeries }: RaccoonSettings): Finding[] {
  if (!summed) return [];
  const text = `the counter has ${summed.of ?? 'too many'} series (maximumSeries is ${maximumSeries}): ${series} sums of them are read`;
  const remedy =
    'nothing has to be done; where series end while the gateway runs, take a label off at the gateway, select fewer by matchers, or raise maximumSeries';
  return [{ level: 'warning', text, remedy }];
}

function vitalFindings(
  { sampleAgeMs }: Poll,
  { name, version }: Flavour,
  { feed, context }: { feed: LedgerFeed; context: SourceContext },
): Finding[] {
  const findings: Finding[] = [{ level: 'ok', text: `answers as ${name} ${version ?? ''}`.trim() }];
  const age = `the newest sample is ${Math.round(sampleAgeMs / 1_000)} s old`;
  if (sampleAgeMs > context.staleAfterMs / 2)
    findings.push({ level: 'problem', text: age, remedy: 'check whether the gateway is still being scraped' });
  else findings.push({ level: 'ok', text: age });
  return [...findings, ...instanceFindings(feed, context)];
}

function instanceFindings({ ledger }: LedgerFeed, { windowMs }: SourceContext): Finding[] {
  const findings: Finding[] = [];
  const instances = [...ledger.instances()].filter(({ goneMs }) => goneMs === undefined);
  const silent = instances.filter(({ openHole }) => openHole !== undefined).length;
  if (silent > 0) {
    const text = `${silent} of ${instances.length} gateway instances are not up`;
    findings.push({ level: 'problem', text, remedy: 'check the scrape job of the gateway' });
  }
  const sinceMs = ledger.newestMs - windowMs;
  const young = instances.filter(({ unwatched, firstMs }) => unwatched && firstMs > sinceMs).length;
  if (young > 0) {
    const text = `${young} of ${instances.length} gateway instances have been watched for less than a window: warming-up`;
    findings.push({ level: 'warning', text });
  }
  return findings;
}

/** Where nothing says whether an instance is there, it is known only by its series. */
function provenFindings(withoutUp: number): Finding[] {
  if (withoutUp === 0) return [];
  const text = `${withoutUp} gateway instances have no up with their job and instance: what an instance counts before its first sample is not known, and one that ends is taken for silent`;
  const remedy = 'scrape the gateways themselves, or keep job and instance as they are in up';
  return [{ level: 'warning', text, remedy }];
}

function lostIn({ ledger }: LedgerFeed): number {
  let lost = 0;
  for (const account of ledger.instances()) lost += account.lost ?? 0;
  return lost;
}

function mappingFindings(
  { counter }: Poll,
  { groups, ledger }: LedgerFeed,
  { settings, context }: { settings: RaccoonSettings; context: SourceContext },
): Finding[] {
  const resolver = new BasePathResolver(context.catalogue.current(), settings.mapping);
  const seen = Array.from({ length: groups.size }, (_, group) => ({
    labels: groups.labels(group),
    resolution: groups.resolution(group),
  }));
  const absent = counter.basePath
    .map((each) => each.label)
    .filter((label) => seen.every((each) => !each.labels[label]));
  return [
    ...seriesFindings({
      dialect: dialectOf(settings),
      counter,
      resolutions: seen.map((each) => each.resolution),
      missingLabels: absent.length === counter.basePath.length ? absent : [],
    }),
    ...outcomeFindings(counter, totalsOf(ledger)),
    ...sharedFindings(seen, counter),
    ...collisionFindings(resolver, counter),
  ];
}

function totalsOf(ledger: LedgerFeed['ledger']): Record<Outcome, number> {
  const totals = { success: 0, failure: 0, excluded: 0, unclassified: 0 };
  for (const { counted, gained } of ledger.takeGains()) {
    const name = COUNTED[counted]!;
    totals[name === 'clientError' ? 'success' : name] += gained;
  }
  return totals;
}
