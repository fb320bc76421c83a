import { expect, it } from '@jest/globals';

import { problems, raccoonScene, START, totals } from '../../../test/support/raccoon-scene.js';
import { growing, storedGateway } from '../../../test/support/stored-gateway.js';
import { changedPace } from './changed-pace.js';

/** After so many seconds the new interval is known: three samples, the first of which is on time by the old one, and a poll. */
const LEARNED_AFTER = (every: number): number => 3 * every + 30;

it.each([
  [15, 60, false],
  [15, 30, false],
  [60, 15, false],
  [30, 60, false],
  [15, 60, true],
  [60, 15, true],
])('a scrape interval that is changed from %i s to %i s is followed (pushed: %s)', async (before, after, pushes) => {
  const { clock, monitoring, sink, end } = await raccoonScene({
    prepare: ({ store }) => {
      store.series = storedGateway({ counts: { 'eni-echo-v1 200': growing(2, START) }, pushes });
      store.scrapeSeconds = before;
      store.phaseSeconds = 0;
    },
  });
  await clock.advance(120_000);
  expect(problems(sink)).toEqual([]);
  monitoring.store.scrapeSeconds = after;
  await clock.advance(LEARNED_AFTER(after) * 1_000);
  const told = problems(sink).length;
  const counted = totals(sink).requests;
  for (let second = 0; second < 600; second += 15) {
    await clock.advance(15_000);
    // What was gained in a gap that was long by the old interval is doubtful once it leaves the window.
    const doubtful = sink.estimates.filter(({ afterMs }) => afterMs === undefined);
    expect([second, problems(sink).slice(told), doubtful]).toEqual([second, [], []]);
  }
  expect(totals(sink).requests - counted).toBe(1_200);
  // A target that leaves is told by the new interval.
  expect(monitoring.asked('samples').at(-1)!.query).toContain(`[${2 * after + 15}s]`);
  await end();
});

it('one long pause, as of a server that restarts, does not change the interval', async () => {
  const { clock, monitoring, end } = await raccoonScene({
    prepare: ({ store }) => {
      store.series = storedGateway({ counts: { 'eni-echo-v1 200': growing(2, START) } });
      store.phaseSeconds = 0;
    },
  });
  monitoring.store.frozenAt = START;
  await clock.advance(60_000);
  monitoring.store.frozenAt = Infinity;
  monitoring.store.series = monitoring.store.series.map((each) => ({
    ...each,
    at: (seconds) => (seconds > START && seconds < START + 60 ? undefined : each.at(seconds)),
  }));
  await clock.advance(120_000);
  expect(monitoring.asked('samples').at(-1)!.query).toContain('[45s]');
  await end();
});

it.each<[string, [string, number[]][], number, number]>([
  ['nothing is known', [], 15_000, 15_000],
  ['two times tell nothing', [['a', [0, 60_000]]], 15_000, 15_000],
  ['one long gap is a pause', [['a', [0, 15_000, 75_000]]], 15_000, 15_000],
  ['two alike are a pace', [['a', [0, 60_000, 119_000]]], 15_000, 60_000],
  ['a little later each time is the same pace', [['a', [0, 17_000, 35_000]]], 15_000, 15_000],
  [
    'the slowest job counts',
    [
      ['a', [0, 15_000, 30_000]],
      ['b', [0, 60_000, 120_000]],
    ],
    15_000,
    60_000,
  ],
  [
    'a job that does not tell yet may be the slowest',
    [
      ['a', [0, 15_000, 30_000]],
      ['b', [0]],
    ],
    60_000,
    60_000,
  ],
  [
    'most instances of a job count',
    [
      ['a', [0, 5_000, 10_000]],
      ['a', [0, 15_000, 30_000]],
      ['a', [0, 15_000, 30_000]],
    ],
    60_000,
    15_000,
  ],
  ['what is written twice at a time is not a pace', [['a', [0, 1, 2]]], 15_000, 15_000],
])('%s', (_, instances, beforeMs, expected) => {
  expect(
    changedPace(
      instances.map(([job, timesMs]) => ({ job, timesMs })),
      beforeMs,
    ),
  ).toBe(expected);
});
