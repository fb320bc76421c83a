import { afterEach, describe, expect, it } from '@jest/globals';
import { SystemClock } from '../../src/platform/clock/system-clock.js';
import type { AggregationOrder } from '../../src/sources/raccoon/aggregate-answer.js';

/** The built one: its thread is a file of its own. */
const built = '../../dist/sources/raccoon/answer-aggregator.js';
const { AnswerAggregator } = (await import(built)) as typeof import('../../src/sources/raccoon/answer-aggregator.js');

const ORDER: AggregationOrder = { dialect: 'kong', keyLabels: ['route'], outcomeLabels: ['code'], maxGroups: 400_000 };
const NEVER = new AbortController().signal;
const LARGEST = 32 * 1024 * 1024;

function answer(series: number): { status: number; body: Buffer } {
  const result = Array.from({ length: series }, (_, index) => ({
    metric: { route: `team-api-${index >> 2}-v1`, code: String(200 + 100 * (index & 3)) },
    value: [1_767_225_600.25, String(index % 1_000)],
  }));
  return {
    status: 200,
    body: Buffer.from(JSON.stringify({ status: 'success', data: { resultType: 'vector', result } })),
  };
}

/** As large as an answer may be, and made of `unit`. */
const full = (head: string, unit: string, tail: string): Buffer =>
  Buffer.from(head + unit.repeat(Math.floor((LARGEST - head.length - tail.length) / unit.length)) + tail);

describe('AnswerAggregator', () => {
  const folder = new AnswerAggregator(new SystemClock());
  afterEach(() => folder.close());

  it('folds a large answer in its thread, and several one after the other', async () => {
    const [first, second] = await Promise.all([
      folder.fold(answer(40_000), ORDER, NEVER),
      folder.fold(answer(8_000), ORDER, NEVER),
    ]);
    if (!first.ok || !second.ok) throw new Error('not folded');
    expect([first.folded.series, first.folded.spoiled.length, second.folded.spoiled.length]).toEqual([
      40_000, 10_000, 2_000,
    ]);
    expect(first.folded.values[9_999]).toBe('team-api-9999-v1');
    const sum = first.folded.sums.reduce((total, each) => total + each, 0);
    expect(sum).toBe((40_000 * 999) / 2);
  });

  it.each([
    ['200 000 nested arrays', () => Buffer.from('['.repeat(200_000) + ']'.repeat(200_000))],
    ['16 million nested arrays', () => Buffer.from('['.repeat(LARGEST / 2) + ']'.repeat(LARGEST / 2))],
    ['arrays that are never closed', () => full('', '[', '')],
    ['11 million empty arrays', () => full('[[]', ',[]', ']')],
    ['empty samples', () => full('{"status":"success","data":{"resultType":"vector","result":[{}', ',{}', ']}}')],
    ['one long string', () => full('"', 'a', '"')],
    ['escapes', () => full('"', '\\u0061', '"')],
    ['a label of 32 MB', () => full('{"data":{"result":[{"metric":{"route":"', 'a', '"},"value":[1,"1"]}]}}')],
  ])(
    'refuses %s soon, in bounded memory, and goes on',
    async (_, body) => {
      const before = process.memoryUsage().rss;
      const began = process.cpuUsage();
      expect(await folder.fold({ status: 200, body: body() }, ORDER, NEVER)).toMatchObject({ ok: false });
      const { user, system } = process.cpuUsage(began);
      expect((user + system) / 1_000).toBeLessThan(5_000);
      expect((process.memoryUsage().rss - before) / 1_048_576).toBeLessThan(300);
      expect(await folder.fold(answer(8_000), ORDER, NEVER)).toMatchObject({ ok: true });
    },
    60_000,
  );

  it('gives up when it is told to, and takes the next answer', async () => {
    const stop = new AbortController();
    const folding = folder.fold(answer(100_000), ORDER, stop.signal);
    stop.abort();
    expect(await folding).toMatchObject({ ok: false, code: 'timeout' });
    expect(await folder.fold(answer(8_000), ORDER, AbortSignal.abort())).toMatchObject({ ok: false, code: 'timeout' });
    expect(await folder.fold(answer(8_000), ORDER, NEVER)).toMatchObject({ ok: true });
  });
});
