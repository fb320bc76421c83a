import { setTimeout as sleep } from 'node:timers/promises';
import { describe, expect, it } from '@jest/globals';
import { LiveBoard } from '../../src/evaluation/live-board.js';
import { RuleBook } from '../../src/evaluation/rule-book.js';
import { raccoonKind } from '../../src/sources/raccoon/raccoon.kind.js';
import { RaccoonSettings } from '../../src/sources/raccoon/raccoon.settings.js';
import { EvidenceWindow } from '../../src/window/evidence-window.js';
import { basePath, RecordingObserver } from '../support/evidence-window.js';
import { LIES, LyingMonitoring } from '../support/servers/lying-monitoring.js';
import { eventually } from '../support/servers/real-process.js';
import { sourceContext } from '../support/source-context.js';

const ECHO = basePath('/eni/echo/v1');
const STALE_AFTER_MS = 8_000;
const WINDOW_MS = 20_000;
/** Told of a series that was never seen, they leave nothing to compare its first value with, for a window. */
const OF_VALUES = /Inf|negative|unsafe|hexadecimal/;

/** Raccoon into a real window and board, asking a fake server every second. */
function scene(url: string) {
  const context = sourceContext([ECHO], { windowMs: WINDOW_MS, bucketMs: 1_000, staleAfterMs: STALE_AFTER_MS });
  const { clock } = context;
  const window = new EvidenceWindow({
    windowMs: WINDOW_MS,
    bucketMs: 1_000,
    maximumBasePaths: 10,
    clock,
    observer: new RecordingObserver(),
  });
  window.declare(new Set([ECHO]), clock.now());
  const rules = new RuleBook({ thresholdScaled: 9_000, minimumRequests: 10 });
  const board = new LiveBoard({ clock, window, rules, staleAfterMs: STALE_AFTER_MS, everyMs: 5_000 });
  const settings = Object.assign(new RaccoonSettings(), {
    name: 'raccoon',
    url,
    dialect: 'kong',
    pollEveryMs: 1_000,
    lagMs: 1_000,
    timeoutMs: 1_500,
    // The limit of an answer's size follows it: 32 MB.
    maximumSeries: 1_000,
  });
  const stop = new AbortController();
  const running = raccoonKind
    .create(settings, context)
    .run(window.open({ name: 'raccoon', evidence: 'traffic' }), stop.signal);
  const verdict = (): string => {
    board.evaluate(0, board.begin(clock.now()));
    for (const step of board.finish()) void step;
    const { status, reason } = board.get(ECHO)!;
    return `${status} ${reason}`;
  };
  const end = async (): Promise<void> => {
    stop.abort();
    await running;
  };
  return { verdict, end };
}

async function story(lie: string): Promise<void> {
  const healsWithinMs = OF_VALUES.test(lie) ? WINDOW_MS + 5_000 : 5_000;
  const monitoring = await LyingMonitoring.start();
  const { verdict, end } = scene(monitoring.url);
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
  it('is never believed, and believed again when it heals', async () => {
    const before = process.memoryUsage().rss;
    const results = await Promise.allSettled(Object.keys(LIES).map(async (lie) => ({ lie, told: await story(lie) })));
    const failed = results.flatMap((each, index) =>
      each.status === 'rejected' ? [`${Object.keys(LIES)[index]}: ${String(each.reason)}`] : [],
    );
    expect(failed).toEqual([]);
    expect((process.memoryUsage().rss - before) / 1_048_576).toBeLessThan(1_024);
  }, 120_000);

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
