import { BasePathResolver } from '../dialects/base-path-resolver.js';
import { matchersOf, type Outcome, type RequestCounter } from '../dialects/dialect.js';
import { dialectOf } from '../dialects/dialect-of.js';
import {
  collisionFindings,
  lossFindings,
  metricAbsent,
  outcomeFindings,
  seriesFindings,
  sharedFindings,
  unattributedFindings,
} from '../dialects/diagnose-series.js';
import type { GroupTable } from '../dialects/group-table.js';
import {
  labelsSeen,
  metricsOfAllDialects,
  otherDialectFindings,
  type SeenSample,
} from '../dialects/recognised-dialects.js';
import { shownName } from '../dialects/shown-name.js';
import { UnclassifiedLines } from '../dialects/unclassified-lines.js';
import { failureFinding } from '../diagnose-failure.js';
import { jobAndAddress, ledgerFindings } from '../diagnose-ledger.js';
import type { Finding } from '../../platform/health/finding.js';
import { COUNTED, FAILURE } from '../ledger/counter-page.js';
import { LedgerFeed } from '../ledger-feed.js';
import { SeriesCensus } from '../series-census.js';
import type { SourceContext } from '../source-kind.js';
import type { FailedPoll } from './failed-poll.js';
import { shownFlavour, type Flavour } from './flavour.js';
import { labelsOfSeries } from './instance-identity.js';
import type { RaccoonSettings } from './raccoon.settings.js';
import { SamplePoll, type Poll } from './sample-poll.js';
import { selectorOf } from './sample-query.js';
import { sampleSeries } from './series-sample.js';

const REMEDIES: Readonly<Record<string, string>> = {
  'connection-refused': 'check url, and whether the monitoring system runs',
  'not-authorised': 'check auth: user name, password or token; Mimir and Cortex also want tenant',
  'http-404':
    'url must be the address in front of /api/v1; some servers want a path such as /prometheus or /select/0/prometheus',
  'answer-not-json': 'url leads to something that is no query API, perhaps a login page',
  'answer-partial': 'check the stores behind the monitoring system',
  'clock-skew': 'set the clocks right; verdicts need them within a minute',
};
const WHEN_MIXED =
  'scrape each gateway instance by an address of its own, such as its pod, and not the Service or the balancer in front of them';
const FEWER = 'raise maximumSeries, or select fewer series by matchers';

/** Polls once, and says in plain words why there is, or is not, data. */
export async function diagnoseRaccoon(
  settings: RaccoonSettings,
  context: SourceContext,
  census = new SeriesCensus(),
): Promise<Finding[]> {
  census.begin(settings.name);
  const dialect = dialectOf(settings);
  const { name, mapping, goneAfterMs, pollEveryMs: scrapeMs } = settings;
  const feed = new LedgerFeed({ name, context, mapping, goneAfterMs, scrapeMs });
  const poll = new SamplePoll(settings, dialect, context, feed);
  try {
    const flavour = await poll.client.flavour(AbortSignal.timeout(settings.timeoutMs));
    const result = await poll.run(AbortSignal.timeout(settings.timeoutMs));
    const seen = (): Promise<SeenSample[]> =>
      sampleSeries(poll.client, metricsOfAllDialects(), {
        atMs: poll.momentMs(),
        signal: AbortSignal.timeout(settings.timeoutMs),
      });
    if (!result.ok && result.code === 'no-series')
      return [answers(settings, flavour), ...absentFindings(settings, await seen())];
    if (!result.ok) return [failure(settings, result)];
    if (missingLabelsOf(result.counter, feed.groups).length === 0)
      census.read(settings.name, feed.groups.resolutions(), context.catalogue.current());
    return [
      answers(settings, flavour),
      ...countFindings(result, settings),
      ...vitalFindings(result, feed, context),
      ...provenFindings(poll.withoutUp),
      ...lossFindings(dialect, lostIn(feed)),
      ...(await mappingFindings(result, feed, { settings, context, seen })),
      ...ledgerFindings(feed, context, { nameOf: jobAndAddress, whenMixed: WHEN_MIXED }),
    ];
  } finally {
    await poll.close();
  }
}

function failure({ url }: RaccoonSettings, result: FailedPoll): Finding {
  const remedies = result.tooMuch === 'series' ? { ...REMEDIES, 'answer-partial': FEWER } : REMEDIES;
  return failureFinding(result, { asked: `${url}/api/v1/query`, setting: 'url', remedies });
}

function answers({ url }: RaccoonSettings, flavour: Flavour): Finding {
  return { level: 'ok', text: `${url} answers as ${shownFlavour(flavour)}` };
}

/** How many series there are, or that there are too many to be read one by one. */
function countFindings({ counter, summed, series }: Poll, { matchers, maximumSeries }: RaccoonSettings): Finding[] {
  if (!summed) return [{ level: 'ok', text: `${selectorOf(counter, matchers)}: ${series} series` }];
  const text = `the counter has ${summed.of ?? 'too many'} series (maximumSeries is ${maximumSeries}): ${series} sums of them are read`;
  const remedy =
    'nothing has to be done; where series end while the gateway runs, take a label off at the gateway, select fewer by matchers, or raise maximumSeries';
  return [{ level: 'warning', text, remedy }];
}

/** The counter is not there: another gateway's is, or its series are not those that are asked for, or its switch is off. */
function absentFindings(settings: RaccoonSettings, seen: readonly SeenSample[]): Finding[] {
  const dialect = dialectOf(settings);
  const others = otherDialectFindings(dialect, seen);
  const unpicked = dialect.counters.flatMap((counter) => unpickedFindings(counter, settings, seen));
  if (unpicked.length > 0) return [...unpicked, metricAbsent(dialect, 'if these are not the series that you mean: ')];
  return [...others, metricAbsent(dialect, others.length > 0 ? `if ${dialect.name} is right: ` : '')];
}

/** Series of the counter that are there, and that the conditions leave out. */
function unpickedFindings(
  counter: RequestCounter,
  { matchers }: RaccoonSettings,
  seen: readonly SeenSample[],
): Finding[] {
  const there = seen.filter(({ metric }) => metric === counter.metric);
  const labels = [...new Set(matchersOf(counter, matchers).map(({ label }) => label))];
  if (there.length === 0 || labels.length === 0) return [];
  const has = labels.map((label) => {
    const values = [...new Set(there.map((each) => each.labels[label] ?? ''))].map(
      (value) => `"${shownName(value, 60)}"`,
    );
    return `${label} is ${values.join(' or ')}`;
  });
  const text = `${counter.metric} is there, and no series of it is one of ${selectorOf(counter, matchers)}; of those that are there, ${has.join(', ')}`;
  return [{ level: 'problem', code: 'matchers-match-nothing', text, remedy: `check matchers: ${labels.join(', ')}` }];
}

function vitalFindings({ sampleAgeMs }: Poll, feed: LedgerFeed, context: SourceContext): Finding[] {
  const findings: Finding[] = [];
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
  const text = `${withoutUp} gateway instances have no up with their job and instance, so that first failures cannot be known here: what an instance counts before its first sample is not known, and one that ends is taken for silent`;
  const remedy = 'scrape the gateways themselves, or keep job and instance as they are in up';
  return [{ level: 'warning', text, remedy }];
}

function lostIn({ ledger }: LedgerFeed): number {
  let lost = 0;
  for (const account of ledger.instances()) lost += account.lost ?? 0;
  return lost;
}

async function mappingFindings(
  { counter }: Poll,
  { groups, ledger }: LedgerFeed,
  {
    settings,
    context,
    seen: sample,
  }: { settings: RaccoonSettings; context: SourceContext; seen: () => Promise<SeenSample[]> },
): Promise<Finding[]> {
  const resolver = new BasePathResolver(context.catalogue.current(), settings.mapping);
  const seen = Array.from({ length: groups.size }, (_, group) => ({
    labels: groups.labels(group),
    resolution: groups.resolution(group),
  }));
  const dialect = dialectOf(settings);
  const missingLabels = missingLabelsOf(counter, groups);
  const there = missingLabels.length > 0 ? await sample() : [];
  const gains = ledger.takeGains();
  const lost = gains.filter(({ group, counted }) => counted === FAILURE && groups.isUnattributed(group));
  const sum = (some: typeof gains): number => some.reduce((total, { gained }) => total + gained, 0);
  return [
    ...otherDialectFindings(dialect, there),
    ...seriesFindings({
      dialect,
      counter,
      resolutions: seen.map((each) => each.resolution),
      missingLabels,
      labelsThere: labelsSeen(counter, there),
    }),
    ...outcomeFindings(counter, totalsOf(gains), { kinds: unclassifiedIn(ledger, counter) }),
    ...unattributedFindings(counter, { failures: sum(lost), requests: sum(gains) }),
    ...sharedFindings(seen, counter),
    ...collisionFindings(resolver, counter),
  ];
}

/** The labels that lead to a base path, where no series has any of them. */
function missingLabelsOf({ basePath }: RequestCounter, groups: GroupTable): string[] {
  const labels = basePath.map((each) => each.label);
  for (let group = 0; group < groups.size; group++) if (labels.some((label) => groups.labels(group)[label])) return [];
  return labels;
}

/** What the labels say of the series that show no outcome. */
function unclassifiedIn(ledger: LedgerFeed['ledger'], counter: RequestCounter): string {
  const lines = new UnclassifiedLines(counter);
  for (const { series: table } of ledger.instances())
    for (const [series, number] of table.entries()) lines.add(table.counted[number]!, () => labelsOfSeries(series));
  return lines.shown();
}

function totalsOf(gains: ReturnType<LedgerFeed['ledger']['takeGains']>): Record<Outcome, number> {
  const totals = { success: 0, failure: 0, excluded: 0, unclassified: 0 };
  for (const { counted, gained } of gains) {
    const name = COUNTED[counted]!;
    totals[name === 'clientError' ? 'success' : name] += gained;
  }
  return totals;
}
