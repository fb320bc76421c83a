import { beforeEach, describe, expect, it } from '@jest/globals';
import { sourceContext } from '../../../test/support/source-context.js';
import { MappingSettings } from '../dialects/dialect.settings.js';
import { LedgerFeed } from '../ledger-feed.js';
import { InstanceEvents } from './instance-events.js';
import type { InstanceSamples, SampleSorting, ScrapedLines } from './instance-samples.js';

const SCRAPE_MS = 15_000;

/** An instance by the times of its pages, and by its up. */
function instance(name: string, pages: number[], ups: [atMs: number, value: number][]): [string, InstanceSamples] {
  const identity = { name, job: `job of ${name}`, address: name, copy: '' };
  const scrapes = new Map<number, ScrapedLines>(
    pages.map((atMs) => [atMs, { atMs, series: ['a'], groups: [0], counted: [0], values: [atMs / 1_000] }]),
  );
  const newestMs = Math.max(...pages);
  const copies = new Map([['', { scrapes, starts: [], losses: new Map(), newestMs }]]);
  const seen = ups.map(([atMs, value]) => ({ atMs, value, copy: '' }));
  return [name, { identity, copies, ups: seen, spoiled: new Set(), lines: pages.length, newestMs }];
}
const sorting = (...instances: [string, InstanceSamples][]) =>
  ({ instances: new Map(instances) }) as unknown as SampleSorting;

describe('InstanceEvents', () => {
  let feed: LedgerFeed;
  let events: InstanceEvents;
  beforeEach(() => {
    const mapping = new MappingSettings();
    const timing = { scrapeMs: SCRAPE_MS, goneAfterMs: 900_000 };
    feed = new LedgerFeed({ name: 'raccoon', context: sourceContext([]), mapping, ...timing });
    events = new InstanceEvents(feed);
  });
  const enter = (atMs: number, ...instances: [string, InstanceSamples][]) =>
    events.enter(sorting(...instances), { scrapeMs: SCRAPE_MS, atMs });
  const accounts = () => Object.fromEntries(Array.from(feed.ledger.instances(), (each) => [each.name, each]));

  it('enters pages, and knows the jobs and newest pages of those who serve the counter', async () => {
    await enter(30_000, instance('a', [15_000, 30_000], [[30_000, 1]]), instance('stranger', [], [[30_000, 0]]));
    expect([...events.jobs]).toEqual(['job of a']);
    expect([events.sinceMsOf('a'), events.sinceMsOf('stranger')]).toEqual([30_000, -Infinity]);
  });

  it('enters silences and ends of those who serve the counter, and of nobody else', async () => {
    await enter(30_000, instance('a', [30_000], [[30_000, 1]]), instance('b', [30_000], [[30_000, 1]]));
    await enter(60_000, instance('a', [], [[60_000, 0]]), instance('stranger', [], [[60_000, 0]]));
    expect(accounts()).toMatchObject({ a: { goneMs: undefined }, b: { goneMs: 45_000 } });
    expect(Object.keys(accounts())).toEqual(['a', 'b']);
  });

  it('takes nothing of after the moment that was asked for', async () => {
    await enter(
      30_000,
      instance(
        'a',
        [30_000],
        [
          [30_000, 1],
          [45_000, 0],
        ],
      ),
      instance('b', [30_000], [[15_000, 1]]),
    );
    await enter(
      60_000,
      instance(
        'a',
        [],
        [
          [45_000, 1],
          [60_000, 1],
        ],
      ),
    );
    expect(accounts()).toMatchObject({ a: { goneMs: undefined }, b: { goneMs: 30_000 } });
  });

  it('takes an instance that is back', async () => {
    await enter(30_000, instance('a', [30_000], [[30_000, 1]]), instance('b', [30_000], [[30_000, 1]]));
    await enter(60_000, instance('b', [45_000, 60_000], [[60_000, 1]]));
    expect(accounts()['a']!.goneMs).toBe(45_000);
    await enter(75_000, instance('a', [75_000], [[75_000, 1]]), instance('b', [75_000], [[75_000, 1]]));
    expect(accounts()['a']!.goneMs).toBeUndefined();
  });

  it.each<[string, [string, InstanceSamples][], number]>([
    ['all there', [instance('a', [45_000], []), instance('b', [60_000], [])], 0],
    ['one not there', [instance('a', [60_000], [])], 1],
    ['one only by its up', [instance('a', [60_000], []), instance('b', [], [[60_000, 1]])], 1],
    ['none there', [], 2],
  ])('misses instances whose newest page must be in the answer: %s', async (_, found, missing) => {
    await enter(45_000, instance('a', [45_000], [[45_000, 1]]), instance('b', [45_000], [[45_000, 1]]));
    const slice = { atMs: 60_000, rangeMs: 45_000 };
    expect(events.missing(sorting(...found), slice)).toBe(missing);
  });

  it('misses nobody whose newest page is of before, and nobody who is gone', async () => {
    await enter(30_000, instance('a', [15_500], [[15_000, 1]]), instance('b', [30_000], [[30_000, 1]]));
    expect(events.missing(sorting(), { atMs: 60_000, rangeMs: 45_000 })).toBe(1);
    await enter(60_000, instance('c', [60_000], [[60_000, 1]]));
    expect(events.missing(sorting(instance('c', [60_000], [])), { atMs: 60_000, rangeMs: 45_000 })).toBe(0);
  });
});
