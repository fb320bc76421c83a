import { describe, expect, it } from '@jest/globals';
import type { CopySamples, InstanceSamples, SaidStart, ScrapedLines } from './instance-samples.js';
import { eventsOf, goneOf, type KnownInstance } from './ledger-events.js';

const SCRAPE_MS = 15_000;
const IDENTITY = { name: 'gw', job: 'kong', address: 'gw:8100', copy: '' };

/** The lines of one scrape: series and values, as in `a5 b7`. */
function scrape(atMs: number, written: string): [number, ScrapedLines] {
  const lines = written.split(' ');
  const series = lines.map((each) => each[0]!);
  const zeros = lines.map(() => 0);
  return [atMs, { atMs, series, groups: zeros, counted: zeros, values: lines.map((each) => Number(each.slice(1))) }];
}
function copy(scrapes: [number, ScrapedLines][], over: Partial<CopySamples> = {}): CopySamples {
  const newestMs = Math.max(...scrapes.map(([atMs]) => atMs));
  return { scrapes: new Map(scrapes), starts: [], losses: new Map(), newestMs, ...over };
}
function samples(copies: Record<string, CopySamples>, ups: [atMs: number, value: number, copy?: string][] = []) {
  const seen = ups.map(([atMs, value, copy = '']) => ({ atMs, value, copy }));
  const of = { copies: new Map(Object.entries(copies)), ups: seen, spoiled: new Set<number>(), lines: 1, newestMs: 0 };
  return { identity: IDENTITY, ...of } satisfies InstanceSamples;
}
const limits = (atMs: number, newestUpMs = atMs) => ({ scrapeMs: SCRAPE_MS, atMs, newestUpMs });
/** What happened, as in `page 15000 a5 b7` and `silent 30000`. */
function told(of: InstanceSamples, known: KnownInstance = {}, atMs = 60_000): string[] {
  return eventsOf(of, known, limits(atMs)).map((event) => {
    if (event.form !== 'page') return `${event.form} ${event.atMs}`;
    const { series, values } = event.page;
    return `page ${event.atMs} ${Array.from(series, (each, line) => `${each}${values[line]}`).join(' ')}`;
  });
}

describe('the pages of an instance', () => {
  it('come in the order of their times', () => {
    const of = samples({ '': copy([scrape(30_000, 'a6'), scrape(15_000, 'a5 b1')]) });
    expect(told(of)).toEqual(['page 15000 a5 b1', 'page 30000 a6']);
  });

  it('take series of a time of their own together, for half a scrape; the newest value counts', () => {
    const pushed = [scrape(15_000, 'a5'), scrape(18_000, 'b1'), scrape(22_000, 'a7'), scrape(30_000, 'a9')];
    expect(told(samples({ '': copy(pushed) }))).toEqual(['page 22000 a7 b1', 'page 30000 a9']);
  });

  it.each<[string, KnownInstance, string[], string]>([
    ['the newest copy first', {}, ['page 20000 a2'], 'b'],
    ['the same copy afterwards', { copy: 'a' }, ['page 15000 a1'], 'a'],
    ['another copy when its own has ended', { copy: 'x' }, ['page 20000 a2'], 'b'],
  ])('are those of %s', (_, known, expected, copyAfter) => {
    const of = samples({ a: copy([scrape(15_000, 'a1')]), b: copy([scrape(20_000, 'a2')]) });
    expect(told(of, known)).toEqual(expected);
    expect(known.copy).toBe(copyAfter);
  });

  it.each([
    [22_500, 'page 15000 a1', 'a'],
    [22_501, 'page 37501 a2', 'b'],
  ])('are those of another copy when its own is behind by more than a scrape and a half (%d ms)', (ms, page, after) => {
    const known = { copy: 'a' };
    const of = samples({ a: copy([scrape(15_000, 'a1')]), b: copy([scrape(15_000 + ms, 'a2')]) });
    expect([told(of, known), known.copy]).toEqual([[page], after]);
  });

  it('are none while its own copy goes on and has nothing new', () => {
    const known = { copy: 'a' };
    expect(told(samples({ a: copy([], { newestMs: 10_000 }), b: copy([scrape(20_000, 'a2')]) }), known)).toEqual([]);
    expect(known.copy).toBe('a');
  });

  it.each<[string, SaidStart[], number | undefined]>([
    ['nothing', [], undefined],
    ['a start at its time', [{ atMs: 30_000, value: 7, rank: 0 }], 7],
    ['a start within a scrape', [{ atMs: 15_001, value: 7, rank: 0 }], 7],
    ['a start a scrape ago', [{ atMs: 15_000, value: 7, rank: 0 }], undefined],
    ['a start after it', [{ atMs: 30_001, value: 7, rank: 0 }], undefined],
    [
      'the newest of several',
      [
        { atMs: 30_000, value: 8, rank: 0 },
        { atMs: 20_000, value: 7, rank: 0 },
      ],
      8,
    ],
    [
      'the first fact of the dialect',
      [
        { atMs: 20_000, value: 7, rank: 0 },
        { atMs: 30_000, value: 8, rank: 1 },
      ],
      7,
    ],
  ])('say %s', (_, starts, startedAtMs) => {
    const [event] = eventsOf(samples({ '': copy([scrape(30_000, 'a1')], { starts }) }), {}, limits(30_000));
    expect(event?.form === 'page' && event.page.startedAtMs).toBe(startedAtMs);
  });

  it('say what was lost at their time', () => {
    const losses = new Map([[15_000, 4]]);
    const events = eventsOf(
      samples({ '': copy([scrape(15_000, 'a1'), scrape(30_000, 'a1')], { losses }) }),
      {},
      limits(30_000),
    );
    expect(events.map((each) => each.form === 'page' && each.page.lost)).toEqual([4, undefined]);
  });
});

describe('the silences of an instance', () => {
  it('are told once, between its pages', () => {
    const known: KnownInstance = {};
    const ups: [number, number][] = [
      [15_000, 1],
      [30_000, 0],
      [45_000, 1],
    ];
    const of = samples({ '': copy([scrape(15_000, 'a1'), scrape(45_000, 'a2')]) }, ups);
    expect(told(of, known)).toEqual(['page 15000 a1', 'silent 30000', 'page 45000 a2']);
    expect(known.upMs).toBe(45_000);
    expect(told(samples({}, [...ups, [60_000, 0]]), known)).toEqual(['silent 60000']);
  });

  it('are those of the copy whose pages are read', () => {
    const ups: [number, number, string][] = [
      [15_000, 0, 'a'],
      [20_000, 0, 'b'],
    ];
    const copies = { a: copy([scrape(5_000, 'a1')]), b: copy([scrape(6_000, 'a1')]) };
    expect(told(samples(copies, ups), { copy: 'a' }, 30_000)).toEqual(['page 5000 a1', 'silent 15000']);
    expect(told(samples({}, ups), {}, 30_000)).toEqual(['silent 15000', 'silent 20000']);
  });
});

describe('the end of an instance', () => {
  it.each<[string, number | undefined, number, number | undefined]>([
    ['its up is new', 60_000, 60_000, undefined],
    ['its up is just not too old', 40_500, 60_000, undefined],
    ['its up has ended and those of others have not', 40_499, 60_000, 55_499],
    ['those of others just go on', 10_000, 40_500, 25_000],
    ['all up have ended', 10_000, 40_499, undefined],
    ['it never had an up', undefined, 60_000, undefined],
  ])('where %s', (_, upMs, newestUpMs, goneMs) => {
    const known: KnownInstance = upMs === undefined ? {} : { upMs };
    const gone = goneOf({ identity: IDENTITY }, known, limits(60_000, newestUpMs));
    expect(gone?.atMs).toBe(goneMs);
  });

  it('comes after its last page', () => {
    const of = samples({ '': copy([scrape(15_000, 'a1')]) }, [[15_000, 1]]);
    expect(told(of)).toEqual(['page 15000 a1', 'gone 30000']);
  });
});
