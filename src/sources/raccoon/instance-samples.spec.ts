import { beforeEach, describe, expect, it } from '@jest/globals';
import { PlayedCatalogue } from '../../../test/support/played-catalogue.js';
import { BasePathResolver } from '../dialects/base-path-resolver.js';
import { MappingSettings } from '../dialects/dialect.settings.js';
import { GroupTable } from '../dialects/group-table.js';
import { haproxy } from '../dialects/haproxy.js';
import { SampleSorting, type InstanceSamples } from './instance-samples.js';
import { SeriesBook } from './series-book.js';

const REQUESTS = 'haproxy_backend_http_responses_total';
/** A series: its labels besides job and instance, and its samples. */
type Series = readonly [labels: Record<string, string>, ...samples: [atMs: number, value: number][]];

describe('SampleSorting', () => {
  let book: SeriesBook;
  beforeEach(() => {
    const resolver = new BasePathResolver(new PlayedCatalogue([], 10).current(), new MappingSettings());
    book = new SeriesBook({ ...haproxy, lossCounters: ['lost_a', 'lost_b'] }, new GroupTable(resolver, 9), ['replica']);
  });

  async function sorted(series: readonly Series[], sinceMs = -Infinity) {
    const sorting = new SampleSorting(book, { sinceMsOf: () => sinceMs });
    let end = 0;
    const metrics = series.map(([labels]) => JSON.stringify({ job: 'haproxy', instance: 'h:1', ...labels }));
    await sorting.add({
      ok: true,
      series: series.length,
      samples: 0,
      dropped: 0,
      newestMs: 0,
      oldestMs: 0,
      numbers: Int32Array.from(metrics, book.numberOf),
      ends: Int32Array.from(series, ([, ...samples]) => (end += samples.length)),
      timesMs: Float64Array.from(series.flatMap(([, ...samples]) => samples.map(([atMs]) => atMs))),
      values: Float64Array.from(series.flatMap(([, ...samples]) => samples.map(([, value]) => value))),
    });
    return { sorting, of: [...sorting.instances.values()][0] as InstanceSamples };
  }
  const counter = (code: string, more: object = {}) => ({ __name__: REQUESTS, proxy: 'a', code, ...more });

  it('puts the lines of one time and copy together', async () => {
    const { sorting, of } = await sorted([
      [counter('2xx'), [1_000, 5], [2_000, 6]],
      [counter('5xx'), [1_000, 1], [3_000, 2]],
      [counter('2xx', { replica: 'b' }), [1_500, 5]],
    ]);
    const lines = [...of.copies].map(([copy, { scrapes, newestMs }]) => [
      copy,
      newestMs,
      [...scrapes].map(([atMs, { values, counted }]) => [atMs, values, counted]),
    ]);
    expect(lines).toEqual([
      [
        '',
        3_000,
        [
          [1_000, [5, 1], [0, 1]],
          [2_000, [6], [0]],
          [3_000, [2], [1]],
        ],
      ],
      ['b', 1_500, [[1_500, [5], [0]]]],
    ]);
    expect([sorting.series, of.lines, of.newestMs]).toEqual([3, 5, 3_000]);
  });

  it('leaves out what has been read, and still knows that it was there', async () => {
    const { of } = await sorted([[counter('2xx'), [1_000, 5], [2_000, 6]]], 2_000);
    const [copy] = of.copies.values();
    expect([of.lines, copy!.newestMs, copy!.scrapes.size]).toEqual([2, 2_000, 0]);
  });

  it.each([
    ['-1', -1, true],
    ['infinite', Infinity, true],
    ['beyond what is exact', 2 ** 53, true],
    ['the largest that is exact', 2 ** 53 - 1, false],
    ['0', 0, false],
    ['a stale marker', NaN, false],
  ])('spoils the group of a value that is %s: %#', async (_, value, isSpoiled) => {
    const { sorting, of } = await sorted([
      [counter('2xx'), [1_000, value]],
      [counter('2xx', { proxy: 'b' }), [1_000, 1]],
    ]);
    expect([...sorting.spoiled()]).toEqual(isSpoiled ? [0] : []);
    const values = [...of.copies.get('')!.scrapes.get(1_000)!.values];
    expect(values).toEqual(isSpoiled || Number.isNaN(value) ? [1] : [value, 1]);
  });

  it('keeps up, starts and losses by copy', async () => {
    const { of } = await sorted([
      [{ __name__: 'up', replica: 'a' }, [1_000, 1], [2_000, 0]],
      [{ __name__: 'up', replica: 'b' }, [1_100, 1]],
      [{ __name__: 'haproxy_process_start_time_seconds', replica: 'a' }, [1_000, 0.5]],
      [{ __name__: 'process_start_time_seconds', replica: 'a' }, [1_000, 0.7], [2_000, NaN]],
      [{ __name__: 'lost_a', replica: 'a' }, [1_000, 3]],
      [{ __name__: 'lost_b', replica: 'a' }, [1_000, 4], [2_000, 5], [3_000, Infinity]],
      [{ __name__: 'lost_a', replica: 'b' }, [1_000, 9]],
    ]);
    expect(of.ups).toEqual([
      { atMs: 1_000, value: 1, copy: 'a' },
      { atMs: 2_000, value: 0, copy: 'a' },
      { atMs: 1_100, value: 1, copy: 'b' },
    ]);
    expect(of.copies.get('a')).toMatchObject({
      starts: [
        { atMs: 1_000, value: 500, rank: 0 },
        { atMs: 1_000, value: 700, rank: 1 },
      ],
      losses: new Map([
        [1_000, 7],
        [2_000, 5],
      ]),
    });
    expect(of.copies.get('b')!.losses).toEqual(new Map([[1_000, 9]]));
    expect([of.lines, of.newestMs]).toEqual([0, 3_000]);
  });

  it('tells instances apart, and leaves out what belongs to none', async () => {
    const { sorting } = await sorted([
      [counter('2xx'), [1_000, 5]],
      [counter('2xx', { instance: 'h:2' }), [1_000, 5]],
      [{ __name__: 'go_goroutines', instance: 'h:3' }, [1_000, 5]],
    ]);
    expect(Array.from(sorting.instances.values(), ({ identity }) => identity.address)).toEqual(['h:1', 'h:2']);
  });
});
