import { afterEach, describe, expect, it } from '@jest/globals';
import { SystemClock } from '../../src/platform/clock/system-clock.js';
import type { ColumnsResult } from '../../src/sources/raccoon/sample-columns.js';

/** The built one: its thread is a file of its own. */
const built = '../../dist/sources/raccoon/column-reader.js';
const { ColumnReader } = (await import(built)) as typeof import('../../src/sources/raccoon/column-reader.js');

const AT_MS = 1_767_225_600_000;
const LIMITS = { atMs: AT_MS, maxSeries: 400_000 };
const NEVER = new AbortController().signal;
const LARGEST = 32 * 1024 * 1024;
/** What opens and closes the answers that servers write. */
const HEAD = '{"status":"success","data":{"resultType":"matrix","result":[';

function answer(series: number, firstRoute = 0): { status: number; body: Buffer } {
  const result = Array.from({ length: series }, (_, index) => ({
    metric: { route: `team-api-${firstRoute + (index >> 2)}-v1`, code: String(200 + 100 * (index & 3)) },
    values: [
      [AT_MS / 1_000 - 15, String(index % 1_000)],
      [AT_MS / 1_000, String((index % 1_000) + 1)],
    ],
  }));
  return { status: 200, body: Buffer.from(`${HEAD}${JSON.stringify(result).slice(1)}}}`) };
}

/** As large as an answer may be, and made of `unit`. */
const full = (head: string, unit: string, tail: string): Buffer =>
  Buffer.from(head + unit.repeat(Math.floor((LARGEST - head.length - tail.length) / unit.length)) + tail);

describe('ColumnReader', () => {
  let metrics: string[] = [];
  let numbers = new Map<string, number>();
  const numberOf = (metric: string): number => {
    if (!numbers.has(metric)) numbers.set(metric, metrics.push(metric) - 1);
    return numbers.get(metric)!;
  };
  const reader = new ColumnReader(new SystemClock(), numberOf);
  const read = (of: { status: number; body: Buffer }, signal = NEVER): Promise<ColumnsResult> =>
    reader.read(of, LIMITS, signal);
  /** The routes of an answer, by what its numbers stand for. */
  const routesOf = (columns: ColumnsResult): number[] => {
    if (!columns.ok) throw new Error(columns.detail);
    return Array.from(columns.numbers, (number) => Number(/team-api-(\d+)/.exec(metrics[number]!)![1]));
  };

  afterEach(async () => {
    await reader.close();
    metrics = [];
    numbers = new Map();
  });

  it('reads large answers in its thread, and several one after the other', async () => {
    const [first, second, small] = await Promise.all([read(answer(40_000)), read(answer(8_000)), read(answer(8))]);
    if (!first.ok || !second.ok || !small.ok) throw new Error('not read');
    expect([first.series, second.series, small.series]).toEqual([40_000, 8_000, 8]);
    expect([first.samples, first.newestMs, first.oldestMs]).toEqual([80_000, AT_MS, AT_MS - 15_000]);
    const sum = first.values.reduce((total, each) => total + each, 0);
    expect(sum).toBe(40_000 * 999 + 40_000);
    expect(first.ends.at(-1)).toBe(80_000);
    expect(new Set(first.numbers).size).toBe(40_000);
  });

  it("gives series the caller's numbers, from answer to answer", async () => {
    numberOf('{"of":"somebody else"}');
    const first = await read(answer(40_000));
    const other = await read(answer(40_000, 5_000));
    const again = await read(answer(40_000));
    const small = await read(answer(8));
    expect(routesOf(first)).toEqual(Array.from({ length: 40_000 }, (_, index) => index >> 2));
    expect(routesOf(other)).toEqual(Array.from({ length: 40_000 }, (_, index) => 5_000 + (index >> 2)));
    if (!first.ok || !again.ok || !small.ok) throw new Error('not read');
    expect(again.numbers).toEqual(first.numbers);
    expect(small.numbers).toEqual(first.numbers.subarray(0, 8));
    expect(metrics).toHaveLength(1 + 60_000);
  }, 60_000);

  it('keeps the numbers when its thread has begun anew', async () => {
    const first = await read(answer(40_000));
    await reader.close();
    const again = await read(answer(40_000, 10));
    expect(routesOf(again).slice(0, 3)).toEqual([10, 10, 10]);
    if (!first.ok || !again.ok) throw new Error('not read');
    expect(again.numbers[0]).toBe(first.numbers[40]);
  });

  it.each([
    ['200 000 nested arrays', () => Buffer.from('['.repeat(200_000) + ']'.repeat(200_000))],
    ['16 million nested arrays', () => Buffer.from('['.repeat(LARGEST / 2) + ']'.repeat(LARGEST / 2))],
    ['arrays that are never closed', () => full('', '[', '')],
    ['11 million empty arrays', () => full('[[]', ',[]', ']')],
    ['empty series', () => full(`${HEAD}{}`, ',{}', ']}}')],
    ['series that are cut', () => full(HEAD, '{"metric":{"a":"b"},"values":[[1,"2"]]},', '')],
    ['samples without end', () => full(`${HEAD}{"metric":{"a":"b"},"values":[[0,"0"]`, ',[1,"2"]', ']}]}}')],
    ['one long string', () => full('"', 'a', '"')],
    ['escapes', () => full('"', '\\u0061', '"')],
    ['blanks', () => full('{', ' ', '}')],
    ['a label of 32 MB', () => full(`${HEAD}{"metric":{"route":"`, 'a', '"},"values":[[1,"1"')],
    ['a value of 32 MB', () => full(`${HEAD}{"metric":{"a":"b"},"values":[[1,"`, '1', '"]]}]}}')],
    ['a rest of 32 MB', () => full(`${HEAD}]},"warnings":[""`, ',""', ']}')],
  ])(
    'refuses %s soon, in bounded memory, and goes on',
    async (_, body) => {
      const before = process.memoryUsage().rss;
      const began = process.cpuUsage();
      expect(await read({ status: 200, body: body() })).toMatchObject({ ok: false });
      const { user, system } = process.cpuUsage(began);
      expect((user + system) / 1_000).toBeLessThan(5_000);
      expect((process.memoryUsage().rss - before) / 1_048_576).toBeLessThan(300);
      expect(await read(answer(8_000))).toMatchObject({ ok: true, series: 8_000 });
    },
    60_000,
  );

  it('tells no series of a label of 32 MB, and goes on', async () => {
    const body = full(`${HEAD}{"metric":{"route":"`, 'a', '"},"values":[[1,"1"]]}]}}');
    expect(await read({ status: 200, body })).toMatchObject({ ok: true, series: 1, dropped: 1 });
    expect(await read(answer(8_000))).toMatchObject({ ok: true, series: 8_000 });
  }, 60_000);

  it('gives up when it is told to, and takes the next answer', async () => {
    const stop = new AbortController();
    const reading = read(answer(100_000), stop.signal);
    stop.abort();
    expect(await reading).toMatchObject({ ok: false, code: 'timeout' });
    expect(await read(answer(8_000), AbortSignal.abort())).toMatchObject({ ok: false, code: 'timeout' });
    const after = await read(answer(8_000, 300));
    expect(routesOf(after)[0]).toBe(300);
  });

  it('ends while it reads, once it has read', async () => {
    const reading = read(answer(40_000));
    await reader.close();
    expect(await reading).toMatchObject({ ok: true, series: 40_000 });
  });
});
