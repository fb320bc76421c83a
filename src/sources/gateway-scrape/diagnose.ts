import { BasePathResolver } from '../dialects/base-path-resolver.js';
import {
  collisionFindings,
  lossFindings,
  metricAbsent,
  outcomeFindings,
  seriesFindings,
} from '../dialects/diagnose-series.js';
import { dialectOf } from '../dialects/dialect-of.js';
import type { Dialect, Outcome, RequestCounter } from '../dialects/dialect.js';
import { GroupTable } from '../dialects/group-table.js';
import {
  labelsSeen,
  metricsOfAllDialects,
  otherDialectFindings,
  type SeenSample,
} from '../dialects/recognised-dialects.js';
import { UnclassifiedLines } from '../dialects/unclassified-lines.js';
import type { Finding } from '../../platform/health/finding.js';
import { failureFinding } from '../diagnose-failure.js';
import { mixedFinding } from '../diagnose-ledger.js';
import { COUNTED, type CounterPage } from '../ledger/counter-page.js';
import { knownAddressesOf } from '../ledger/instance-address.js';
import { Reading } from '../ledger/reading.js';
import { SeriesCensus } from '../series-census.js';
import { addressesOf } from '../source-address.js';
import type { SourceContext } from '../source-kind.js';
import { SourceClient } from '../source-request.js';
import type { GatewayScrapeSettings } from './gateway-scrape.settings.js';
import { samplePage } from './page-sample.js';
import { areOfSeveralProcesses } from './processes-apart.js';
import { ScrapeRound } from './scrape-round.js';
import type { ScrapeResult } from './scrape-target.js';
import { ScrapedFleet } from './scraped-fleet.js';
import { parseLabels } from './series-labels.js';
import { SeriesPlaces } from './series-places.js';
import type { AddressLookUp } from './target-addresses.js';

/** More than a page holds. */
const MAX_GROUPS = 400_000;
/** A balancer that chooses between two processes at random shows both in one of six looks, but for one time in 32. */
const LOOKS = 6;
const LOOK_EVERY_MS = 400;

const REMEDIES: Readonly<Record<string, string>> = {
  'connection-refused': 'check the address and the port in urls, and whether the gateway serves metrics there',
  timeout: 'check the network between here and the gateway, or raise timeout and scrapeEvery',
  'http-404': 'check the path of the metrics page in urls; docs/gateways has it for each gateway',
  'page-broken': 'the address leads to something that is no metrics page, or to half of one',
};
const WHEN_MIXED =
  'list each instance under urls by an address of its own, or a name that leads to the addresses of all of them, such as a headless Service';

/** One target at one look. */
interface Look {
  readonly host: string;
  readonly url: string;
  readonly round: ScrapeRound;
  readonly result: ScrapeResult;
}

/** Scrapes every instance a few times within seconds, and says in plain words why there is, or is not, data. */
export async function diagnoseGatewayScrape(
  settings: GatewayScrapeSettings,
  context: SourceContext,
  census = new SeriesCensus(),
  lookUp: AddressLookUp = addressesOf,
): Promise<Finding[]> {
  census.begin(settings.name);
  const doctor = new ScrapeDoctor(settings, context, lookUp);
  const looks = await doctor.look();
  const catalogue = context.catalogue.current();
  for (const { host, result } of looks) if (result.ok) join(settings.name, host, context);
  const isRead = ({ result }: Look): boolean => result.ok && result.series > 0 && !doctor.lacksLabels(result);
  for (const each of looks) if (isRead(each)) census.read(settings.name, each.round.resolutions(), catalogue);
  if (!looks.every(isRead)) census.begin(settings.name);
  const mixed = await doctor.mixedHosts(looks);
  const found = await Promise.all(looks.map((each) => doctor.findingsOf(each, mixed.has(each.host))));
  return [...found.flat(), ...collisionFindings(doctor.resolver, doctor.dialect.counters[0]!)];
}

/** Lets the doctor see which other source knows one of the addresses. */
function join(source: string, host: string, { readings }: SourceContext): void {
  readings.join(new Reading({ source, rank: readings.rankOf(source), addresses: knownAddressesOf(host) }));
}

/** What the targets of one source are looked at with. */
class ScrapeDoctor {
  readonly dialect: Dialect;
  readonly resolver: BasePathResolver;
  readonly #groups: GroupTable;
  readonly #places: SeriesPlaces;
  readonly #lookUp: AddressLookUp;

  constructor(
    private readonly settings: GatewayScrapeSettings,
    private readonly context: SourceContext,
    lookUp: AddressLookUp,
  ) {
    this.#lookUp = onceEach(lookUp);
    this.dialect = dialectOf(settings);
    this.resolver = new BasePathResolver(context.catalogue.current(), settings.mapping);
    this.#groups = new GroupTable(this.resolver, MAX_GROUPS);
    this.#places = new SeriesPlaces(this.dialect, settings.matchers, this.#groups);
  }

  /** Looks at each target once, on new connections: a balancer sends them to any process that it knows. */
  async look(): Promise<readonly Look[]> {
    const { settings, context, dialect } = this;
    const fleet = new ScrapedFleet({ settings, dialect, context, places: this.#places }, this.#lookUp);
    try {
      const targets = await fleet.targets();
      const looks = targets.map(async (target) => {
        const round = new ScrapeRound(this.#groups);
        const result = await target.scrape(round, AbortSignal.timeout(settings.timeoutMs));
        if (result.ok) round.leftOut.duplicate = result.page.count - new Set(Array.from(result.page.series)).size;
        return { host: target.host, url: target.url, round, result };
      });
      return await Promise.all(looks);
    } finally {
      fleet.close();
    }
  }

  /** The targets behind which several processes answer, as a few looks more show. */
  async mixedHosts(first: readonly Look[]): Promise<ReadonlySet<string>> {
    const pages = new Map<string, CounterPage[]>();
    const keep = ({ host, result }: Look): void => {
      if (result.ok && result.series > 0) pages.set(host, [...(pages.get(host) ?? []), result.page]);
    };
    first.forEach(keep);
    for (let look = 1; look < LOOKS && pages.size > 0; look++) {
      // Every other one at once: another reader at the same pace would get each second process of a balancer.
      if (look % 2 === 0) await this.context.clock.sleep(LOOK_EVERY_MS, new AbortController().signal);
      (await this.look()).forEach(keep);
    }
    return new Set([...pages].flatMap(([host, ofHost]) => (areOfSeveralProcesses(ofHost) ? [host] : [])));
  }

  /** Whether the labels are missing that lead to base paths: then it says nothing that these have no series. */
  lacksLabels({ counter }: Extract<ScrapeResult, { ok: true }>): boolean {
    const missing = counter === undefined ? [] : this.#places.labelsMissing(counter);
    return counter?.basePath.some(({ label }) => missing.includes(label)) ?? false;
  }

  async findingsOf({ host, url, round, result }: Look, isMixed: boolean): Promise<Finding[]> {
    if (!result.ok) return [failureFinding(result, { asked: host, setting: 'urls', remedies: REMEDIES })];
    const { dialect } = this;
    const { counter } = result;
    const answers: Finding = { level: 'ok', text: `${host} answers` };
    if (counter === undefined) {
      const others = otherDialectFindings(dialect, await this.#sampleOf(url));
      return [answers, ...(others.length > 0 ? others : [metricAbsent(dialect)])];
    }
    if (result.series === 0) {
      const text = `none of the ${result.lines} series of ${counter.metric} has the labels that are asked for`;
      return [answers, { level: 'problem', text, remedy: 'check matchers, and the dialect' }];
    }
    const missingLabels = this.#places.labelsMissing(counter);
    const seen = missingLabels.length > 0 ? await this.#sampleOf(url) : [];
    const series = { dialect, counter, resolutions: [...round.resolutions()], missingLabels };
    return [
      answers,
      ...(isMixed ? [mixedFinding(host, WHEN_MIXED)] : []),
      ...otherDialectFindings(dialect, seen),
      ...seriesFindings({ ...series, labelsThere: labelsSeen(counter, seen) }),
      ...lossFindings(dialect, result.page.lost ?? 0),
      ...unclassifiedFindings(counter, result.page),
      ...valueFindings(round),
    ];
  }

  /** A few series of whatever gateway it is; none where the page cannot be read again. */
  async #sampleOf(url: string): Promise<SeenSample[]> {
    const client = new SourceClient(this.context.http, this.settings);
    const { timeoutMs: deadlineMs } = this.settings;
    try {
      const request = { url, deadlineMs, metrics: metricsOfAllDialects() };
      return await samplePage(client, request, AbortSignal.timeout(deadlineMs));
    } catch {
      return [];
    } finally {
      client.close();
    }
  }
}

/** Looks each name up once: the looks are within seconds. */
function onceEach(lookUp: AddressLookUp): AddressLookUp {
  const found = new Map<string, Promise<readonly string[]>>();
  return (host) => {
    const known = found.get(host) ?? lookUp(host);
    found.set(host, known);
    return known;
  };
}

/** Requests of all time that the page counts under labels that show no outcome. */
function unclassifiedFindings(counter: RequestCounter, { series, counted, values, count }: CounterPage): Finding[] {
  const lines = new UnclassifiedLines(counter);
  const totals: Record<Outcome, number> = { success: 0, failure: 0, excluded: 0, unclassified: 0 };
  for (let line = 0; line < count; line++) {
    const name = COUNTED[counted[line]!]!;
    totals[name === 'clientError' ? 'success' : name] += values[line]!;
    lines.add(counted[line]!, () => parseLabels(series[line]!.slice(series[line]!.indexOf('{') + 1)));
  }
  return outcomeFindings(counter, totals, { since: 'on the page', kinds: lines.shown() });
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
