import type { CounterPage } from '../ledger/counter-page.js';
import { TIMES_OF_A_PACE } from './changed-pace.js';
import type { CopySamples, InstanceSamples, SaidStart, ScrapedLines } from './instance-samples.js';

/** What happened to an instance, by what the monitoring system has of it. */
export type LedgerEvent =
  | { readonly form: 'page'; readonly atMs: number; readonly page: CounterPage }
  | { readonly form: 'silent' | 'gone'; readonly atMs: number; readonly instance: string; readonly address: string };

/** What is known of an instance before its newest samples are read. */
export interface KnownInstance {
  /** The copy that its pages came from last. */
  copy?: string;
  /** Its newest page: what was on it, and when. */
  page?: Pick<ScrapedLines, 'atMs' | 'series'>;
  /** Its newest `up`, wall ms; undefined while it never had one. */
  upMs?: number;
  /** When it was scraped last, oldest first, wall ms: as many times as tell a pace. */
  timesMs?: readonly number[];
}

/** How the samples are to be read. */
export interface EventLimits {
  readonly scrapeMs: number;
  /** The moment that was asked for, Unix ms. */
  readonly atMs: number;
  /** The newest `up` of what is scraped with the instance: where that is old, it has not left, but nothing is scraped. */
  readonly newestUpMs: number;
  /** The samples are sums over several series. */
  readonly summed?: boolean;
  /** They have been read in another form: the copy that was read then is read again, and no other. */
  readonly again?: boolean;
}

/** Another copy is taken when the one before is behind by more scrapes than this. */
const BEHIND_SCRAPES = 1.5;
/** Pages of one server are a scrape apart, or almost. */
const WHOLE_SCRAPE = 0.9;
/**
 * An `up` that is older than so many scrapes has ended: its target has left the discovery. That of a scrape which runs into
 * its time-out is stored later than this, and then the target is there again.
 */
const GONE_SCRAPES = 1.3;

/** The pages and silences of one instance, oldest first, and whether it has left; `known` is brought up to date. */
export function eventsOf(samples: InstanceSamples, known: KnownInstance, limits: EventLimits): LedgerEvent[] {
  const { identity, ups } = samples;
  const { name: instance, address } = identity;
  const pages = pagesOf(samples, known, limits);
  const events: LedgerEvent[] = pages.map((page) => ({ form: 'page', atMs: page.atMs, page }));
  const beforeMs = known.upMs ?? -Infinity;
  noteTimes(samples, known, pages);
  for (const { atMs, value, copy } of ups) {
    if (atMs <= beforeMs) continue;
    // Another copy may reach what this one does not.
    if (value === 0 && copy === (known.copy ?? copy)) events.push({ form: 'silent', atMs, instance, address });
    known.upMs = Math.max(known.upMs ?? atMs, atMs);
  }
  const gone = goneOf(samples, known, limits);
  if (gone) events.push(gone);
  return events.toSorted((one, other) => one.atMs - other.atMs);
}

/** Takes note of when an instance was scraped, by its `up`, or by its pages where it never had one. */
function noteTimes({ ups }: InstanceSamples, known: KnownInstance, pages: readonly CounterPage[]): void {
  const own = ups.filter(({ copy }) => copy === (known.copy ?? copy));
  const times = (known.upMs === undefined && ups.length === 0 ? pages : own).map(({ atMs }) => atMs);
  known.timesMs = [...new Set([...(known.timesMs ?? []), ...times])]
    .toSorted((one, other) => one - other)
    .slice(-TIMES_OF_A_PACE);
}

/** That an instance has left the discovery: its `up` has ended. */
export function goneOf(
  { identity }: Pick<InstanceSamples, 'identity'>,
  { upMs }: KnownInstance,
  { scrapeMs, atMs, newestUpMs }: EventLimits,
): LedgerEvent | undefined {
  const limitMs = GONE_SCRAPES * scrapeMs;
  if (upMs === undefined || atMs - upMs <= limitMs || atMs - newestUpMs > limitMs) return undefined;
  return { form: 'gone', atMs: upMs + scrapeMs, instance: identity.name, address: identity.address };
}

function pagesOf(samples: InstanceSamples, known: KnownInstance, limits: EventLimits): CounterPage[] {
  const { identity } = samples;
  const copy = copyToRead(samples, known, limits);
  if (!copy) return [];
  const scrapes = [...copy.scrapes.values()].toSorted((one, other) => one.atMs - other.atMs);
  return joined(scrapes, known, limits.scrapeMs).map((lines) => {
    const startedAtMs = startSaid(copy.starts, lines.atMs, limits.scrapeMs);
    const lost = copy.losses.get(lines.atMs);
    return {
      instance: identity.name,
      address: identity.address,
      count: lines.series.length,
      ...lines,
      ...(limits.summed === true && { summed: true }),
      ...(startedAtMs !== undefined && { startedAtMs }),
      ...(lost !== undefined && { lost }),
    };
  });
}

/** The copy that is read: that of the last time, unless another is well ahead of it. */
function copyToRead(
  { copies }: InstanceSamples,
  known: KnownInstance,
  { scrapeMs, again = false }: EventLimits,
): CopySamples | undefined {
  if (copies.size === 0) return undefined;
  const newest = [...copies].reduce((best, each) => (each[1].newestMs > best[1].newestMs ? each : best));
  const own = known.copy === undefined ? undefined : copies.get(known.copy);
  if (again) return own;
  if (own && newest[1].newestMs - own.newestMs <= BEHIND_SCRAPES * scrapeMs) return own;
  known.copy = newest[0];
  return newest[1];
}

/**
 * Where each series has a time of its own, as what is pushed has, the samples of half a scrape's time are one page; a
 * series has its newest value there. What is only a part of a page is joined with what comes after it, or left for the
 * next time: Thanos chooses between two servers' samples series by series.
 */
function joined(scrapes: readonly ScrapedLines[], known: KnownInstance, scrapeMs: number): ScrapedLines[] {
  const pages: ScrapedLines[] = [];
  let open: ScrapedLines | undefined;
  let beganMs = -Infinity;
  for (const lines of scrapes) {
    if (open && (lines.atMs - beganMs <= scrapeMs / 2 || isPart(open, known, scrapeMs))) {
      open = together(open, lines);
      continue;
    }
    if (open) pages.push(open);
    if (open) known.page = { atMs: beganMs, series: open.series };
    open = lines;
    beganMs = lines.atMs;
  }
  if (open && !isPart(open, known, scrapeMs)) {
    pages.push(open);
    known.page = { atMs: beganMs, series: open.series };
  }
  return pages;
}

/** Whether lines are too soon after the page before to be a page of their own, and lack some of what was on it. */
function isPart({ atMs, series }: ScrapedLines, { page }: KnownInstance, scrapeMs: number): boolean {
  if (!page || atMs - page.atMs >= WHOLE_SCRAPE * scrapeMs) return false;
  const present = new Set(series);
  return page.series.some((each) => !present.has(each));
}

function together(one: ScrapedLines, later: ScrapedLines): ScrapedLines {
  const isLater = new Set(later.series);
  const page: ScrapedLines = {
    ...later,
    series: [...later.series],
    groups: [...later.groups],
    counted: [...later.counted],
    values: [...later.values],
  };
  for (const [line, series] of one.series.entries()) {
    if (isLater.has(series)) continue;
    page.series.push(series);
    page.groups.push(one.groups[line]!);
    page.counted.push(one.counted[line]!);
    page.values.push(one.values[line]!);
  }
  return page;
}

/** The start that was said last at a time, within a scrape. */
function startSaid(starts: readonly SaidStart[], atMs: number, scrapeMs: number): number | undefined {
  let found: SaidStart | undefined;
  for (const each of starts) {
    if (each.atMs > atMs || each.atMs <= atMs - scrapeMs) continue;
    if (!found || each.rank < found.rank || (each.rank === found.rank && each.atMs > found.atMs)) found = each;
  }
  return found?.value;
}
