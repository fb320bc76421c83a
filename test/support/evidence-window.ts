import type { BasePath } from '../../src/catalogue/base-path.js';
import { LiveBoard } from '../../src/evaluation/live-board.js';
import { EvidenceWindow } from '../../src/window/evidence-window.js';
import type { FeedObserver, Refused } from '../../src/window/feed-observer.js';
import { ManualClock } from './manual-clock.js';

/** Remembers what was left out of a window. */
export class RecordingObserver implements FeedObserver {
  readonly seen: string[] = [];

  refused(source: string, why: Refused): void {
    this.seen.push(`${source} ${why}`);
  }
}

/** A window and a board over it on a manual clock, as the service has them by default. */
export function boardOnManualClock(options: { maximumBasePaths?: number; minimumRequests?: number } = {}) {
  const clock = new ManualClock(Date.UTC(2026, 0, 1));
  const observer = new RecordingObserver();
  const maximumBasePaths = options.maximumBasePaths ?? 1_000;
  const window = new EvidenceWindow({ windowMs: 300_000, bucketMs: 10_000, maximumBasePaths, clock, observer });
  const minimumRequests = options.minimumRequests ?? 10;
  const rule = { thresholdScaled: 9_000, minimumRequests };
  const board = new LiveBoard({ clock, window, rule, staleAfterMs: 90_000, everyMs: 5_000 });
  const evaluate = (): void => {
    board.evaluate(0, board.begin(clock.now()));
    for (const step of board.finish()) void step;
    board.announce();
  };
  return { clock, observer, window, board, evaluate };
}

/** Shortens `'/eni/echo/v1' as BasePath` in tests; the text must be canonical. */
export function basePath(text: string): BasePath {
  return text as BasePath;
}
