import { dialectOf } from '../dialects/dialect-of.js';
import type { Dialect } from '../dialects/dialect.js';
import { SeriesReports } from '../dialects/series-reports.js';
import type { EvidenceSink, Source } from '../evidence.js';
import { LedgerFeed, type HandedOn } from '../ledger-feed.js';
import type { SourceContext } from '../source-kind.js';
import { addressesOf } from '../source-address.js';
import type { GatewayScrapeSettings } from './gateway-scrape.settings.js';
import { PageLog } from './page-log.js';
import type { PageEvent } from './page-log-lines.js';
import { ScrapeMetrics } from './scrape-metrics.js';
import { ScrapeRound } from './scrape-round.js';
import type { ScrapeResult, ScrapeTarget } from './scrape-target.js';
import { ScrapedFleet } from './scraped-fleet.js';
import { ScrapeTroubles } from './scrape-troubles.js';
import { SeriesPlaces } from './series-places.js';
import type { AddressLookUp } from './target-addresses.js';

/** How one instance answered in a round. */
interface Scraped {
  readonly target: ScrapeTarget;
  readonly host: string;
  /** What the ledger called it before this round. */
  readonly before: string;
  readonly result: ScrapeResult;
}

/** Reads the counters of every instance of a gateway into a ledger, and hands on what that says. */
export class GatewayScrapeSource implements Source {
  readonly name: string;
  readonly evidence = 'traffic';
  readonly #feed: LedgerFeed;
  readonly #fleet: ScrapedFleet;
  readonly #metrics: ScrapeMetrics;
  readonly #troubles: ScrapeTroubles;
  readonly #reports: SeriesReports;
  readonly #pages: PageLog | undefined;
  /** How far our wall clock is ahead of the monotonic one, ms. */
  #wallAheadMs = -Infinity;

  constructor(
    private readonly settings: GatewayScrapeSettings,
    private readonly context: SourceContext,
    lookUp: AddressLookUp = addressesOf,
  ) {
    this.name = settings.name;
    const { scrapeEveryMs: scrapeMs, goneAfterMs, mapping, matchers } = settings;
    const dialect = dialectOf(settings);
    this.#feed = new LedgerFeed({ name: this.name, context, mapping, scrapeMs, goneAfterMs });
    const places = new SeriesPlaces(dialect, matchers, this.#feed.groups);
    this.#fleet = new ScrapedFleet({ settings, dialect, context, places }, lookUp);
    this.#pages = this.#pageLog(dialect);
    this.#metrics = new ScrapeMetrics(this.name, context.metrics);
    this.#troubles = new ScrapeTroubles(this.name, dialect, context.log);
    this.#reports = new SeriesReports(this.name, context.log);
  }

  async run(sink: EvidenceSink, signal: AbortSignal): Promise<void> {
    const { clock } = this.context;
    if (this.#pages) await this.#pages.restore((event) => this.#enter(event));
    const startMs = clock.now().monotonicMs;
    while (!signal.aborted) {
      const beganMs = clock.now().monotonicMs;
      await this.#scrapeOnce(sink, signal);
      const nowMs = clock.now().monotonicMs;
      this.#metrics.took(nowMs - beganMs);
      const every = this.settings.scrapeEveryMs;
      await clock.sleep(every - ((nowMs - startMs) % every), signal);
    }
    this.#fleet.close();
    await this.#pages?.close();
  }

  async #scrapeOnce(sink: EvidenceSink, signal: AbortSignal): Promise<void> {
    const { groups } = this.#feed;
    if (this.#feed.isBehind) await this.#feed.follow();
    this.#noticeStep();
    const round = new ScrapeRound(groups);
    const askedMs = this.context.clock.now().wallMs;
    const targets = await this.#fleet.targets();
    const scrapes = targets.map(async (target) => ({
      target,
      host: target.host,
      before: target.instance,
      result: await target.scrape(round, signal),
    }));
    const results: Scraped[] = await Promise.all(scrapes);
    if (signal.aborted) return;
    await this.#account(results, askedMs);
    const good = results.flatMap(({ result }) => (result.ok && result.series > 0 ? [result.page.atMs] : []));
    let mixed: HandedOn['mixed'] = new Map();
    if (good.length > 0) {
      const spoiled = [...round.spoiled].flatMap((group) => groups.basePathOf(group) ?? []);
      const handedOn = await this.#feed.handOn(sink, spoiled);
      mixed = handedOn.mixed;
      round.leftOut.duplicate += handedOn.findings.get('repeated-series') ?? 0;
      this.#metrics.handedOn(Math.min(...good), handedOn.left);
    } else await this.#feed.miss(sink);
    for (const resolution of round.resolutions()) this.#reports.report(resolution);
    this.#metrics.measured(round, results);
    this.#troubles.tell(sink, round, results, mixed);
  }

  /** Where our clock was set back, pages of now would be older than those before: the account begins anew. */
  #noticeStep(): void {
    const { wallMs, monotonicMs } = this.context.clock.now();
    const { scrapeEveryMs } = this.settings;
    const aheadMs = wallMs - monotonicMs;
    if (aheadMs < this.#wallAheadMs - scrapeEveryMs) this.#feed.begin(scrapeEveryMs);
    this.#wallAheadMs = aheadMs;
  }

  /** Enters the pages into the ledger, the oldest first, and who did not answer. */
  async #account(results: readonly Scraped[], askedMs: number): Promise<void> {
    const pages = results.flatMap(({ result }) => (result.ok ? [result.page] : []));
    const events: PageEvent[] = pages
      .toSorted((one, other) => one.atMs - other.atMs)
      .map((page) => ({ form: 'page', page }));
    for (const { target, before, result } of results) {
      const about = { instance: before, atMs: askedMs };
      if (!result.ok) events.push({ form: this.#fleet.isGone(target) ? 'gone' : 'silent', ...about });
      else if (result.page.instance !== before) events.push({ form: 'forget', ...about });
    }
    for (const event of events) {
      await this.#enter(event);
      this.#pages?.note(event);
    }
    await this.#pages?.flush();
  }

  async #enter(event: PageEvent): Promise<void> {
    const { ledger } = this.#feed;
    if (event.form === 'page') await this.#feed.read(event.page);
    else if (event.form === 'silent') ledger.silent(event);
    else if (event.form === 'gone') ledger.gone(event);
    else ledger.forget(event.instance);
  }

  #pageLog(dialect: Dialect): PageLog | undefined {
    const { dataFolder: folder, clock, log, windowMs } = this.context;
    if (folder === undefined || !this.settings.keepPages) return undefined;
    const keptMs = windowMs + 2 * this.settings.scrapeEveryMs;
    return new PageLog({ folder, source: this.name, dialect, groups: this.#feed.groups, clock, log, keptMs });
  }
}
