import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { raccoonOnBoard } from '../support/raccoon-board.js';
import { LIES, LyingMonitoring } from '../support/servers/lying-monitoring.js';
import { eventually } from '../support/servers/real-process.js';

const STALE_AFTER_MS = 8_000;
const WINDOW_MS = 20_000;
/** Told of a series that was never seen, they leave nothing to compare its first value with, for a window. */
const OF_VALUES = /Inf|negative|unsafe|hexadecimal/;

/** More series than consumers make, and fewer. The limit of an answer's size follows it: 32 MB. */
const [ENOUGH, TOO_FEW] = [1_000, 5];
const CONSUMERS = 3;

const scene = (url: string, maximumSeries = ENOUGH) =>
  raccoonOnBoard('/eni/echo/v1', {
    windowMs: WINDOW_MS,
    staleAfterMs: STALE_AFTER_MS,
    settings: { url, timeoutMs: 1_500, maximumSeries },
  });

async function story(lie: string, maximumSeries: number): Promise<void> {
  const healsWithinMs = OF_VALUES.test(lie) ? WINDOW_MS + 5_000 : 5_000;
  const monitoring = await LyingMonitoring.start(CONSUMERS);
  const { verdict, end } = scene(monitoring.url, maximumSeries);
  try {
    monitoring.lie = lie;
    for (let look = 0; look < 10; look++) {
      await sleep(300);
      expect(verdict()).toMatch(/^UNKNOWN /);
    }
    monitoring.lie = undefined;
    await eventually('healed', healsWithinMs, async () => verdict() === 'UP success-ratio');
    monitoring.lie = lie;
    await sleep(STALE_AFTER_MS + 2_000);
    expect(verdict()).toMatch(/^UNKNOWN (?:stale-source|partial-source)$/);
    monitoring.lie = undefined;
    await eventually('healed again', healsWithinMs, async () => verdict() === 'UP success-ratio');
  } finally {
    await end();
    await monitoring.stop();
  }
}

describe('a source that lies', () => {
  it.each([
    ['series', ENOUGH],
    ['sums', TOO_FEW],
  ])(
    'about %s is never believed, and believed again when it heals',
    async (_, maximumSeries) => {
      const before = process.memoryUsage().rss;
      const results = await Promise.allSettled(
        Object.keys(LIES).map(async (lie) => ({ lie, told: await story(lie, maximumSeries) })),
      );
      const failed = results.flatMap((each, index) =>
        each.status === 'rejected' ? [`${Object.keys(LIES)[index]}: ${String(each.reason)}`] : [],
      );
      expect(failed).toEqual([]);
      expect((process.memoryUsage().rss - before) / 1_048_576).toBeLessThan(1_024);
    },
    120_000,
  );

  it('is stale when its data stands still, although it answers', async () => {
    const monitoring = await LyingMonitoring.start();
    const { verdict, end } = scene(monitoring.url);
    await eventually('good', 5_000, async () => verdict() === 'UP success-ratio');
    monitoring.sampleAgeSeconds = 60;
    await eventually('stale', STALE_AFTER_MS + 3_000, async () => verdict() === 'UNKNOWN stale-source');
    monitoring.sampleAgeSeconds = 0;
    await eventually('good again', 5_000, async () => verdict() === 'UP success-ratio');
    await end();
    await monitoring.stop();
  }, 60_000);
});
