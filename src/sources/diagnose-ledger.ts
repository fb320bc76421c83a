import type { BasePath } from '../catalogue/base-path.js';
import type { Finding } from '../platform/health/finding.js';
import { shownName } from './dialects/shown-name.js';
import type { LedgerFeed } from './ledger-feed.js';
import type { LedgerFinding } from './ledger/ledger-options.js';
import type { SourceContext } from './source-kind.js';

const MOST_NAMED = 5;
/** An instance that restarts so often in a window is perhaps several that answer in turn. */
const MANY_RESTARTS = 3;

/** What the ledger of a source may have noticed that an operator can do something about, or must know to understand a verdict. */
const NOTICED: readonly (readonly [LedgerFinding, Pick<Finding, 'level' | 'remedy'>, (times: number) => string])[] = [
  [
    'dip-in-concert',
    {
      level: 'warning',
      remedy: 'if two servers scrape the same instances, name the label that tells them apart under replicaLabels',
    },
    (times) => `counters fell together ${times} times without a restart, as when another copy of the data answers`,
  ],
  [
    'implausible',
    { level: 'warning', remedy: 'if a recording or a test was played in, wait for a window; else look at the gateway' },
    (times) =>
      `${times} times there was far more growth than is usual: verdicts that depend on it are uncertain-counts`,
  ],
  [
    'too-many-series',
    { level: 'problem', remedy: 'pick fewer series by matchers, or count fewer labels at the gateway' },
    () => 'an instance has more series than are read: partial-source',
  ],
];

/** How a kind of source speaks of its instances. */
export interface InstanceWords {
  /** An instance by its name in the ledger, for people. */
  nameOf(instance: string): string;
  /** What to do where several processes answer at one address. */
  readonly whenMixed: string;
}

/** What the account of a source says about the last window, which must have been read into it. */
export function ledgerFindings(feed: LedgerFeed, context: SourceContext, words: InstanceWords): Finding[] {
  const { ledger } = feed;
  const nowMs = ledger.newestMs;
  const noticed = ledger.takeFindings();
  return [
    ...mixedFindings(feed, nowMs, words),
    ...restartFindings(feed, noticed.get('restart') ?? 0, words),
    ...copyFindings(feed, words),
    ...NOTICED.flatMap(([what, about, text]) => {
      const times = noticed.get(what) ?? 0;
      return times === 0 ? [] : [{ code: what, ...about, text: text(times) }];
    }),
    ...staleFindings(feed, nowMs - context.staleAfterMs),
  ];
}

function mixedFindings({ ledger }: LedgerFeed, nowMs: number, { nameOf, whenMixed }: InstanceWords): Finding[] {
  const mixed = [...ledger.instances()].filter(
    ({ goneMs, mixedUntilMs }) => goneMs === undefined && mixedUntilMs > nowMs,
  );
  if (mixed.length === 0) return [];
  const where = some(mixed.map(({ name }) => nameOf(name)));
  return [mixedFinding(where, whenMixed)];
}

/** Where the counters do not tell for sure, what looks like many restarts of few instances is perhaps several processes. */
function restartFindings({ ledger }: LedgerFeed, times: number, { whenMixed }: InstanceWords): Finding[] {
  if (times === 0) return [];
  const { length } = [...ledger.instances()];
  const text = `${length} gateway instances restarted ${times} times in the last window, as their counters look`;
  const about = { code: 'restart', text } as const;
  if (times < MANY_RESTARTS * length) return [{ ...about, level: 'ok' }];
  return [{ ...about, level: 'warning', remedy: `if they did not, several processes answer in turn: ${whenMixed}` }];
}

/** Says that several processes answer at one address. */
export function mixedFinding(where: string, whenMixed: string): Finding {
  const text = `two or more processes answer at ${where}: the counters jump back and forth, and their base paths get no verdict`;
  return { level: 'problem', code: 'instances-mixed', text, remedy: whenMixed };
}

function copyFindings({ ledger }: LedgerFeed, { nameOf }: InstanceWords): Finding[] {
  const pairs = Array.from(ledger.copies(), (pair) => pair.map(nameOf).toSorted().join(' and '));
  if (pairs.length === 0) return [];
  const text = `the same gateway is scraped under two names and counted once: ${some(pairs)}`;
  const remedy = 'drop one of the two jobs, or pick one by matchers, such as job';
  return [{ level: 'warning', code: 'scraped-twice', text, remedy }];
}

/** Base paths whose newest sample is too old for a verdict, while others have fresh ones. */
function staleFindings({ ledger, groups }: LedgerFeed, sinceMs: number): Finding[] {
  const newest = new Map<BasePath, number>();
  for (const { group, asOfMs } of ledger.sightings()) {
    const basePath = groups.basePathOf(group);
    if (basePath) newest.set(basePath, Math.max(newest.get(basePath) ?? -Infinity, asOfMs));
  }
  const stale = [...newest].flatMap(([basePath, atMs]) => (atMs < sinceMs ? [basePath] : []));
  if (stale.length === 0) return [];
  const text = `${stale.length} base paths have series, and none that is fresh: ${some(stale)} are stale-source`;
  const remedy = 'look at the instance that had them: it ended, or it is not scraped any more';
  return [{ level: 'warning', code: 'base-path-stale', text, remedy, basePaths: stale }];
}

function some(names: readonly string[]): string {
  const rest = names.length - MOST_NAMED;
  return names.slice(0, MOST_NAMED).join(', ') + (rest > 0 ? ` and ${rest} more` : '');
}

/** Job and address out of the labels by which an instance is named. */
export function jobAndAddress(name: string): string {
  const labels = new Map(JSON.parse(name) as [string, string][]);
  const [job, instance] = ['job', 'instance'].map((label) => labels.get(label) ?? '');
  return `${shownName(instance || 'an instance without a name')}${job ? ` of job ${shownName(job)}` : ''}`;
}
